"""Names that look alike and are not, and names that look different and are the same: in the register and at sign-in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.founding import Founded
from app.markings.spelling import email, person, phone
from app.withholding.lookalikes import latin
from audit.events import Event
from tests.accounts.office import Office
from tests.attacks.guessing import guess, plain, right
from tests.factories import HOME_UNIT, Unit, Visitor, copy_unit
from tests.sources.test_finding_again import find
from tests.sources.test_registering import REGISTRATION, waiting_ref

NAME, PHONE, EMAIL = "Sin\u00e9ad N\u00ed Bhriain", "07700 900471", "sinead@post.example"
# One name, number and address each, as keyboards, copied web pages and mischief write them.
SAME_NAMES = (
    "Sine\u0301ad Ni\u0301 Bhriain",
    "SIN\u00c9AD N\u00cd BHRIAIN",
    "Si\u200bn\u00e9ad N\u00ed Bh\u00adriain",
    "\u202eSin\u00e9ad\u202c N\u00ed \u2067Bhriain\u2069",
    "\uff33\uff49\uff4e\u00e9\uff41\uff44 N\u00ed Bhriain",
    "Bhriain, Sin\u00e9ad N\u00ed",
    "Sin\u00e9\u0430d N\u0456 Bhr\u0456\u0430in",
    "\u0405\u0456n\u00e9ad N\u00ed \u0392hriain",
)
SAME_NUMBERS = (
    "+44 7700\u200b 900471",
    "\uff10\uff17\uff17\uff10\uff10 900471",
    "\u202d07700 900471\u202c",
    "07700-900-471",
)
SAME_ADDRESSES = ("SINEAD@POST.EXAMPLE", "sinead@\uff50ost.example", "sinead\u200b@post.example")
# Letters of other alphabets that look like those of a sign-in name.
LOOK_ALIKES = (
    "\u043emar.pike",
    "omar.\u0440ike",
    "omar\u2024pike",
    "\uff4fmar.pike",
    "omar.pike\u200b",
    "om\u00e1r.pike",
)


def test_one_name_has_one_form_however_it_is_written() -> None:
    assert {person(latin(name)) for name in SAME_NAMES} == {person(NAME)}
    assert {phone(number) for number in SAME_NUMBERS} == {phone(PHONE)}
    assert {email(address) for address in SAME_ADDRESSES} == {EMAIL}
    assert person("Sin\u00e9ad N\u00ed Bhrian") != person(NAME)


@pytest.fixture(scope="module")
def custodian(
    founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visitor, str]]:
    """Return a custodian, and a source that they have registered."""
    unit = copy_unit(*founded_unit, tmp_path_factory.mktemp("names") / "unit")
    unit.tell()
    hana = unit.sign_in("hana", unlock=True)
    known = {"name": NAME, "phone": PHONE, "email": EMAIL}
    people = {"handler": unit.ref("hana"), "controller": unit.ref("cleo")}
    address = f"/sources/waiting/{waiting_ref(hana)}/register"
    reply = hana.post(address, REGISTRATION | known | people, on="/sources/waiting")
    yield hana, str(reply.headers["Location"].split("/")[-1].split("?")[0])
    unit.close()


@pytest.mark.parametrize(
    "typed",
    [{"name": name} for name in SAME_NAMES]
    + [{"phone": number} for number in SAME_NUMBERS]
    + [{"email": address} for address in SAME_ADDRESSES],
    ids=lambda typed: ascii(next(iter(typed.values()))),
)
def test_a_source_is_found_however_what_is_known_of_them_is_written(
    custodian: tuple[Visitor, str], typed: dict[str, Any]
) -> None:
    hana, source_ref = custodian
    assert source_ref in find(hana, **typed).text


@pytest.fixture
def deployed(office: Office) -> Office:
    """Serve the staff's pages as they are deployed: a demonstration answers its own machine only."""
    office.settings |= {"FACE": "staff", "DEMONSTRATION": ""}
    office.app = office.worker()
    return office


def test_a_name_that_looks_like_somebodys_is_nobodys(deployed: Office) -> None:
    for number, name in enumerate(LOOK_ALIKES):
        address = f"203.0.113.{number + 20}"
        assert guess(deployed.app, **right(deployed) | {"name": name}, address=address).status_code == 400, ascii(name)
        unknown = guess(deployed.app, "never.was", address=f"203.0.113.{number + 40}")
        assert plain(guess(deployed.app, name, address=address)) == plain(unknown).replace("never.was", name)
    assert guess(deployed.app, **right(deployed), address="203.0.113.60").status_code == 302


def test_a_name_typed_in_another_case_is_slowed_with_the_name_itself(deployed: Office) -> None:
    for name in ("omar.pike", "OMAR.PIKE", " Omar.Pike", "omar.pi\u212ae") * 3:
        guess(deployed.app, name)
    rules = [rule for decision, rule in deployed.decisions(Event.SIGN_IN) if decision == "refused"]
    assert rules.count("passphrase_is_right") == 5


@pytest.mark.parametrize("name", ["\u0430sha.quill", "asha\u200b.quill", "\uff41sha.quill"], ids=ascii)
def test_nobody_is_invited_under_a_name_that_looks_like_another(whole_unit: Unit, name: str) -> None:
    sid = whole_unit.sign_in("sid")
    data = {"name": "Asha Quill", "sign_in_name": name, "roles": ["ASSESSOR"], "nationality_code": "GB"}
    reply = sid.post("/people/invite", data | {"unit_ref": whole_unit.units[HOME_UNIT]})
    assert reply.status_code == 400
    assert "small letters, figures, dots and hyphens" in reply.text
