"""People who tell, each with a name and a number of their own, and custodians who register them."""

from dataclasses import dataclass
from typing import Any

from tests.factories import Unit, Visitor
from tests.pages import Page
from tests.sources.test_registering import REGISTRATION, let_plan_stand

DETAILS = {"safe_times": "After six", "voicemail": "no", "number_shown": "withheld"}


@dataclass(frozen=True)
class Teller:
    """Somebody who tells us something."""

    name: str
    phone: str
    address: str = ""

    def tells(self, unit: Unit, account: str) -> str:
        """Tell, and let the steward bring it in; returns the reference of the allegation."""
        own = {"your_name": self.name, "your_phone": self.phone, "your_address": self.address}
        unit.tell({"what-happened": {"account": account}, "reaching-you": DETAILS | own})
        return unit.newest_allegation()


def submission_of(visitor: Visitor, ref: str) -> str:
    """Return the reference of the sealed part that came with an allegation."""
    row = next(row for row in Page(visitor.get("/sources/waiting").text).all("tr") if ref in "".join(row.itertext()))
    return next(str(form.get("action")).split("/")[3] for form in row.iter("form"))


def registered(unit: Unit, teller: Teller, account: str, *, band: str = "LOW") -> tuple[str, str]:
    """Let somebody tell, and a handler register them with a plan that stands; returns allegation and source."""
    ref = teller.tells(unit, account)
    hana = unit.sign_in("hana", unlock=True)
    submission = submission_of(hana, ref)
    known: dict[str, Any] = {"name": teller.name, "phone": teller.phone, "address": teller.address, "band": band}
    people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
    reply = hana.post(f"/sources/waiting/{submission}/register", REGISTRATION | known | people, on="/sources/waiting")
    assert reply.status_code == 302, reply.text
    source_ref = str(reply.headers["Location"].split("/")[-1].split("?")[0])
    let_plan_stand(unit, source_ref)
    return ref, source_ref
