"""Requests that no page of ours sent: each is refused before anything changes, and stands on the record."""

from typing import Any

import pytest
from sqlalchemy import text

from app.web.faces import Face
from audit.events import Decision, Event
from tests.attacks.busy_unit import BusyUnit, token_of
from tests.attacks.oracle import assert_no_canary
from tests.attacks.test_every_door import LISTED, address_of, rules

SENDERS = {Face.STAFF: ("asha", "hana", "mia"), Face.PARTNER: ("pia",)}


def unsafe(busy: BusyUnit, *faces: Face) -> list[tuple[str, str]]:
    """Return the endpoint and an address of every route that changes something, made of references that exist."""
    real = {
        "source_ref": busy.source_ref,
        "allegation_ref": busy.allegation_ref,
        "grant_ref": busy.grant_ref,
        "submission_ref": busy.submission_ref,
    }
    own = {"reports": busy.report_ref, "releases": busy.release_ref}
    found = []
    for rule in rules(busy, *faces):
        if "POST" not in (rule.methods or ()):
            continue
        address = address_of(busy, rule)
        for name in rule.arguments:
            ref = own.get(rule.endpoint.partition(".")[0], busy.allegation_ref) if name == "ref" else real.get(name)
            made_up = address_of(busy, rule).split("/")
            if ref:
                spot = rule.rule.split("/").index(f"<{name}>")
                address = "/".join([*address.split("/")[:spot], ref, *made_up[spot + 1 :]])
        found.append((rule.endpoint, address))
    return found


def rows(busy: BusyUnit) -> dict[str, int]:
    """Return how many rows every table of the case store and the vault has, but for what a visit leaves by itself."""
    counted = {}
    for store in ("case", "vault"):
        engine = busy.unit.house.stores.each()[store]
        with engine.connect() as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
            for name in names:
                counted[f"{store}.{name}"] = connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
    return counted


def token_for(busy: BusyUnit, kind: str, who: str) -> dict[str, str]:
    """Return the token that an attacker sends: none, a made-up one, one of before, or one of another session."""
    if kind == "another session's":
        return {"csrf_token": token_of(busy.unit.app.test_client().get("/sign-in").text)}
    if kind == "stale":
        return {"csrf_token": busy.token(who)}
    return {} if kind == "none" else {"csrf_token": "a.b.c"}


@pytest.mark.parametrize("kind", ["none", "made up", "stale", "another session's"])
@pytest.mark.parametrize("face", SENDERS)
def test_a_request_without_a_good_token_changes_nothing(
    busy: BusyUnit, face: Face, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in SENDERS[face]:
        client = busy.browser(who).client
        sent = token_for(busy, kind, who)
        if kind == "stale":
            monkeypatch.setitem(busy.unit.app.config, "WTF_CSRF_TIME_LIMIT", -1)
        before, forged = rows(busy), count_of_forged(busy)
        tried = unsafe(busy, face)
        for _, address in tried:
            reply = client.post(address, data=sent)
            assert reply.status_code in {400, 403, 404, 409}, f"{address}: {reply.status_code}"
            # The page comes back with its form, and with what this person could read there all along.
            assert_no_canary(reply, LISTED)
        assert rows(busy) == before
        assert count_of_forged(busy) - forged == len(tried)
        monkeypatch.undo()


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_request_of_another_site_is_refused_even_with_a_good_token(busy: BusyUnit, headers: dict[str, str]) -> None:
    client, token = busy.browser("asha").client, busy.token("asha")
    before, forged = rows(busy), count_of_forged(busy)
    tried = unsafe(busy, Face.STAFF)
    for _, address in tried:
        reply = client.post(address, data={"csrf_token": token}, headers=headers)
        assert reply.status_code == 403, address
        assert_no_canary(reply)
    assert rows(busy) == before
    assert count_of_forged(busy) - forged == len(tried)


def test_the_public_face_refuses_too_and_keeps_no_record(busy: BusyUnit) -> None:
    client = busy.unit.app.test_client()
    before, forged = rows(busy), count_of_forged(busy)
    for _, address in unsafe(busy, Face.PUBLIC):
        for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
            reply: Any = client.post(address, data={"csrf_token": "a.b.c"}, headers=headers)
            assert reply.status_code in {302, 400, 403}, address
    assert rows(busy) == before
    assert count_of_forged(busy) == forged


def test_a_refused_request_names_who_was_misused_and_which_page(busy: BusyUnit) -> None:
    busy.browser("hana").client.post(f"/sources/{busy.source_ref}/open", data={})
    newest = busy.unit.entries(action=Event.REQUEST_FORGED.action, decision=Decision.REFUSED)[0].entry
    assert (newest.actor_ref, newest.object_ref) == (busy.unit.ref("hana"), "sources.open_compartment")
    assert newest.rule == "token"


def count_of_forged(busy: BusyUnit) -> int:
    """Return how many forged requests are on record."""
    engine = busy.unit.house.stores.each()["audit"]
    with engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM entries WHERE instr(leaf, :action) > 0"),
                                   {"action": Event.REQUEST_FORGED.action.encode()})  # fmt: skip
        return int(found.scalar_one())
