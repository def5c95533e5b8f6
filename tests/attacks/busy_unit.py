"""A unit at work, for attackers: a source with a canary in every field, contact asked and had, a report released."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.allegations.models import Allegation
from app.allegations.states import State
from app.contacts.models import ContactRequest
from audit.events import Event
from tests.attacks.oracle import Canary
from tests.contacts.test_calling import CALL, allegation_ref, approve, show_number
from tests.dissemination import office
from tests.factories import Clock, Unit, Visitor
from tests.pages import Page
from tests.sources.test_registering import REGISTRATION, let_plan_stand

NAME = f"Wilhelmina {Canary.NAME}"
PHONE = f"07700 {Canary.PHONE}"
EMAIL = f"w@{Canary.EMAIL}.example"
TOLD: dict[str, dict[str, Any]] = {
    "what-happened": {
        "account": f"{Canary.STORY} vans come at night. I am {NAME}. Ring me on {PHONE} or write to {EMAIL}."
    },
    "reaching-you": {
        "your_name": NAME,
        "your_phone": PHONE,
        "your_email": EMAIL,
        "your_handle": Canary.HANDLE,
        "your_address": f"7 {Canary.ADDRESS} Close, Leeds",
        "your_work": f"{Canary.WORKPLACE} Bakery",
        "safe_times": f"{Canary.TIMES} after six",
        "voicemail": "no",
        "number_shown": "withheld",
        "how_known": f"{Canary.HOW} from the loft",
        "relationship": f"{Canary.RELATION} next door",
        "danger_to_you": f"{Canary.DANGER} he has a key",
    },
}
REGISTERED = REGISTRATION | {
    "name": NAME,
    "phone": PHONE,
    "plan_name": Canary.PLAN_NAME,
    "wrong_person": f"{Canary.PLAN_WRONG} ask for the plumber",
    "how_known": f"{Canary.HOW} from the loft",
}
WHY = f"{Canary.ASKED} to ask which evenings the vans come"
OPENING = {"purpose": "WELFARE", "reason": f"{Canary.OPENED} to see to them"}
# Refs of the right form that nobody has.
MADE_UP = {
    "IMS": "IMS-BBBBBBBBBB",
    "SRC": "SRC-BBBBBBBBBB",
    "REP": "REP-BBBBBBBBBB",
    "REL": "REL-BBBBBBBBBB",
    "id": "ab" * 16,
}

SURELY_LASTS = timedelta(minutes=8)


@dataclass(repr=False)
class BusyUnit:
    """The unit, what is in it, and a browser for each of its people."""

    unit: Unit
    temporary: Path
    logged: list[str]
    source_ref: str = ""
    allegation_ref: str = ""
    grant_ref: str = ""
    report_ref: str = ""
    release_ref: str = ""
    submission_ref: str = ""
    _browsers: dict[str, tuple[Visitor, str, datetime]] = field(default_factory=dict, init=False)

    def browser(self, who: str) -> Visitor:
        """Return somebody's browser, signed in: the same each time, as long as its session surely lasts."""
        found, token, used_at = self._browsers.get(who) or (None, "", self.unit.clock.now)
        if found is None or self.unit.clock.now - used_at > SURELY_LASTS:
            found = self.unit.sign_in(who)
            token = token_of(found.get(self.home(who)).text)
        self._browsers[who] = found, token, self.unit.clock.now
        return found

    def home(self, who: str) -> str:
        """Return a page that somebody may always see."""
        return "/partner/account" if self.unit.people[who].is_partner else "/account"

    def token(self, who: str) -> str:
        """Return the token that somebody's forms carry."""
        self.browser(who)
        return self._browsers[who][1]

    def send(self, who: str, address: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a form as somebody, with a token of their own."""
        token = self.token(who)
        return self.browser(who).client.post(address, data={**(data or {}), "csrf_token": token}, **more)

    def tell(self) -> str:
        """Tell; returns the reference of the sealed part, which waits for a custodian."""
        before = self._waiting()
        self.unit.tell(TOLD)
        [submission] = self._waiting() - before
        return submission

    def _waiting(self) -> set[str]:
        with self.unit.steward() as uow:
            return set(uow.vault.waiting_submissions())

    def register(self) -> str:
        """Tell, and let a custodian register who told; returns the source's reference."""
        submission = self.tell()
        self.unlocked("hana")
        opened = self.send("hana", f"/sources/waiting/{submission}/open")
        assert NAME in opened.text, opened.text
        people = {"handler": self.unit.ref("hana"), "controller": self.unit.ref("cleo")}
        reply = self.send("hana", f"/sources/waiting/{submission}/register", REGISTERED | people)
        assert reply.status_code == 302, reply.text
        source_ref = str(reply.headers["Location"].split("/")[-1].split("?")[0])
        let_plan_stand(self.unit, source_ref)
        return source_ref

    def ask(self, who: str = "asha") -> tuple[str, str]:
        """Let an officer take the newest allegation and ask for contact; returns its reference and the request's."""
        ref = allegation_ref(self.unit)
        assert self.send(who, f"/allegations/{ref}/take").status_code == 302
        reply = self.send(who, f"/contacts/ask/{ref}", {"purpose": "CLARIFY", "reason": WHY})
        assert reply.status_code == 302, reply.text
        return ref, str(reply.headers["Location"].rsplit("/", 1)[1])

    def unlocked(self, who: str) -> Visitor:
        """Return somebody's browser with their keys unlocked."""
        reply = self.send(who, "/unlock", {"passphrase": self.unit.people[who].passphrase})
        assert reply.status_code == 302, reply.text
        return self.browser(who)

    def open_part(self, who: str, compartment: str, source_ref: str = "") -> Any:
        """Let somebody open one compartment of a source."""
        asked = OPENING | {"compartment": compartment}
        return self.send(who, f"/sources/{source_ref or self.source_ref}/open", asked)

    def close(self) -> None:
        """Let go of the stores."""
        for engine in self.unit.house.stores.each().values():
            engine.dispose()


def copied(worked: BusyUnit, folder: Path) -> BusyUnit:
    """Return a unit at work on a copy of the stores of another, with nobody signed in."""
    old = worked.unit
    shutil.copytree(old.folder, folder)
    settings = {name: value.replace(str(old.folder), str(folder)) for name, value in old.settings.items()}
    clock = Clock(old.clock.now)
    return replace(worked, unit=replace(old, folder=folder, settings=settings, clock=clock))


def token_of(text: str) -> str:
    """Return the token of a page's forms."""
    return str(Page(text).all("input", name="csrf_token")[0].get("value"))


def put_to_work(unit: Unit, temporary: Path, logged: list[str]) -> BusyUnit:
    """Let everything happen once in a unit: told, registered, called, assessed, released and read."""
    busy = BusyUnit(unit, temporary, logged)
    busy.source_ref = busy.register()
    busy.allegation_ref, busy.grant_ref = busy.ask()
    approve(unit, busy.grant_ref)
    _call(busy)
    _assess(busy)
    _report(busy)
    busy.unlocked("hana")
    assert NAME in busy.open_part("hana", "identity").text
    busy.submission_ref = busy.tell()
    return busy


def _call(busy: BusyUnit) -> None:
    """Let the officer open how to reach the source, call, and write down what was said."""
    officer = busy.unlocked("asha")
    assert PHONE in show_number(officer, busy.grant_ref).text
    busy.unit.clock.tick(minutes=10)
    call = CALL | {"said": f"{Canary.SAID} on Fridays", "made_at": f"{busy.unit.clock.now:%H:%M}"}
    reply = busy.send("asha", f"/contacts/{busy.grant_ref}/attempt", call)
    assert reply.status_code == 302, reply.text
    let_call(busy.unit, busy.grant_ref)


def let_call(unit: Unit, grant_ref: str) -> None:
    """Let the officer call again at once, as a controller would: how that is done is proved where calling is."""
    with unit.behind() as uow:
        row = uow.case.get_one(ContactRequest, grant_ref)
        row.outside_until, row.outside_by = uow.now + timedelta(days=365), "a controller"


def _assess(busy: BusyUnit) -> None:
    """Let the allegation be assessed as far as a report needs."""
    with busy.unit.steward() as uow:
        row = uow.case.get(Allegation, busy.allegation_ref)
        assert row is not None
        # How an allegation comes to be assessed is proved where assessment is.
        office.stand(row, State.ASSESSED)


def _report(busy: BusyUnit) -> None:
    """Let a report be written with a withheld word, released, accepted and read."""
    reply = busy.send("dora", f"/reports/start/{busy.allegation_ref}")
    assert reply.status_code == 302, reply.text
    busy.report_ref = reply.headers["Location"].split("/")[-2]
    writer = busy.browser("dora")
    text = f"{Canary.REPORTED} vans leave on Fridays. [[{Canary.WITHHELD} behind the office]] Check it."
    office.write(writer, busy.report_ref, text=text)
    sent = office.submit(writer, busy.report_ref, f"{Canary.CLEARED} the words point at nobody who spoke.")
    assert sent.status_code == 302, sent.text
    version = str(office.row(busy.unit, busy.report_ref).version)
    busy.unlocked("hana")
    reply = busy.send(
        "hana",
        f"/reports/{busy.report_ref}/words/pass",
        {"version": version, "may_stay": f"{Canary.CLEARED} they are its own."},
    )
    assert reply.status_code == 302, reply.text
    reply = busy.send("mia", f"/reports/{busy.report_ref}/release", {"version": version})
    assert reply.status_code == 302, reply.text
    entries = busy.unit.entries(action=Event.REPORT_RELEASE.action)
    busy.release_ref = str(next(one.entry.detail["release"] for one in entries if "release" in one.entry.detail))
    assert busy.send("pia", f"/partner/releases/{busy.release_ref}/conditions", {"accepted": "y"}).status_code == 302
