"""People as tests of coming and going play them: through the pages, on the clock of the unit."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.access.actor import founder
from app.accounts.models import Account, Clearance
from app.markings.vetting import last_moment
from app.people.models import Change
from app.training.enrolment import everything_needed
from crypto.totp import code_at, step_at
from tests.factories import HOME_UNIT, START, Somebody, Unit, Visitor, words
from tests.pages import Page, proofread, token_in

VETTING = {
    "level": "CTC", "status": "HELD", "granted_on-day": "1", "granted_on-month": "2", "granted_on-year": "2026",
    "ends_on-day": "1", "ends_on-month": "2", "ends_on-year": "2030",
}  # fmt: skip
OWN_PASSPHRASE = "my heron eats wet clay after nine"


@dataclass
class Guest:
    """Somebody who was invited: what stands on their paper, and what they have made since."""

    unit: Unit
    sign_in_name: str
    person_ref: str
    paper: str
    secret: bytes = b""
    passphrase: str = ""
    key_words: str = ""

    def come(self, passphrase: str = OWN_PASSPHRASE, *, paper: str = "", code: str = "") -> TestResponse:
        """Visit with the paper, and make what it is for; returns the last page."""
        self.unit.clock.tick(seconds=31)
        client = self.unit.app.test_client()
        known = {"name": self.sign_in_name, "words": paper or self.paper}
        asked = client.post("/first-visit", data=known | {"csrf_token": token_in(client.get("/first-visit"))})
        if "/first-visit/keys" not in asked.text:
            return asked
        page = proofread(asked.text)
        carried = {name: page.value(name) or "" for name in ("name", "words", "secret", "proof")}
        new_app = "An app that shows codes" in page.text
        secret = bytes.fromhex(carried["secret"]) if new_app else self.secret
        data = carried | {"passphrase": passphrase, "code": code or code_at(secret, step_at(self.unit.clock.now))}
        if page.all("input", name="again"):
            data["again"] = passphrase
        done = client.post("/first-visit/keys", data=data | {"csrf_token": token_in(asked)})
        if done.status_code == 200:
            self.secret, self.passphrase = secret, passphrase
            made = Page(done.text).all("p", _class="govuk-inset-text sk-text")
            self.key_words = "".join(made[0].itertext()).strip() if made else ""
        return done

    def sign_in(self) -> TestResponse:
        """Try to sign in with what they made."""
        self.unit.clock.tick(seconds=31)
        client = self.unit.app.test_client()
        data = {"name": self.sign_in_name, "passphrase": self.passphrase, "code": self.code()}
        return client.post("/sign-in", data=data | {"csrf_token": token_in(client.get("/sign-in"))})

    def code(self) -> str:
        return code_at(self.secret, step_at(self.unit.clock.now))

    def join(self, who: str, roles: tuple[str, ...]) -> None:
        """Be known to the unit under a first name, so that its browsers can be used."""
        person = Somebody(self.sign_in_name.replace(".", " ").title(), roles, self.passphrase)
        self.unit.people[who] = person
        self.unit.enrolled[self.sign_in_name] = _Known(self.person_ref, self.secret)  # type: ignore[assignment]


@dataclass
class _Known:
    person_ref: str
    totp_secret: bytes


def known(unit: Unit, who: str) -> Guest:
    """Return somebody of the unit as a guest who has everything already."""
    person, enrolled = unit.people[who], unit.enrolled[unit.people[who].sign_in_name]
    return Guest(unit, person.sign_in_name, enrolled.person_ref, "", enrolled.totp_secret, person.passphrase)


def paper_of(reply: TestResponse) -> str:
    """Return the six words that an invitation's page shows."""
    assert reply.status_code == 200, reply.text
    found = re.search(r"Six words\s*</dt>\s*<dd[^>]*>([a-z -]+)</dd>", reply.text)
    assert found
    return found[1].strip()


def invite(admin: Visitor, name: str = "Nora Kestrel", roles: tuple[str, ...] = ("INTAKE",), **more: Any) -> Guest:
    """Have an administrator invite somebody."""
    sign_in_name = name.lower().replace(" ", ".")
    data = {
        "name": name, "sign_in_name": sign_in_name, "unit_ref": admin.unit.units[HOME_UNIT], "roles": list(roles),
        "nationality_code": "GB",
    }  # fmt: skip
    paper = paper_of(admin.post("/people/invite", data | more))
    return Guest(admin.unit, sign_in_name, ref_of(admin.unit, sign_in_name), paper)


def renew(by: Visitor, person_ref: str, lost: str) -> str:
    """Have somebody stop an account and make an invitation for what was lost; returns its words."""
    return paper_of(by.post(f"/people/{person_ref}/renew", {"lost": lost}))


def ref_of(unit: Unit, sign_in_name: str) -> str:
    with unit.steward() as uow:
        return uow.case.scalars(select(Account.person_ref).where(Account.sign_in_name == sign_in_name)).one()


def state_of(unit: Unit, person_ref: str) -> str:
    with unit.steward() as uow:
        return uow.case.scalars(select(Account.state).where(Account.person_ref == person_ref)).one()


def waiting(unit: Unit, person_ref: str) -> str:
    """Return the newest change about somebody that waits."""
    with unit.steward() as uow:
        own = select(Change.change_ref).where(Change.person_ref == person_ref, Change.state == "WAITING")
        return uow.case.scalars(own.order_by(Change.entered_at.desc()).limit(1)).one()


def confirm(by: Visitor, change_ref: str, key_words: str = "") -> TestResponse:
    """Have somebody confirm a change."""
    data = {"words": key_words} if key_words else {}
    return by.post(f"/changes/{change_ref}/confirm", data, on="/account")


def sign(by: Visitor, group: str, guest: Guest) -> TestResponse:
    """Have a member sign for somebody's keys with the words that they read out."""
    home = f"/keys-to-sign/{group}/{guest.person_ref}"
    return by.post(f"{home}/sign", {"words": guest.key_words} if guest.key_words else {}, on=home)


def equip(unit: Unit, person_ref: str, roles: tuple[str, ...], courses: tuple[str, ...] = ()) -> None:
    """Give somebody vetting and courses, as two people would have."""
    passed_on = START.date() - timedelta(days=30)
    needed = everything_needed(roles, passed_on)
    with unit.house.work(founder()) as uow:
        uow.case.add(
            Clearance(
                person_ref=person_ref, level="DV", status="HELD", granted_on=date(2024, 1, 1),
                ends_at=last_moment(date(2030, 1, 1)),
            )
        )  # fmt: skip
        extra = [type(needed[0])(course, passed_on) for course in courses]
        uow.case.add_all(passed.record_for(person_ref) for passed in (*needed, *extra))


def six_words(number: int) -> str:
    return words(number)
