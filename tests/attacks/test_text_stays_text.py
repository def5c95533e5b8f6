"""Everybody types text that wants to be more than text, into every box there is: on every page it stays text."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.wrappers import Response

from app.allegations.models import Allegation
from app.founding import Founded
from tests.attacks.odd_answers import OddAnswers
from tests.attacks.scribbled_unit import ScribbledUnit
from tests.attacks.scribbling import (
    MARK,
    POLYGLOTS,
    Heard,
    assert_no_formula,
    assert_only_text,
    boxes_to_fill,
    hearing_forms,
    takes_text,
    turned_lines,
)
from tests.attacks.test_every_door import EVERYBODY
from tests.attacks.test_every_field import leads_on
from tests.factories import Unit, copy_unit
from tests.pages import Glance, Page, token_in

ODD_ADDRESSES = (
    "\x00",
    "9" * 400,
    "-1",
    "1e400_x",
    "nan_x",
    "inf_1",
    "\u0663",
    "\u202e\u200b",
    "../../etc/passwd",
    "//evil.example",
)
ALL_ODD = (*POLYGLOTS, *ODD_ADDRESSES)
# What any page reads from its address.
ASKED_IN_ADDRESSES = ("after", "before", "next", "ended", "changed", "registered", "ref", "person", "verb", "decision",
                      "kind", "compartment",
                      "purpose", "since-day", "since-month", "since-year", "q")  # fmt: skip
ODD_PART = b'--x\r\nContent-Disposition: form-data; name="a\xff\x00"\r\n\r\n\xed\xa0\x80\r\n--x--'
RAW_BODIES = (
    ("application/x-www-form-urlencoded", b"csrf_token=%00&%FF%FE=%ED%A0%80&reason=%ED%B0%80%C0%AF"),
    ("application/x-www-form-urlencoded", b"\xff\xfe=\x00&&&==&%"),
    ("application/json", b'{"csrf_token": {"$ne": 1}}'),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a\xff\x00"\r\n\r\n\xed\xa0\x80\r\n--x--',
    ),
    ("multipart/form-data", b"--"),
    ("text/xml; charset=utf-7", b"+ADw-script+AD4-"),
)
# How many forms are played at least, and pages of one allegation in hand that show what was scribbled.
FORMS_PLAYED, PAGES_IN_HAND = 40, 12
# These take only what is there already; what else is typed comes back with the page, which is looked at here.
LOOKED_UP = {
    ("accounts.forms.SignInForm", "name"),
    ("accounts.forms.SignInForm", "code"),
    ("intake.forms.WithReceipt", "words"),
    # Two letters, a name of letters and dots, and words or figures that are compared.
    ("people.forms.InviteForm", "nationality_code"),
    ("people.forms.InviteForm", "sign_in_name"),
    ("people.forms.TrainingForm", "sign_in_name"),
    ("people.forms.WordsForm", "words"),
    ("people.forms.VisitForm", "name"),
    ("people.forms.VisitForm", "words"),
    ("people.forms.JoinForm", "code"),
    ("people.forms.NewPassphraseForm", "code"),
    ("people.forms.NewDeviceForm", "code"),
    ("sources.forms.LinkForm", "source_ref"),
    # What cannot be a telephone number is refused.
    ("sources.forms.RegisterForm", "phone"),
    ("sources.plan_forms.PlanChangeForm", "phone"),
    # And what names no place whose clocks are known.
    ("sources.forms.RegisterForm", "time_zone"),
    ("sources.plan_forms.PlanChangeForm", "time_zone"),
    # What was heard is compared and kept nowhere.
    ("contacts.forms.AttemptForm", "heard"),
    ("oversight.forms.FollowForm", "person"),
    ("oversight.forms.FollowForm", "ref"),
}
# So many pages that differ in their numbers alone are looked at.
MOST_ALIKE = 4
# How many pages at least show each of them something that was scribbled.
SHOWN = {"asha": 3, "mia": 5, "hana": 1, "cleo": 5, "dora": 4, "pia": 2}


@dataclass
class Life:
    """The unit in which everybody scribbled, every box that took it, and what came of answers that no page sends."""

    scribbled: ScribbledUnit
    heard: Heard
    odd: OddAnswers


@pytest.fixture(scope="module")
def life(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Let everybody scribble from the first word told to the last result, having tried odder answers first."""
    unit = copy_unit(*founded_unit, tmp_path_factory.mktemp("scribbled") / "unit")
    odd = OddAnswers(unit)
    scribbled = ScribbledUnit(unit, tries=odd.try_all)
    with hearing_forms() as heard:
        scribbled.play()
    yield Life(scribbled, heard, odd)
    for engine in unit.house.stores.each().values():
        engine.dispose()


@pytest.fixture(scope="module")
def unit(life: Life) -> Unit:
    return life.scribbled.unit


def walk(unit: Unit, who: str) -> Iterator[Any]:
    """Yield every page that somebody can reach by following links."""
    visitor = unit.sign_in(who)
    waiting = deque(["/partner/board" if unit.people[who].is_partner else "/board"])
    seen: set[str] = set()
    shapes: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        shape = re.sub("[0-9]+", "0", address)
        if address in seen or shapes[shape] >= MOST_ALIKE:
            continue
        seen.add(address)
        shapes[shape] += 1
        reply = visitor.get(address)
        yield reply
        if reply.mimetype == "text/html" and reply.status_code == 200:
            waiting.extend(
                one for one in (str(a.get("href")) for a in Glance(reply.text).page.all("a")) if leads_on(one)
            )


# The life that is played goes from a report to its result and back. What runs a unit beside it is tried by the tests of
# these features, box by box, and not with the worst text.
BESIDE_IT = (
    "bringing.",
    "custody.",
    "duties.",
    "erasure.",
    "intake.entry_forms.",
    "people.",
    "register.",
    "risk.",
    "setting_up.",
    "sources.forms.SensitiveForm",
)


def test_every_box_of_every_form_took_it(life: Life) -> None:
    untried = {box for box in boxes_to_fill() - life.heard.taken if not box[0].startswith(BESIDE_IT)}
    assert untried == {box for box in LOOKED_UP if not box[0].startswith(BESIDE_IT)}
    assert life.scribbled.seen >= PAGES_IN_HAND


@pytest.mark.parametrize("who", EVERYBODY)
def test_on_every_page_it_is_text(unit: Unit, who: str) -> None:
    shown = 0
    for reply in walk(unit, who):
        assert_only_text(reply)
        shown += MARK in reply.text
        if reply.mimetype == "text/html" and reply.data:
            assert not turned_lines(Glance(reply.text).page), reply.request.path
    assert shown >= SHOWN.get(who, 0)


@pytest.mark.parametrize("address", ["/sign-in", "/partner/sign-in", "/first-visit", "/receipt"])
@pytest.mark.parametrize("typed", POLYGLOTS)
def test_what_is_only_looked_up_comes_back_as_text(unit: Unit, address: str, typed: str) -> None:
    client = unit.app.test_client()
    boxes = [str(one.get("name")) for one in Page(client.get(address).text).elements() if takes_text(one)]
    sent = dict.fromkeys([*boxes, "code"] if "sign-in" in address else boxes, typed)
    reply = client.post(address, data=sent | {"csrf_token": token_in(client.get(address))})
    assert reply.status_code == 400
    assert_only_text(reply)


@pytest.fixture(scope="module")
def let_in(unit: Unit) -> dict[str, list[str]]:
    """Return who gets past the door of each page: whoever does not is turned away before their address is looked at."""
    visitors = {who: unit.sign_in(who) for who in ("asha", "hana", "olga", "pia")}
    plain = {rule.rule: re.sub("<[^>]*>", "1", rule.rule) for rule in unit.app.url_map.iter_rules()}
    asked = [rule.rule for rule in unit.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return {
        rule: [who for who, visitor in visitors.items() if visitor.get(plain[rule]).status_code != 403] or ["asha"]
        for rule in asked
        if not rule.startswith("/static")
    }


@pytest.mark.parametrize("typed", ALL_ODD)
def test_an_address_is_never_more_than_an_address(unit: Unit, let_in: dict[str, list[str]], typed: str) -> None:
    visitors = {who: unit.sign_in(who) for who in ("asha", "hana", "olga", "pia")}
    # Each of those who get in tries some of the texts, so that all are tried and everybody tries.
    turn = ALL_ODD.index(typed)
    for number, (rule, entitled) in enumerate(let_in.items()):
        plain = re.sub("<[^>]*>", lambda _: quote(typed, safe=""), rule)
        who = entitled[(turn + number) % len(entitled)]
        reply = visitors[who].get(plain, query_string=dict.fromkeys(ASKED_IN_ADDRESSES, typed))
        assert reply.status_code in {200, 302, 400, 403, 404, 405, 423}, f"{plain}: {reply.status_code}"
        assert urlsplit(reply.headers.get("Location", "")).netloc in {"", "localhost"}
        assert_only_text(reply)


@pytest.mark.parametrize("body", RAW_BODIES)
def test_a_body_that_is_no_form_is_refused(unit: Unit, body: tuple[str, bytes]) -> None:
    of_the_unit, of_an_agency = (unit.sign_in(who) for who in ("hana", "pia"))
    kind, data = body
    for rule in unit.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        visitor = of_an_agency if rule.rule.startswith("/partner") else of_the_unit
        reply = visitor.client.post(re.sub("<[^>]*>", "1", rule.rule), data=data, content_type=kind)
        assert reply.status_code in {302, 400, 403, 404, 413, 415}, f"{rule.rule}: {reply.status_code}"
        assert_only_text(reply)


@pytest.mark.parametrize("kind", ["never asked", "asked once", "too long", "no answer", "changed"])
def test_an_answer_that_no_page_sends_changes_nothing_and_loses_nothing(life: Life, kind: str) -> None:
    assert life.odd.faults[kind] == []
    assert kind == "changed" or life.odd.tried[kind] >= FORMS_PLAYED


def test_a_button_carries_nothing_but_itself(unit: Unit) -> None:
    ref = unit.tell() and unit.newest_allegation()
    ben = unit.sign_in("ben")
    more = {"owner_ref": unit.ref("asha"), "who": unit.ref("asha"), "status": "CLOSED", "ref": "IMS-2026-000001"}
    assert ben.post(f"/allegations/{ref}/take", more, on="/account").status_code in {302, 400}
    with unit.steward() as uow:
        row = uow.case.get(Allegation, ref)
        assert row is not None
        assert (row.owner_ref, row.status) in {(unit.ref("ben"), "IN_ASSESSMENT"), (None, "COLLECTED")}


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_table_to_download_has_no_formula(start: str) -> None:
    with pytest.raises(AssertionError):
        assert_no_formula(Response(f'a,"{start}cmd"', mimetype="text/csv"), "made up")
