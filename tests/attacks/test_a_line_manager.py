"""The managers of somebody who told us from within: they find nothing that came of it, nor that there is anything."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import RoleHeld
from app.allegations.models import Allegation
from app.contacts.models import ContactRequest
from app.custody.models import CustodyRequest
from app.erasure.models import Erasure, LegalHold
from app.risk.models import Threat
from app.web.faces import Face
from tests.attacks.busy_unit import MADE_UP, BusyUnit
from tests.attacks.test_every_door import methods_of, rules, standing, stops_them

# A manager of the unit, a handler and an authoriser; none of them looks after the source.
EXCLUDED = ("mia", "hugo", "ava")
THREAT, ASKED, HELD, ERASING, GLASS = "TTL-BCDFGHJKMN", "c1" * 16, "c2" * 16, "c3" * 16, "c4" * 16
# What a reference in an address is of, where its name does not say; and what else stands in addresses.
OF_BLUEPRINT = {"reports": "report_ref", "threats": "threat_ref"}
OTHERS = {"slug": "check", "letter": "b", "name": "clock", "other_ref": MADE_UP["SRC"]}


@pytest.fixture(scope="module")
def inside(busy: BusyUnit) -> Iterator[BusyUnit]:
    """Return a unit at work in which a source is in danger, and everything that can be asked about one was asked."""
    with busy.unit.behind() as uow:
        source = {"source_ref": busy.source_ref}
        hana, now = busy.unit.ref("hana"), uow.now
        uow.case.add(
            Threat(threat_ref=THREAT, **source, learned_by="DURESS", grade="UNCLEAR", received_at=now, raised_by=hana,
                   review_at=now + timedelta(hours=1), entry_version=1)
        )  # fmt: skip
        told = uow.case.get_one(Allegation, busy.allegation_ref)
        asked = ContactRequest(
            grant_ref=ASKED, link=told.link, allegation_ref=told.ref, purpose="CLARIFY", reason="Why"
        )
        asked.requester_ref, asked.asked_at, asked.custody = busy.unit.ref("asha"), now, "DUAL"
        hold = LegalHold(hold_ref=HELD, **source, ground="INQUIRY", reason="Why", set_by=hana, set_at=now)
        erasing = Erasure(erasure_ref=ERASING, **source, ground="ORDERED", reason="Why", requester_ref=hana)
        erasing.asked_at = now
        glass = CustodyRequest(request_ref=GLASS, kind="OPEN", **source, compartment="identity", purpose="WELFARE")
        glass.reason, glass.custody, glass.requester_ref, glass.asked_at = "Why", "DUAL", hana, now
        uow.case.add_all([asked, hold, erasing, glass])
        # Somebody must be left who may authorise.
        uow.case.add(RoleHeld(person_ref=busy.unit.ref("iris"), role="NSU_AUTHORISER", from_on=now.date()))
    return busy


def known(busy: BusyUnit) -> dict[str, str]:
    """Return what leads to the source or came of what it told."""
    refs = {"threat_ref": THREAT, "request_ref": GLASS, "hold_ref": HELD, "erasure_ref": ERASING}
    return refs | {
        "source_ref": busy.source_ref,
        "allegation_ref": busy.allegation_ref,
        "grant_ref": ASKED,
        "report_ref": busy.report_ref,
    }


def lists(busy: BusyUnit, who: str) -> set[str]:
    """Return which references stand on any page that somebody opens without one."""
    pages = [str(rule) for rule in rules(busy, Face.STAFF) if not rule.arguments and "GET" in methods_of(rule)]
    texts = [busy.browser(who).get(page).text for page in (*pages, "/allegations/list/assessed")]
    return {ref for ref in known(busy).values() if any(ref in text for text in texts)}


def doors(busy: BusyUnit, who: str) -> Iterator[tuple[str, str, str]]:
    """Yield every page and act about one record that somebody may ask for, and the address of one that is not there."""
    refs, actor = known(busy), standing(busy, who)
    for rule in rules(busy, Face.STAFF):
        own = refs[OF_BLUEPRINT.get(rule.endpoint.partition(".")[0], "allegation_ref")]
        values = {name: refs.get(name, own if name == "ref" else "") for name in rule.arguments}
        # Who is stopped before a record is looked for learns nothing of it; that is proved where every door is tried.
        if not any(values.values()) or stops_them(busy, actor, rule):
            continue
        values |= {name: OTHERS.get(name, MADE_UP["id"]) for name, value in values.items() if not value}
        for method in sorted(methods_of(rule)):
            build = busy.unit.app.url_map.bind("localhost").build
            missing = {name: value if name in OTHERS else made_up(value) for name, value in values.items()}
            yield method, build(rule.endpoint, values, method=method), build(rule.endpoint, missing, method=method)


def made_up(ref: str) -> str:
    """Return a reference of the same kind that nobody has."""
    return MADE_UP.get(ref[:3]) or ("TTL-BBBBBBBBBB" if ref.startswith("TTL-") else MADE_UP["id"])


def ask(busy: BusyUnit, who: str, method: str, address: str) -> Any:
    sent = {"data": {"csrf_token": busy.token(who)}} if method == "POST" else {}
    return busy.browser(who).client.open(address, method=method, **sent)


def test_whoever_is_kept_from_a_source_meets_nothing_that_came_of_it(inside: BusyUnit) -> None:
    busy = inside
    met = {who: lists(busy, who) for who in EXCLUDED}
    assert {busy.allegation_ref, busy.report_ref} <= met["mia"]
    assert THREAT in met["hugo"]
    assert {THREAT, ASKED, HELD, ERASING, GLASS} <= met["ava"]
    kept = {"people": [busy.unit.ref(who) for who in EXCLUDED]}
    assert busy.send("hana", f"/sources/{busy.source_ref}/kept-from", kept).status_code == 302
    for who in EXCLUDED:
        assert lists(busy, who) == set(), who
        for method, address, missing in doors(busy, who):
            hidden, nothing = (ask(busy, who, method, one) for one in (address, missing))
            assert hidden.status_code == nothing.status_code, f"{who} {method} {address}"
            assert hidden.status_code != 404 or hidden.data == nothing.data, f"{who} {method} {address}"
    assert {busy.source_ref, THREAT} <= lists(busy, "hana")
