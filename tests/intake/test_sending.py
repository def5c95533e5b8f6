"""Sending: two sealed parts in one INSERT, to keys that the root keys signed, and of one size whatever was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.intake import bundles, publishing
from app.intake.models import PublishedBundle, Submission
from crypto.bundle import PublicBundle, story_context
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.macs import digest
from crypto.roster import ROOT, Roster, SignedRoster
from crypto.sealing import describe, unseal_record
from crypto.signing import SigningKey
from tests.intake.site import ACCOUNT, EVERYTHING, Site, Visitor
from tests.vault.small_unit import CONTROLLER, HANDLER, dispose

EMPTY_OWN = dict.fromkeys(EVERYTHING["reaching-you"], "") | {"voicemail": [], "number_shown": []}
FULL_OWN = {
    "your_name": "ŵ" * 100, "your_phone": "0" * 50, "your_email": "é" * 150, "your_handle": "한" * 100,
    "your_address": "🌊" * 250, "your_work": "🌊" * 100, "safe_times": "🌊" * 300, "voicemail": "yes",
    "number_shown": "either", "how_known": "🌊" * 700, "relationship": "🌊" * 150, "danger_to_you": "🌊" * 700,
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """Forget which keys were verified, as a process that has just started."""
    bundles.forget()


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """Collect every statement that the public face sends to its store."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(site.house.stores.gateway, "before_cursor_execute", note)
    yield seen
    event.remove(site.house.stores.gateway, "before_cursor_execute", note)


def publish(site: Site, bundle: PublicBundle, *, stated: str = "") -> None:
    """Write a bundle into the gateway, as whoever owns that database can."""
    encoded = bundle.encode()
    with Session(site.house.stores.gateway) as session:
        session.merge(PublishedBundle(name="current", digest=stated or digest(encoded).hex(), bundle=encoded))
        session.commit()


def test_a_submission_is_one_insert_and_nothing_else_once_the_keys_are_known(site: Site, visitor: Visitor) -> None:
    visitor.tell_all()
    visitor.tell()
    with statements(site) as seen:
        visitor.press("Send")
    assert visitor.status == 200
    work = [statement for statement in seen if not statement.startswith(("BEGIN", "PRAGMA"))]
    assert len(work) == 1
    assert work[0].startswith("INSERT INTO submissions")


def test_filling_in_the_pages_touches_no_store(site: Site, visitor: Visitor) -> None:
    with statements(site) as seen:
        visitor.tell()
    assert not seen


def test_a_row_holds_sealed_parts_a_random_reference_and_the_hour(site: Site, visitor: Visitor) -> None:
    site.unit.tick(minutes=17, seconds=33)
    visitor.tell_all()
    [row] = site.gateway_rows()
    assert {column.name for column in Submission.__table__.columns} == {
        "submission_ref", "urgent", "story", "identity", "epoch", "intake_epoch", "received_hour", "set_aside",
    }  # fmt: skip
    assert (row.received_hour.minute, row.received_hour.second, row.received_hour.microsecond) == (0, 0, 0)
    assert len(row.submission_ref) == 32
    assert describe(row.story).key_id == site.unit.ceremony.bundle.intake.key_id
    assert describe(row.identity).key_id == site.unit.ceremony.bundle.custodians[-1].roster.group_public.key_id


def test_rows_keep_no_number_of_the_order_they_came_in(site: Site) -> None:
    with site.house.stores.gateway.connect() as connection:  # type: ignore[union-attr]
        for table in ("submissions", "mailbox_slots"):
            made = connection.execute(text(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")).scalar_one()  # noqa: S608
            assert "WITHOUT ROWID" in made


@pytest.mark.parametrize(
    "account", ["x", "a" * 3_000, "a" * 3_700, "a" * 8_000, "🌊" * 5_000, EVERYTHING["what-happened"]["account"] * 40]
)
def test_giving_details_or_not_makes_no_difference_in_size(site: Site, account: str) -> None:
    sizes = set()
    for own in (EMPTY_OWN, EVERYTHING["reaching-you"], FULL_OWN):
        site.visitor().tell_all({**EVERYTHING, "what-happened": {"account": account}, "reaching-you": own})
    for row in site.gateway_rows():
        sizes.add((len(row.story), len(row.identity)))
    assert len(sizes) == 1
    assert len(site.gateway_rows()) == 3


@pytest.mark.parametrize(
    ("answers", "urgent"),
    [
        ({}, False),
        ({"danger": "yes"}, True),
        ({"danger": "unknown"}, False),
        ({"kinds": ["FIREARMS_WEAPONS"]}, True),
        ({"kinds": ["MODERN_SLAVERY"]}, True),
        ({"kinds": ["MODERN_SLAVERY"], "still_happening": "no"}, False),
        ({"kinds": ["DRUGS"]}, False),
        ({"expected": 1}, True),
        ({"expected": 2}, True),
        ({"expected": 4}, False),
        ({"expected": -10}, False),
    ],
)
def test_what_cannot_wait_is_marked(site: Site, visitor: Visitor, answers: dict[str, Any], urgent: bool) -> None:
    day = site.unit.now.date() + timedelta(days=answers.get("expected", 0))
    dated = {"expected_on-day": str(day.day), "expected_on-month": str(day.month), "expected_on-year": str(day.year)}
    visitor.tell(
        {
            "what-happened": ACCOUNT | {name: answers[name] for name in ("danger", "kinds") if name in answers},
            "where-and-when": {"still_happening": answers.get("still_happening", "unknown")}
            | (dated if "expected" in answers else {}),
        }
    )
    visitor.press("Send")
    [row] = site.gateway_rows()
    assert row.urgent is urgent


# Keys that somebody else put there


def other_custodians(site: Site, root: SigningKey, *, epoch: int = 1) -> PublicBundle:
    """Return the bundle in force with a custodians' key that the attacker holds, signed by this root key."""
    genuine = site.unit.ceremony.bundle
    before = genuine.custodians[-1].roster
    stolen = Roster(before.deployment, before.group, epoch, before.members, PrivateKey.generate().public)
    links = (SignedRoster(stolen).signed_by(ROOT, root),)
    return PublicBundle(
        genuine.deployment, genuine.root, genuine.intake_epoch, genuine.intake, genuine.intake_signature, links
    )


def swapped_intake(site: Site) -> PublicBundle:
    genuine = site.unit.ceremony.bundle
    return PublicBundle(
        genuine.deployment,
        genuine.root,
        genuine.intake_epoch,
        PrivateKey.generate().public,
        genuine.intake_signature,
        genuine.custodians,
    )


def another_root(site: Site) -> PublicBundle:
    """Return a bundle that is whole in itself and signed by a root key the attacker made."""
    root, genuine = SigningKey.generate(), site.unit.ceremony.bundle
    bundle = other_custodians(site, root)
    return PublicBundle(genuine.deployment, root.public, 1, genuine.intake, genuine.intake_signature, bundle.custodians)


SWAPS = {
    "custodians": lambda site: other_custodians(site, SigningKey.generate()),
    "intake": swapped_intake,
    "root": another_root,
}


@pytest.mark.parametrize("swap", SWAPS)
@pytest.mark.parametrize("known_before", [False, True])
def test_a_swapped_key_takes_nothing_in_and_loses_nothing(
    site: Site, visitor: Visitor, swap: str, known_before: bool
) -> None:
    if known_before:
        site.visitor().tell_all()
    visitor.tell()
    publish(site, SWAPS[swap](site))
    page = visitor.press("Send")
    assert visitor.status == 503
    assert "nothing was sent" in page.text
    assert "Canary-Place-Farm" in page.text
    assert len(site.gateway_rows()) == int(known_before)
    publish(site, site.unit.ceremony.bundle)
    visitor.press("Send")
    assert visitor.status == 200
    assert len(site.gateway_rows()) == int(known_before) + 1


def test_a_swapped_key_under_the_digest_of_the_genuine_one_is_refused(site: Site, visitor: Visitor) -> None:
    genuine = digest(site.unit.ceremony.bundle.encode()).hex()
    publish(site, swapped_intake(site), stated=genuine)
    visitor.tell()
    visitor.press("Send")
    assert visitor.status == 503
    assert not site.gateway_rows()


def test_no_keys_at_all_take_nothing_in(site: Site, visitor: Visitor) -> None:
    with site.house.stores.gateway.begin() as connection:  # type: ignore[union-attr]
        connection.execute(text("DELETE FROM published_bundles"))
    visitor.tell()
    page = visitor.press("Send")
    assert visitor.status == 503
    assert visitor.response is not None
    assert visitor.response.headers["Cache-Control"] == "no-store"
    reference = page.text.split("quote ")[1].split(".")[0]
    assert len(reference) == 32
    assert not site.gateway_rows()


def test_an_epoch_below_the_least_is_refused(site: Site, visitor: Visitor) -> None:
    site.house.deployment = type(site.house.deployment)(
        site.house.deployment.ref, site.house.deployment.root, least_epoch=2
    )
    visitor.tell()
    visitor.press("Send")
    assert visitor.status == 503
    assert not site.gateway_rows()


def test_new_custodians_are_sealed_to_as_soon_as_they_are_published(site: Site, visitor: Visitor) -> None:
    site.visitor().tell_all()
    roster, private = site.unit.next_roster("custodians", [HANDLER, CONTROLLER])
    site.unit.install(site.unit.signed_by_root(roster))
    assert publishing.publish(site.unit.house) == 1
    assert publishing.publish(site.unit.house) == 0
    visitor.tell_all()
    epochs = sorted((row.epoch, describe(row.identity).key_id) for row in site.gateway_rows())
    assert [epoch for epoch, _key in epochs] == [1, 2]
    assert epochs[1][1] == private.public.key_id


def test_the_process_that_sealed_it_holds_no_key_that_opens_it(site: Site, visitor: Visitor) -> None:
    visitor.tell_all()
    [row] = site.gateway_rows()
    context = story_context(site.house.deployment.ref, row.submission_ref, 1)
    for part in (row.story, row.identity):
        with pytest.raises(Tampered):
            unseal_record(PrivateKey.generate(), context, part)


def test_a_store_that_is_gone_answers_503_and_keeps_the_answers(site: Site, visitor: Visitor) -> None:
    visitor.tell()
    with site.house.stores.gateway.begin() as connection:  # type: ignore[union-attr]
        connection.execute(text("ALTER TABLE submissions RENAME TO elsewhere"))
    page = visitor.press("Send")
    assert visitor.status == 503
    assert "Canary-Place-Farm" in page.text
    with site.house.stores.gateway.begin() as connection:  # type: ignore[union-attr]
        connection.execute(text("ALTER TABLE elsewhere RENAME TO submissions"))
    visitor.press("Send")
    assert visitor.status == 200
    dispose(site.house.stores)
