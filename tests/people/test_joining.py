"""Somebody joins: invited once, keys of their own making, let in by a second person who heard their words."""

import pytest

from app.people.models import Invitation
from audit.events import Decision, Event
from tests.factories import Unit
from tests.pages import proofread
from tests.people.office import (
    OWN_PASSPHRASE,
    Guest,
    confirm,
    equip,
    invite,
    paper_of,
    ref_of,
    sign,
    six_words,
    state_of,
    waiting,
)


@pytest.fixture
def guest(whole_unit: Unit) -> Guest:
    return invite(whole_unit.sign_in("sid"))


def test_somebody_joins_and_signs_in_when_a_second_person_has_heard_their_words(whole_unit: Unit, guest: Guest) -> None:
    assert state_of(whole_unit, guest.person_ref) == "INVITED"
    done = guest.come()
    proofread(done.text)
    assert len(guest.key_words.split()) == 6
    assert guest.sign_in().status_code == 400
    mia = whole_unit.sign_in("mia")
    assert "Nora Kestrel" in mia.get("/board").text
    assert confirm(mia, waiting(whole_unit, guest.person_ref), guest.key_words).status_code == 302
    assert guest.sign_in().status_code == 302
    acts = [Event.PERSON_INVITE, Event.INVITATION_TAKE, Event.CHANGE_CONFIRM]
    assert all(whole_unit.entries(action=act.action, decision=Decision.DONE) for act in acts)


def test_an_invitation_is_used_once(whole_unit: Unit, guest: Guest) -> None:
    paper = guest.paper
    guest.come()
    again = guest.come("another heron eats wet clay at ten", paper=paper)
    assert "cannot be used" in again.text
    assert whole_unit.entries(action=Event.INVITATION_OPEN.action, decision=Decision.REFUSED)


def test_an_invitation_that_is_over_opens_nothing(whole_unit: Unit, guest: Guest) -> None:
    whole_unit.clock.tick(days=7, seconds=1)
    assert "cannot be used" in guest.come().text


def test_an_invitation_that_was_taken_back_or_replaced_opens_nothing(whole_unit: Unit, guest: Guest) -> None:
    sid, home = whole_unit.sign_in("sid"), f"/people/{guest.person_ref}"
    newer = paper_of(sid.post(f"{home}/invite-again", on=home))
    assert "cannot be used" in guest.come().text
    sid.post(f"{home}/withdraw", on=home)
    assert "cannot be used" in guest.come(paper=newer).text


def test_wrong_words_and_a_name_that_is_nobodys_read_the_same(whole_unit: Unit, guest: Guest) -> None:
    wrong = guest.come(paper="acorn acorn acorn acorn acorn acorn")
    unknown = Guest(whole_unit, "nobody.here", "", guest.paper).come()
    assert wrong.status_code == unknown.status_code == 400
    assert "cannot be used" in wrong.text
    assert "cannot be used" in unknown.text


def test_a_passphrase_that_can_be_guessed_makes_no_keys(whole_unit: Unit, guest: Guest) -> None:
    reply = guest.come("Nora Kestrel 2026")
    assert reply.status_code == 400
    assert "can be guessed" in reply.text
    assert guest.come().status_code == 200


def test_the_words_of_the_paper_stand_in_no_store(whole_unit: Unit, guest: Guest) -> None:
    guest.come()
    raw = whole_unit.raw()
    for known in (guest.paper, guest.key_words, OWN_PASSPHRASE, guest.secret.hex()):
        assert known.encode() not in raw
    assert guest.secret not in raw


def test_wrong_words_confirm_nothing(whole_unit: Unit, guest: Guest) -> None:
    guest.come()
    mia, change_ref = whole_unit.sign_in("mia"), waiting(whole_unit, guest.person_ref)
    reply = confirm(mia, change_ref, "acorn acorn acorn acorn acorn acorn")
    assert reply.status_code == 400
    assert state_of(whole_unit, guest.person_ref) == "WAITING"
    assert whole_unit.entries(action=Event.CHANGE_CONFIRM.action, decision=Decision.REFUSED)


def test_whoever_invited_does_not_confirm(whole_unit: Unit, guest: Guest) -> None:
    guest.come()
    sid, change_ref = whole_unit.sign_in("sid"), waiting(whole_unit, guest.person_ref)
    assert confirm(sid, change_ref, guest.key_words).status_code == 403
    assert state_of(whole_unit, guest.person_ref) == "WAITING"


def test_two_members_of_the_group_let_a_custodian_in(whole_unit: Unit) -> None:
    guest = invite(whole_unit.sign_in("sid"), "Nils Harrow", ("NSU_HANDLER",))
    assert guest.come("my heron eats wet clay after nine").status_code == 400
    guest.come(six_words(31))
    equip(whole_unit, guest.person_ref, ("NSU_HANDLER",))
    mia = whole_unit.sign_in("mia")
    assert confirm(mia, waiting(whole_unit, guest.person_ref), guest.key_words).status_code in {403, 404, 409}
    hana = whole_unit.sign_in("hana", unlock=True)
    assert "Nils Harrow" in hana.get("/board").text
    proofread(hana.get(f"/keys-to-sign/custodians/{guest.person_ref}").text)
    assert sign(hana, "custodians", guest).headers["Location"].endswith("half")
    assert guest.sign_in().status_code == 400
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert sign(cleo, "custodians", guest).headers["Location"].endswith("whole")
    assert guest.sign_in().status_code == 302
    guest.join("nils", ("NSU_HANDLER",))
    nils = whole_unit.sign_in("nils", unlock=True)
    assert "signed for your keys" in nils.get("/board").text


def test_a_co_signer_who_signs_alone_lets_nobody_in(whole_unit: Unit) -> None:
    guest = invite(whole_unit.sign_in("sid"), "Nils Harrow", ("NSU_HANDLER",))
    guest.come(six_words(31))
    hana = whole_unit.sign_in("hana", unlock=True)
    sign(hana, "custodians", guest)
    assert sign(hana, "custodians", guest).status_code == 403
    assert state_of(whole_unit, guest.person_ref) == "WAITING"
    assert whole_unit.entries(action=Event.ROSTER_SIGN.action, decision=Decision.REFUSED)


def test_a_name_that_is_taken_and_roles_that_may_not_meet_are_told_together(whole_unit: Unit) -> None:
    sid = whole_unit.sign_in("sid")
    reply = sid.post(
        "/people/invite",
        {
            "name": "Asha Two", "sign_in_name": "asha.quill", "unit_ref": next(iter(whole_unit.units.values())),
            "roles": ["AUDITOR", "INTAKE"], "nationality_code": "GB",
        },
    )  # fmt: skip
    assert reply.status_code == 400
    assert "Somebody has this name already" in reply.text
    assert "at once" in reply.text
    proofread(reply.text)


@pytest.mark.parametrize("who", ["asha", "hana", "olga", "mia"])
def test_others_invite_nobody(whole_unit: Unit, who: str) -> None:
    assert whole_unit.sign_in(who).get("/people/invite").status_code == 403


def test_an_agency_reader_joins_on_the_partners_pages(whole_unit: Unit) -> None:
    sid = whole_unit.sign_in("sid")
    guest = invite(sid, "Pat Reed", ("AGENCY_READER",), unit_ref=whole_unit.units["Harbour Police Intelligence"])
    assert "cannot be used" in guest.come().text
    assert ref_of(whole_unit, "pat.reed") == guest.person_ref
    assert (
        "/partner/first-visit"
        in sid.post(f"/people/{guest.person_ref}/invite-again", on=f"/people/{guest.person_ref}").text
    )


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("https://partner.example", "https://partner.example/partner/first-visit"),
        ("", "/partner/first-visit, after the address of the agencies"),
    ],
)
def test_the_staff_face_alone_says_where_an_agencys_reader_comes_to(whole_unit: Unit, told: str, shown: str) -> None:
    whole_unit.face, whole_unit.settings["PARTNER_URL"] = "staff", told
    sid = whole_unit.sign_in("sid")
    form = {"name": "Pat Reed", "sign_in_name": "pat.reed", "roles": ["AGENCY_READER"], "nationality_code": "GB"}
    form |= {"unit_ref": whole_unit.units["Harbour Police Intelligence"]}
    page = proofread(sid.post("/people/invite", form).text)
    assert shown in page.text


def test_what_is_kept_of_an_invitation_is_a_digest(whole_unit: Unit, guest: Guest) -> None:
    with whole_unit.steward() as uow:
        [row] = uow.case.query(Invitation).all()
    assert len(row.words_digest) == 64
    assert guest.paper not in repr(vars(row))
