"""A unit in which everybody, at every step of a report's life, typed the worst text that a box takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.allegations.models import Allegation
from app.allegations.states import State
from app.intake import replies
from app.sources.models import LinkingTask
from audit.events import Decision, Event
from tests.attacks.scribbled_reports import enter_reports
from tests.attacks.scribbling import MARK, REWORDED, assert_only_text, scribble, scribbled
from tests.contacts.test_calling import CALL, allegation_ref, send
from tests.dissemination import office
from tests.factories import HOME_UNIT, Neighbour, Unit, Visitor
from tests.intake.site import words_on
from tests.intake.test_what_is_set_aside import spoilt
from tests.pages import Page
from tests.people.office import VETTING, ref_of, waiting
from tests.sources.test_registering import REGISTRATION
from tests.sources.test_what_is_held_shut import OPENING, mend, spoil

PLAN = {name: value for name, value in REGISTRATION.items() if name in {
    "channel", "safe_days", "safe_from", "safe_to", "withhold_number", "voicemail", "band",
    "phone", "ends_on-day", "ends_on-month", "ends_on-year"}} | {
    "next_contact_on-day": "", "next_contact_on-month": "", "next_contact_on-year": "",
    "time_zone": "London"}  # fmt: skip
PLAINLY = {"your_name": "Ann Other", "your_phone": "07700 900999", "your_email": "ann@other.example",
           "your_handle": "", "your_address": "", "your_work": ""}  # fmt: skip
WHAT = {"types": ["ILLEGAL_WORKING"], "still_happening": "YES", "expected_at": "",
        "expected_on-day": "9", "expected_on-month": "3", "expected_on-year": "2026"}  # fmt: skip
GRADE = {"source": "3", "assessment": "B", "handling": "C", "action": "A3", "sanitisation": "S2", "tier": "OFFICIAL"}
NO_DAY = {"born_on-day": "", "born_on-month": "", "born_on-year": ""}
REVIEW = {"review_on-day": "1", "review_on-month": "9", "review_on-year": "2026"}
OUTCOMES = ("ACT-SAFE", "NFA-A-SOURCE", "NFA-N-REMIT", "DUP", "NFA-N-NOOFF")
REPORT = {
    name: value
    for name, value in office.FORM.items()
    if name not in {"title", "text", "usage", "risk", "approval", "corroboration_ref"}
}
# With what a report for everybody, or one that another bears out, is asked besides.
FULLY = {"instructions": ["FOR_PUBLIC_RELEASE"], "assessment": "B"}


def report(unit: Unit) -> dict[str, Any]:
    """Return what is chosen in a report, rather than scribbled."""
    # A report may not say what the account says in its own words, so its text is as bad in others.
    reworded = dict.fromkeys(("text", "conditions", "usage"), REWORDED)
    coded = {name: office.CONDITIONAL[name] for name in ("handling", "action", "sanitisation")}
    return REPORT | coded | reworded | {"organisation_ref": office.agency(unit)}


@dataclass
class ScribbledUnit:
    """The unit, and what is in it."""

    unit: Unit
    words: str = ""
    source_ref: str = ""
    seen: int = 0
    refs: list[str] = field(default_factory=list)
    # Tried with every form before it is sent: its sender, its address, what it sends, and the boxes that take any text.
    tries: Callable[[Visitor, str, dict[str, Any], set[str]], None] | None = None

    def scribble(self, visitor: Visitor, address: str, action: str = "", /, **more: Any) -> Any:
        """Scribble into a form, having tried with it what is to be tried first."""
        return scribble(visitor, address, action, before=self.tries, **more)

    def tell(self, **chosen: Any) -> str:
        """Tell, with every box of every page scribbled into but for what is chosen; returns the receipt's words."""
        teller = Neighbour(self.unit.app.test_client())
        teller.open("/tell-us/what-happened")
        for _ in range(4):
            teller.press(
                "Continue",
                scribbled(teller.page) | {name: chosen[name] for name in chosen if teller.page.all("input", name=name)},
            )
            assert_only_text(teller.response)
        teller.press("Send")
        assert self.unit.drain() == 1
        self.refs.append(allegation_ref(self.unit))
        return " ".join(words_on(teller.page))

    def waiting(self, custodian: Visitor) -> tuple[str, Any]:
        """Let a custodian open the newest sealed part; returns its address and the page."""
        with self.unit.steward() as uow:
            [submission] = uow.vault.waiting_submissions()
        address = f"/sources/waiting/{submission}"
        opened = send(custodian, f"{address}/open", {}, on="/account")
        assert_only_text(opened)
        return address, opened

    def play(self) -> None:
        """Let everything happen, with everybody scribbling."""
        # What somebody says of themselves is cut out of their account, and the account is to be seen.
        self.words = self.tell(**PLAINLY)
        self._custodians()
        self._put_right()
        self._find()
        self._contact()
        self._assess()
        self._hold()
        self._report()
        self._audit()
        self._people()
        self._come_back()
        enter_reports(self)

    def _custodians(self) -> None:
        """Register one, link another, dismiss a third; change the plan, and write to the one who has a receipt."""
        hana = self.unit.sign_in("hana", unlock=True)
        people = {"handler": self.unit.ref("hana"), "controller": self.unit.ref("cleo")}
        address, opened = self.waiting(hana)
        reply = self.scribble(hana, address, f"{address}/register", on=opened, **PLAN, **people)
        self.source_ref = reply.headers["Location"].split("/")[-1].split("?")[0]
        self.tell()
        address, opened = self.waiting(hana)
        self.scribble(hana, address, f"{address}/link", on=opened, source_ref=self.source_ref)
        self.tell()
        address, opened = self.waiting(hana)
        self.scribble(hana, address, f"{address}/dismiss", on=opened)
        home = f"/sources/{self.source_ref}"
        self.scribble(hana, home, f"{home}/message", allegation_ref=self.refs[0])
        for part in ("identity", "circumstances", "contact"):
            self.scribble(hana, home, f"{home}/open", compartment=part, purpose="WELFARE")
        plan = send(hana, f"{home}/plan/open", {}, on="/account")
        self.scribble(hana, home, f"{home}/plan", on=plan, **{name: PLAN[name] for name in PLAN if name != "band"})
        decide = f"{home}/plan/decide"
        cleo = self.unit.sign_in("cleo", unlock=True)
        self.scribble(cleo, decide, f"{home}/plan/return")
        self.scribble(hana, home, f"{home}/plan", on=plan, **{name: PLAN[name] for name in PLAN if name != "band"})
        self.scribble(cleo, decide, f"{home}/plan/approve", read="y")
        self.scribble(cleo, f"{home}/plan/calls", let="yes")
        self._write_down(hana)

    def _write_down(self, hana: Visitor) -> None:
        """Write down that the source came to us."""
        self.unit.clock.tick(minutes=1)
        came = {name: value for name, value in CALL.items() if name not in {"said", "direction"}}
        came["made_at"] = f"{self.unit.clock.now:%H:%M}"
        self.scribble(hana, f"/contacts/source/{self.source_ref}/received", **came)

    def _put_right(self) -> None:
        """Clear a submission that nobody could read, and let two custodians release a source that did not open."""
        hana, cleo = self.unit.sign_in("hana", unlock=True), self.unit.sign_in("cleo", unlock=True)
        aside = f"/sources/aside/{spoilt(self.unit)}"
        self.scribble(cleo, aside)
        before = spoil(self.unit)
        assert hana.post(f"/sources/{self.source_ref}/open", OPENING).status_code == 423
        mend(self.unit, before)
        held = f"/sources/held/{self.source_ref}"
        for custodian in (hana, cleo):
            self.scribble(custodian, held, looked="y")

    def _find(self) -> None:
        """Search the register, and say what came of looking at two sources."""
        hana, cleo = self.unit.sign_in("hana", unlock=True), self.unit.sign_in("cleo")
        self.scribble(hana, "/sources/find", purpose="WELFARE", **NO_DAY)
        with self.unit.steward() as uow:
            uow.case.add(LinkingTask(source_ref=self.source_ref, other_ref=self.source_ref, raised_at=uow.now))
        self.scribble(cleo, f"/sources/find/looked/{self.source_ref}/{self.source_ref}")

    def _contact(self) -> None:
        """Ask, be refused; ask, be given it, call, give it back; ask, be given it, have it ended."""
        asha, cleo = self.unit.sign_in("asha", unlock=True), self.unit.sign_in("cleo", unlock=True)
        for ref in self.refs:
            assert send(asha, f"/allegations/{ref}/take", {}, on="/account").status_code == 302
        asked = f"/contacts/ask/{self.refs[0]}"
        for ending in ("refuse", "give-back", "end"):
            grant = self.scribble(asha, asked, purpose="CLARIFY").headers["Location"].rsplit("/", 1)[1]
            decide = f"/requests/{grant}"
            if ending == "refuse":
                self.scribble(cleo, decide, f"{decide}/refuse")
                continue
            assert send(cleo, f"{decide}/approve", {"hours": "4"}, on=decide).status_code == 302
            self.scribble(cleo, decide, f"{decide}/outside", outside="1")
            opened = send(asha, f"/contacts/{grant}/open", {}, on=f"/contacts/{grant}")
            assert_only_text(opened)
            self.scribble(asha, f"/contacts/{grant}/message")
            if ending == "end":
                self.scribble(asha, f"/contacts/{grant}/longer")
            called = {name: value for name, value in CALL.items() if name != "said"}
            self.unit.clock.tick(minutes=1)
            called["made_at"] = f"{self.unit.clock.now:%H:%M}"
            self.scribble(asha, asked, f"/contacts/{grant}/attempt", on=opened, **called)
            visitor, address = (asha, f"/contacts/{grant}") if ending == "give-back" else (cleo, decide)
            self.scribble(visitor, address, f"{address}/{ending}")

    def _assess(self) -> None:
        """Fill in every task of an assessment; finish, have it returned, finish, close and reopen."""
        asha, mia = self.unit.sign_in("asha"), self.unit.sign_in("mia")
        home = f"/allegations/{self.refs[0]}"
        self.scribble(asha, f"{home}/what", **WHAT)
        people = [str(one.get("href")) for one in Page(asha.get(f"{home}/who").text).all("a")]
        for address in (f"{home}/who/new", *(one for one in people if re.fullmatch(".*/who/[0-9a-f]{32}", one))):
            self.scribble(asha, address, sex="MALE", category="SUSPECT", not_given=["born_on"], **NO_DAY)
        self.scribble(asha, f"{home}/where/new")
        for about in Page(asha.get(f"{home}/checks/new").text).all("input", name="about"):
            self.scribble(asha, f"{home}/checks/new", about=about.get("value"), system="OPEN_SOURCE", result="NO_TRACE")
        self.scribble(asha, f"{home}/checks/none", comes_to=400)
        self.scribble(asha, f"{home}/search/more", **NO_DAY)
        hits = Page(asha.get(f"{home}/search").text)
        judged = {str(one.get("name")): "NOT_RELATED" for one in hits.all("input", type="radio")}
        self.scribble(asha, f"{home}/search", **judged)
        answers = [one.get("value") for one in Page(asha.get(f"{home}/source").text).all("input", name="answer")]
        self.scribble(asha, f"{home}/source", answer=next(one for one in answers if one != "HOLD"))
        self.scribble(asha, f"{home}/grade", **GRADE)
        self.scribble(asha, f"{home}/grade", **GRADE | {"handling": "P"})
        for code in OUTCOMES:
            # What is repeated must be there, so that one comes back with the page.
            self.scribble(asha, f"{home}/outcome", comes_to=400 if code == "DUP" else 302, code=code)
        self.scribble(mia, f"{home}/return", who="same")
        assert send(asha, f"{home}/take", {}, on="/account").status_code == 302
        self.look_around(asha, self.refs[0])
        self._finish(asha, home)
        assert send(asha, f"{home}/close", {}, on=f"{home}/close").status_code == 302
        self.scribble(mia, f"{home}/reopen")

    def look_around(self, officer: Visitor, ref: str) -> None:
        """Let an officer open every page that an allegation in hand has."""
        for rule in self.unit.app.url_map.iter_rules():
            if (
                rule.rule.startswith("/allegations/<ref>")
                and rule.arguments == {"ref"}
                and "GET" in (rule.methods or ())
            ):
                reply = officer.get(rule.rule.replace("<ref>", ref))
                assert_only_text(reply)
                self.seen += MARK in reply.text

    def _finish(self, officer: Visitor, home: str) -> None:
        """Finish an assessment."""
        reply = send(officer, f"{home}/assess", {}, on=f"{home}/assess")
        assert reply.status_code == 302, Page(reply.text).text

    def _hold(self) -> None:
        """Hold an allegation from its page, have words cut, and hold another from its assessment."""
        asha, hana = self.unit.sign_in("asha"), self.unit.sign_in("hana")
        second, third = (f"/allegations/{ref}" for ref in self.refs[1:3])
        self.scribble(asha, f"{second}/hold")
        # The words to cut must stand in the account, so these come back with the page.
        self.scribble(hana, f"{second}/held", comes_to=400)
        assert send(hana, f"{second}/held", {"nothing": "y"}, on=f"{second}/held").status_code == 302
        self.scribble(asha, f"{third}/source", answer="HOLD")

    def _report(self) -> None:
        """Write, hand on, send back, write again, release, read, answer and recall; and release another that stays."""
        with self.unit.steward() as uow:
            row = uow.case.get(Allegation, self.refs[0])
            assert row is not None
            office.stand(row, State.ASSESSED)
        for last in (True, False):
            home, release = self._released()
            pia = self.unit.sign_in("pia")
            conditions = f"{release}/conditions"
            assert_only_text(pia.get(conditions))
            assert send(pia, conditions, {"accepted": "y"}, on=conditions).status_code == 302
            self.scribble(pia, release, f"{release}/result", code="NO_ACTION" if last else "REJECTED_QUALITY")
            if last:
                self.scribble(self.unit.sign_in("cleo"), f"{home}/recall")

    def _released(self) -> tuple[str, str]:
        """Write a report, have it sent back once and released; returns its address and that of its release."""
        dora, cleo = self.unit.sign_in("dora"), self.unit.sign_in("cleo")
        reply = send(dora, f"/reports/start/{self.refs[0]}", {}, on="/account")
        home = str(reply.headers["Location"].removesuffix("/write"))
        decide = f"{home}/decide"
        self.scribble(dora, f"{home}/write", **report(self.unit) | FULLY)
        words, hana = f"{home}/words", self.unit.sign_in("hana", unlock=True)
        for deed in ("return", "refuse", "release"):
            self.scribble(dora, f"{home}/write", **report(self.unit) | {"instructions": []})
            self.scribble(dora, f"{home}/submit")
            if deed == "return":
                self.scribble(hana, words, f"{words}/return")
            if deed == "refuse":
                self.scribble(cleo, decide, f"{home}/refuse")
        version = str(office.row(self.unit, home.rsplit("/", 1)[1]).version)
        found = send(hana, f"{words}/compare", {"version": version}, on=words)
        self.scribble(hana, words, f"{words}/pass", on=found)
        assert send(cleo, f"{home}/release", {"version": version}, on=decide).status_code == 302
        entries = self.unit.entries(action=Event.REPORT_RELEASE.action, decision=Decision.DONE)
        release = next(one.entry.detail["release"] for one in entries if "release" in one.entry.detail)
        return home, f"/partner/releases/{release}"

    def _people(self) -> None:
        """Invite somebody under the worst of names, and stop their account; refuse what was entered about another."""
        sid, mia = self.unit.sign_in("sid"), self.unit.sign_in("mia")
        new = {"sign_in_name": "nora.kestrel", "nationality_code": "GB", "roles": ["INTAKE"]}
        self.scribble(sid, "/people/invite", comes_to=200, unit_ref=self.unit.units[HOME_UNIT], **new)
        self.scribble(sid, f"/people/{ref_of(self.unit, 'nora.kestrel')}/stop")
        asha = self.unit.ref("asha")
        assert send(sid, f"/people/{asha}/vetting", VETTING, on=f"/people/{asha}/vetting").status_code == 302
        change = f"/changes/{waiting(self.unit, asha)}"
        self.scribble(mia, change, f"{change}/refuse")

    def _audit(self) -> None:
        """Let an auditor ask for the free text of an entry."""
        olga = self.unit.sign_in("olga", unlock=True)
        written = next(one for one in self.unit.entries(action=Event.CONTACT_REQUEST.action) if one.entry.private)
        entry = f"/oversight/entries/{written.seq}"
        self.scribble(olga, entry, f"{entry}/text", purpose="VERIFY_LAWFULNESS")

    def _come_back(self) -> None:
        """Let the one with a receipt read what was written to them, and add more."""
        replies.deliver(self.unit.house)
        teller = Neighbour(self.unit.app.test_client())
        teller.come_back(self.words)
        assert_only_text(teller.response)
        for label in ("Answer, or add something", "Continue", "Send"):
            teller.press(label, scribbled(teller.page))
            assert_only_text(teller.response)
        assert self.unit.drain() == 1
