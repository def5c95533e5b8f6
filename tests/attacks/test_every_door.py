"""Every route, method and person: whoever a rule stops is stopped, and what is hidden looks like what is not there."""

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from app import EXTENSION
from app.access.actor import Actor
from app.access.policy import Action, stopped_by
from app.web.faces import Face, FacedBlueprint
from audit.events import Decision, Event
from audit.store import Filters
from tests.attacks.busy_unit import MADE_UP, BusyUnit, token_of
from tests.attacks.oracle import SOURCE, Canary, assert_no_canary
from tests.dissemination.office import changing
from tests.factories import OTHER_UNIT, PEOPLE

# One person for each role.
ROLES = ["asha", "mia", "hana", "cleo", "ava", "dora", "iris", "olga", "sid", "pia"]
EVERYBODY = [one.name.split()[0].lower() for one in PEOPLE]
# What a form that was not filled in may come to on a page that somebody may use.
ANSWERED = {200, 302, 303, 400, 403, 404, 409, 422, 423}
# These take the session away on which everything else here stands; each is tried where signing in is.
ENDS_THE_SESSION = {"sessions.sign_out", "sessions.sign_out_everywhere", "partner_sessions.sign_out",
                    "partner_sessions.sign_out_everywhere"}  # fmt: skip
# What a list may hold for somebody who may read it: never anything of a source.
LISTED = frozenset(Canary) - SOURCE
RECORDS = {"ref", "source_ref", "allegation_ref", "grant_ref", "submission_ref", "seq"}
REFERENCES = {
    "source_ref": MADE_UP["SRC"],
    "allegation_ref": MADE_UP["IMS"],
    "seq": 10**9,
    "slug": "check",
    "letter": "b",
    "name": "mine",
}
BY_BLUEPRINT = {"reports": MADE_UP["REP"], "releases": MADE_UP["REL"]}


def face_of(busy: BusyUnit, rule: Rule) -> Face:
    """Return the face that a route belongs to."""
    blueprint = busy.unit.app.blueprints[rule.endpoint.rpartition(".")[0]]
    assert isinstance(blueprint, FacedBlueprint)
    return blueprint.face


def rules(busy: BusyUnit, *faces: Face) -> list[Rule]:
    """Return every route of some faces."""
    known = [rule for rule in busy.unit.app.url_map.iter_rules() if rule.endpoint != "static"]
    return [rule for rule in known if face_of(busy, rule) in faces and rule.endpoint not in ENDS_THE_SESSION]


def address_of(busy: BusyUnit, rule: Rule) -> str:
    """Return an address of a route, with references that nobody has."""
    own = BY_BLUEPRINT.get(rule.endpoint.partition(".")[0], MADE_UP["IMS"])
    values: dict[str, Any] = {
        name: REFERENCES.get(name, own if name == "ref" else MADE_UP["id"]) for name in rule.arguments
    }
    found = busy.unit.app.url_map.bind("localhost").build(rule.endpoint, values, method=sorted(methods_of(rule))[0])
    return str(found)


def methods_of(rule: Rule) -> set[str]:
    """Return the methods of a route that say or do something."""
    return set(rule.methods or ()) & {"GET", "POST"}


def doors(busy: BusyUnit, *faces: Face) -> Iterator[tuple[Rule, str, str]]:
    """Yield every route with each of its methods and an address."""
    for rule in rules(busy, *faces):
        for method in sorted(methods_of(rule)):
            yield rule, method, address_of(busy, rule)


def knock(busy: BusyUnit, who: str, method: str, address: str) -> Any:
    """Ask for a page as somebody; a form is sent with a good token and nothing else."""
    if method == "GET":
        return busy.browser(who).get(address)
    return busy.browser(who).client.post(address, data={"csrf_token": busy.token(who)})


def standing(busy: BusyUnit, who: str) -> Actor:
    """Return somebody as they stand."""
    visitor = busy.browser(who)
    with visitor.client:
        visitor.get(busy.home(who))
        actor: Actor = busy.unit.app.extensions[EXTENSION].load_actor()
    return actor


@pytest.mark.parametrize("who", ROLES)
def test_every_page_stops_those_whom_its_rule_stops(busy: BusyUnit, who: str) -> None:
    actor = standing(busy, who)
    wrong = []
    verdicts = set()
    for rule, method, address in doors(busy, own_face(busy, who)):
        stops = isinstance(rule_of(busy, rule), Action) and stops_them(busy, actor, rule)
        verdicts.add(stops)
        reply = knock(busy, who, method, address)
        assert_no_canary(reply, LISTED if reply.status_code == 200 else ())
        if reply.status_code not in ({403} if stops else ANSWERED):
            wrong.append(f"{method} {address}: {reply.status_code}")
        if not stops and method == "GET" and rule.arguments & RECORDS and reply.status_code != 404:
            wrong.append(f"{method} {address}: {reply.status_code}, and it is not there")
    assert not wrong, "\n".join(wrong)
    if busy.unit.people[who].is_partner:
        return
    assert verdicts == {True, False}
    refused = busy.unit.entries(action=Event.PAGE_REFUSED.action, decision=Decision.REFUSED)
    assert busy.unit.ref(who) in {one.entry.actor_ref for one in refused}


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_record_that_is_not_there_is_found_by_nobody_and_the_look_is_recorded(busy: BusyUnit, who: str) -> None:
    actor = standing(busy, who)
    wrong = []
    for rule, method, address in doors(busy, own_face(busy, who)):
        if method != "GET" or not rule.arguments & RECORDS:
            continue
        before = busy.unit.log.head().size
        reply = knock(busy, who, method, address)
        refused = busy.unit.log.entries(Filters(person_ref=busy.unit.ref(who), decision=Decision.REFUSED), limit=1)
        if reply.status_code != (403 if stops_them(busy, actor, rule) else 404):
            wrong.append(f"{address}: {reply.status_code}")
        if not refused or refused[0].seq < before:
            wrong.append(f"{address}: not recorded")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["hana", "pia"])
def test_the_pages_of_the_other_face_know_nobody_of_this_one(busy: BusyUnit, who: str) -> None:
    own = own_face(busy, who)
    other = Face.STAFF if own is Face.PARTNER else Face.PARTNER
    door = "/partner/sign-in" if other is Face.PARTNER else "/sign-in"
    for rule, method, address in doors(busy, other):
        if isinstance(rule_of(busy, rule), Action):
            reply = knock(busy, who, method, address)
            assert reply.status_code == 302, f"{method} {address}: {reply.status_code}"
            assert reply.headers["Location"].split("?")[0] == door
            assert_no_canary(reply)


def test_nobody_is_sent_to_the_door_from_every_page(busy: BusyUnit) -> None:
    client = busy.unit.app.test_client()
    token = token_of(client.get("/sign-in").text)
    for rule, method, address in doors(busy, Face.STAFF, Face.PARTNER):
        if not isinstance(rule_of(busy, rule), Action):
            continue
        sent = {"data": {"csrf_token": token}} if method == "POST" else {}
        reply = client.open(address, method=method, **sent)
        assert reply.status_code == 302, f"{method} {address}: {reply.status_code}"
        assert reply.headers["Location"].split("?")[0] in {"/sign-in", "/partner/sign-in"}
        assert_no_canary(reply)


def test_a_method_that_a_page_does_not_know_is_refused(busy: BusyUnit) -> None:
    token = busy.token("asha")
    client = busy.browser("asha").client
    for rule in rules(busy, *Face):
        known = methods_by_address(busy, rule)
        address = address_of(busy, rule)
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
            sent = {"data": {"csrf_token": token}} if method != "GET" else {}
            reply = client.open(address, method=method, **sent)
            assert reply.status_code == 405, f"{method} {address}: {reply.status_code}"
            assert set(reply.headers["Allow"].split(", ")) >= known


@pytest.mark.parametrize(
    ("who", "page", "mark"),
    [
        ("sol", "/allegations/{}", "IMS"),
        ("hugo", "/sources/{}", "SRC"),
        ("lin", "/partner/releases/{}", "REL"),
        ("ben", "/contacts/{}", "id"),
    ],
)
def test_what_may_not_be_known_of_is_the_same_bytes_as_what_is_not_there(
    busy: BusyUnit, who: str, page: str, mark: str
) -> None:
    real = {
        "IMS": busy.allegation_ref,
        "SRC": busy.source_ref,
        "REL": busy.release_ref,
        "id": busy.grant_ref,
    }[mark]
    visitor = busy.browser(who)
    hidden, missing = (visitor.get(page.format(ref)) for ref in (real, MADE_UP[mark]))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data
    assert headers_of(hidden) == headers_of(missing)
    reader = busy.browser({"sol": "cleo", "hugo": "hana", "lin": "pia", "ben": "asha"}[who])
    assert reader.get(page.format(real)).status_code == 200


def test_a_report_of_another_unit_is_the_same_bytes_as_one_that_is_not_there(busy: BusyUnit) -> None:
    manager = busy.browser("mia")
    assert manager.get(f"/reports/{busy.report_ref}").status_code == 200
    with changing(busy.unit, busy.report_ref) as report:
        home, report.unit_ref = report.unit_ref, busy.unit.units[OTHER_UNIT]
    hidden, missing = (manager.get(f"/reports/{ref}") for ref in (busy.report_ref, MADE_UP["REP"]))
    with changing(busy.unit, busy.report_ref) as report:
        report.unit_ref = home
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data
    assert headers_of(hidden) == headers_of(missing)


def own_face(busy: BusyUnit, who: str) -> Face:
    return Face.PARTNER if busy.unit.people[who].is_partner else Face.STAFF


def rule_of(busy: BusyUnit, rule: Rule) -> object:
    """Return the action that a page needs, or the words that say why it needs none."""
    return getattr(busy.unit.app.view_functions[rule.endpoint], "rule")  # noqa: B009


def stops_them(busy: BusyUnit, actor: Actor, rule: Rule) -> bool:
    """Return whether the table stops somebody at a page, whatever the record."""
    action = rule_of(busy, rule)
    assert isinstance(action, Action)
    return stopped_by(actor, action, busy.unit.clock.now) is not None


def methods_by_address(busy: BusyUnit, rule: Rule) -> set[str]:
    """Return every method that a page's address is answered for, by whichever route."""
    same = [other for other in busy.unit.app.url_map.iter_rules() if other.rule == rule.rule]
    return set().union(*(methods_of(other) for other in same))


def headers_of(reply: Any) -> set[tuple[str, str]]:
    """Return the headers of a reply but for cookies, which are sealed anew each time."""
    return {(name, value) for name, value in reply.headers if name != "Set-Cookie"}
