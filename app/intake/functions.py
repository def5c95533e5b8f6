"""What PostgreSQL does for the public face: it hands out the slots at a locator, and no other way to them is open."""

from sqlalchemy import Connection

from app.intake.models import DECOY, SLOTS
from crypto.messages import SLOT_BYTES

# The owner's rights, the caller's locator, always as many slots of one size: made-up ones where even the decoy is gone.
_MAILBOX = f"""
CREATE FUNCTION public.mailbox(wanted text) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(found.sealed, (
        SELECT substring(string_agg(uuid_send(gen_random_uuid()), '') FOR {SLOT_BYTES})
        FROM generate_series(0, {SLOT_BYTES} / 16 + place * 0)))
    FROM generate_series(0, {SLOTS - 1}) AS places (place)
    LEFT JOIN public.mailbox_slots AS found ON found.slot = place AND found.locator = coalesce(
        (SELECT here.locator FROM public.mailbox_slots AS here WHERE here.locator = wanted LIMIT 1), '{DECOY}')
    ORDER BY place
$$
"""  # noqa: S608
_FOR_NOBODY_YET = "REVOKE ALL ON FUNCTION public.mailbox(text) FROM PUBLIC"


def furnish(connection: Connection) -> None:
    """Give a gateway in PostgreSQL its function. SQLite has no roles to keep apart, and none."""
    if connection.dialect.name == "postgresql":
        for statement in (_MAILBOX, _FOR_NOBODY_YET):
            connection.exec_driver_sql(statement)
