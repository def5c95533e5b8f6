"""One asks and another erases; nothing of it is left in any store, and what must be kept is kept."""

import pytest
from sqlalchemy import select

from app.contacts.models import ContactRequest
from app.custody.models import CustodyRequest
from app.database import CaseBase, VaultBase
from app.erasure.finishing import finish
from app.erasure.models import LegalHold
from app.erasure.words import KEPT_BY
from app.intake.models import MailboxSlot
from app.risk.models import Threat
from app.sources.models import LinkingTask, Source
from app.unit_of_work import UnitOfWork
from app.vault.freezes import freeze
from app.vault.models import StoredEntry, Wrap
from app.vault.verification import verify
from audit.events import Decision, Event
from tests.contacts.test_calling import granted, open_contact
from tests.erasure.office import ASKED, HELD, asked, decided, erased, keep
from tests.factories import Unit
from tests.pages import proofread
from tests.sources.test_raising import press
from tests.sources.test_registering import register

EVERYBODY_ELSE = ["hana", "hugo", "asha", "mia", "olga", "sid"]


def rule_of_newest(unit: Unit, event: Event) -> str:
    return unit.entries(action=event.action, decision=Decision.REFUSED)[0].entry.rule


def test_one_asks_another_erases_and_a_tombstone_and_a_certificate_stay(whole_unit: Unit) -> None:
    source_ref, page = erased(whole_unit)
    cleo = whole_unit.sign_in("cleo")
    tombstone = proofread(cleo.get(f"/sources/{source_ref}").text).text
    assert "Erased" in tombstone
    assert "Open one part" not in tombstone
    certificate = proofread(cleo.get(f"{page}/certificate").text).text
    # 2 March, 35 days that a backup is kept, and the day after.
    assert "From 7 April 2026 no backup can bring this source back." in certificate
    assert "Canary" not in certificate
    assert "Certificate of erasure" in proofread(whole_unit.sign_in("olga").get(f"{page}/certificate").text).text
    assert whole_unit.sign_in("asha").get(f"{page}/certificate").status_code == 403
    done = [one.entry for one in whole_unit.entries(action=Event.SOURCE_ERASE.action, decision=Decision.DONE)]
    assert {entry.object_ref for entry in done} == {source_ref}
    assert {entry.actor_ref for entry in done} == {whole_unit.ref("cleo")}
    assert source_ref not in cleo.get("/sources").text
    with whole_unit.steward() as uow:
        assert not verify(uow.vault).faults
        left = uow.case.get_one(Source, source_ref)
        # Neither when they were last asked how they are nor what was decided on calling them.
        assert (left.welfare_due_on, left.calls_decided_for) == (None, None)


def test_nobody_but_a_second_person_who_oversees_erases(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    page = asked(whole_unit, source_ref)
    for who in EVERYBODY_ELSE:
        assert press(whole_unit.sign_in(who), f"{page}/erase", "/unlock", understood="y") in {403, 404}, who
    with whole_unit.steward() as uow:
        assert uow.vault.erasing.keeps(source_ref)
        assert not uow.case.get_one(Source, source_ref).is_erased


def test_whoever_asked_does_not_decide_and_without_keys_nobody_does(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    page = asked(whole_unit, source_ref, "cleo")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert press(cleo, f"{page}/erase", page, understood="y") == 403
    assert rule_of_newest(whole_unit, Event.SOURCE_ERASE) == "asked_by_someone_else"
    ava = whole_unit.sign_in("ava")
    assert press(ava, f"{page}/erase", page, understood="y") == 423
    assert rule_of_newest(whole_unit, Event.SOURCE_ERASE) == "keys_are_locked"
    assert press(ava, f"{page}/refuse", page, reason="It is still needed") == 302
    assert "It is still needed" in proofread(cleo.get(page).text).text
    with whole_unit.steward() as uow:
        assert uow.vault.erasing.keeps(source_ref)


def test_a_held_source_is_not_erased_and_its_page_says_why(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    page = asked(whole_unit, source_ref)
    assert keep(whole_unit, source_ref).status_code == 302
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert press(cleo, f"{page}/erase", page, understood="y") == 403
    assert rule_of_newest(whole_unit, Event.SOURCE_ERASE) == "may_be_erased"
    assert "It must be kept for now" in proofread(cleo.get(page).text).text
    hana = whole_unit.sign_in("hana")
    assert "Disclosure in criminal proceedings" in proofread(hana.get(f"/sources/{source_ref}").text).text
    assert "must be kept" in proofread(hana.get(f"/erasures/ask/{source_ref}").text).text
    assert hana.post(f"/erasures/ask/{source_ref}", ASKED, on="/unlock").status_code == 403
    with whole_unit.steward() as uow:
        [hold] = uow.case.scalars(select(LegalHold)).all()
    lift = f"/erasures/lift/{hold.hold_ref}"
    assert hana.get(lift).status_code == 403
    assert cleo.post(lift, {"reason": "The trial is over"}).status_code == 302
    assert press(cleo, f"{page}/erase", page, understood="y") == 302
    assert b"Canary-Case" not in whole_unit.folder.joinpath("audit.db").read_bytes()


def test_what_is_not_settled_keeps_a_source_as_well(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    page = asked(whole_unit, source_ref)
    with whole_unit.steward() as uow:
        threat = Threat(threat_ref="TTL-BBBBBBBBBB", source_ref=source_ref, learned_by="AGENCY", grade="REAL")
        threat.received_at = threat.review_at = uow.now
        threat.raised_by, threat.entry_version = whole_unit.ref("hana"), 1
        uow.case.add(threat)
        glass = CustodyRequest(kind="GLASS", source_ref=source_ref, compartment="every", purpose="THREAT_TO_LIFE")
        glass.reason, glass.custody, glass.requester_ref = "A threat", "SINGLE", whole_unit.ref("hana")
        glass.asked_at = glass.decided_at = glass.ends_at = uow.now
        glass.state, glass.approver_ref = "ENDED", whole_unit.ref("ava")
        uow.case.add(glass)
        freeze(uow.vault.session, record_ref=source_ref, now=uow.now)
    cleo = whole_unit.sign_in("cleo", unlock=True)
    said = proofread(cleo.get(page).text).text
    for kept in (KEPT_BY["THREAT"], KEPT_BY["GLASS"], KEPT_BY["SHUT"]):
        assert kept in said
    assert press(cleo, f"{page}/erase", page, understood="y") == 403
    assert rule_of_newest(whole_unit, Event.SOURCE_ERASE) == "may_be_erased"


def test_a_source_that_two_groups_hold_is_erased_and_a_custodian_takes_it_out_of_the_index(whole_unit: Unit) -> None:
    source_ref, page = erased(whole_unit, "ava", band="HIGH")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert "being finished" in proofread(cleo.get(f"{page}/certificate").text).text
    assert "Take it out" in proofread(cleo.get("/board").text).text
    assert press(cleo, "/erasures/index/leave", "/erasures") == 302
    assert finish(whole_unit.steward_house) == 1
    assert "no backup can bring this source back" in proofread(cleo.get(f"{page}/certificate").text).text
    with whole_unit.steward() as uow:
        assert not uow.vault.erasing.keeps(source_ref)
        assert not verify(uow.vault).faults


def test_whoever_set_a_hold_does_not_lift_it(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    ava = whole_unit.sign_in("ava")
    assert "There is no source" in proofread(ava.post("/erasures/keep", {"source_ref": "SRC-BBBBBBBBBB"}).text).text
    found = ava.post("/erasures/keep", {"source_ref": f" {source_ref.lower()} "})
    assert ava.post(found.headers["Location"], HELD).status_code == 302
    with whole_unit.steward() as uow:
        [hold] = uow.case.scalars(select(LegalHold)).all()
    assert "Canary-Case" in proofread(ava.get("/erasures").text).text
    assert ava.post(f"/erasures/lift/{hold.hold_ref}", {"reason": "Why not"}, on="/unlock").status_code == 403
    assert rule_of_newest(whole_unit, Event.HOLD_LIFT) == "set_by_someone_else"


def test_everything_that_hangs_on_a_source_goes_and_nothing_else(whole_unit: Unit) -> None:
    _, kept_ref = register(whole_unit)
    officer, grant_ref = granted(whole_unit)
    open_contact(officer, grant_ref)
    with whole_unit.steward() as uow:
        link = uow.case.get_one(ContactRequest, grant_ref).link
        source_ref = uow.vault.source_of(link)
        assert source_ref
        assert source_ref != kept_ref
        uow.case.add(LinkingTask(source_ref=kept_ref, other_ref=source_ref, raised_at=uow.now))
        locators = set(uow.gateway.scalars(select(MailboxSlot.locator)))
    page = asked(whole_unit, source_ref)
    before = rows_that_name(whole_unit, source_ref, link)
    assert {"compartments", "links", "contact_requests", "mailboxes", "waiting_submissions", "risk_reviews"} <= before
    others = rows_that_name(whole_unit, kept_ref, "")
    decided(whole_unit, page)
    assert finish(whole_unit.steward_house) == 1
    assert rows_that_name(whole_unit, source_ref, link) == {"sources", "source_erasures", "allegations"}
    assert rows_that_name(whole_unit, kept_ref, "") == others - {"linking_tasks"}
    with whole_unit.steward() as uow:
        left = set(uow.gateway.scalars(select(MailboxSlot.locator)))
        assert len(locators - left) == 1
        assert not verify(uow.vault).faults
        assert uow.vault.source_of(link) is None
    assert officer.get(f"/contacts/{grant_ref}").status_code == 404


def rows_that_name(unit: Unit, source_ref: str, link: str) -> set[str]:
    """Return the tables of both stores in which any column of any row is this source or link."""
    found = set()
    with unit.steward() as uow:
        for session, base in ((uow.case, CaseBase), (uow.vault.session, VaultBase)):
            for table in base.metadata.sorted_tables:
                rows = session.execute(select(*table.columns)).all()
                if any(
                    value and value in {source_ref, link} for row in rows for value in row if isinstance(value, str)
                ):
                    found.add(table.name)
    return found


def test_no_store_holds_a_byte_of_what_was_erased(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    with whole_unit.steward() as uow:
        sealed = [row.blob for row in uow.vault.session.scalars(select(Wrap))]
        sealed += [row.blob for row in uow.vault.session.scalars(select(StoredEntry))]
        link = uow.vault.links_of(source_ref)[0]
    page = asked(whole_unit, source_ref)
    assert b"Canary-Reason" in whole_unit.raw()
    decided(whole_unit, page)
    assert finish(whole_unit.steward_house) == 1
    raw = whole_unit.raw()
    assert sealed
    assert not [blob for blob in sealed if blob[40:] in raw]
    assert b"Canary-Reason" not in raw
    assert raw.count(link.encode()) == whole_unit.folder.joinpath("case.db").read_bytes().count(link.encode())


@pytest.mark.stores
@pytest.mark.parametrize("after", ["case", "vault"])
def test_what_a_kill_interrupts_the_steward_finishes(
    whole_unit: Unit, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    _, grant_ref = granted(whole_unit)
    with whole_unit.steward() as uow:
        source_ref = uow.vault.source_of(uow.case.get_one(ContactRequest, grant_ref).link) or ""
    page = asked(whole_unit, source_ref)
    cleo = whole_unit.sign_in("cleo", unlock=True)
    with monkeypatch.context() as patched:
        kill_after(patched, after)
        with pytest.raises(Killed):
            press(cleo, f"{page}/erase", page, understood="y")
    with whole_unit.steward() as uow:
        assert uow.case.get_one(Source, source_ref).status == "ERASED"
        assert uow.vault.erasing.keeps(source_ref) is (after == "case")
    done = {"action": Event.SOURCE_ERASE.action, "decision": Decision.DONE}
    assert not whole_unit.entries(**done)
    assert cleo.get(f"/sources/{source_ref}").status_code == 200
    assert finish(whole_unit.steward_house) == 0
    assert {one.entry.object_ref for one in whole_unit.entries(**done)} == {source_ref}
    assert "has yet to take it out of the search index" in proofread(cleo.get(f"{page}/certificate").text).text
    assert press(cleo, "/erasures/index/leave", "/erasures") == 302
    assert finish(whole_unit.steward_house) == 1
    assert finish(whole_unit.steward_house) == 0
    with whole_unit.steward() as uow:
        assert not uow.vault.erasing.keeps(source_ref)
        assert not verify(uow.vault).faults


class Killed(BaseException):
    """The process is gone: nothing that follows runs."""


def kill_after(patched: pytest.MonkeyPatch, store: str) -> None:
    """Kill the process in the act of erasing, once this store has been committed."""
    erase = UnitOfWork.erasing

    def erasing(uow: UnitOfWork) -> None:
        erase(uow)
        if store == "case":
            patched.setattr(uow.vault.session, "commit", killed)
        else:
            patched.setattr(uow.trail, "finish", killed)

    patched.setattr(UnitOfWork, "erasing", erasing)


def killed(*_: object) -> None:
    raise Killed
