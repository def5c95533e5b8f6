"""The auditor follows a story by reference, proves an entry to a stranger, and sees no identity and no content."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.oversight import service
from audit.events import Decision, Event
from tests.contacts.test_calling import allegation_ref, granted, open_contact
from tests.factories import Unit
from tests.intake.site import OWN_CANARIES
from tests.pages import Page, proofread

VERIFIER = Path(__file__).resolve().parents[2] / "audit" / "verify.py"


@pytest.fixture
def told(whole_unit: Unit) -> Unit:
    """Return a unit in which a source was registered, asked for, granted and opened."""
    officer, grant_ref = granted(whole_unit)
    open_contact(officer, grant_ref)
    return whole_unit


def test_a_story_is_followed_from_its_allegation(told: Unit) -> None:
    auditor = told.sign_in("olga")
    page = proofread(auditor.get(f"/oversight?ref={allegation_ref(told)}").text)
    for action in (
        Event.ALLEGATION_COLLECT, Event.SUBMISSION_OPEN, Event.SOURCE_REGISTER, Event.ALLEGATION_TAKE,
        Event.CONTACT_REQUEST, Event.CONTACT_APPROVE, Event.CONTACT_OPEN,
    ):  # fmt: skip
        assert action.action in page.text
    assert not [word for word in OWN_CANARIES if word in page.html]


def test_a_person_is_followed_and_refusals_name_their_rule(told: Unit) -> None:
    told.sign_in("sid").get("/sources")
    auditor = told.sign_in("olga")
    page = proofread(auditor.get("/oversight?person=sid.moss&decision=refused").text)
    assert "page:refused" in page.text
    assert "acts_as:" in page.text
    assert "Asha Quill" not in page.text


def test_reading_the_record_is_recorded(told: Unit) -> None:
    auditor = told.sign_in("olga")
    auditor.get("/oversight?purpose=CRIMINAL_PROCEEDINGS")
    newest = told.entries(person_ref=told.ref("olga"), action=Event.LOG_READ.action)[0].entry
    assert (newest.decision, newest.purpose) == (Decision.DONE, "CRIMINAL_PROCEEDINGS")


@pytest.mark.parametrize("who", ["asha", "mia", "hana", "cleo", "ava", "dora", "sid"])
def test_nobody_but_an_auditor_reads_it(told: Unit, who: str) -> None:
    visitor = told.sign_in(who)
    for address in ("/oversight", "/oversight/entries/1", "/oversight/entries/1/proof", "/oversight/verify"):
        assert visitor.get(address).status_code == 403
    assert told.entries(person_ref=told.ref(who), decision=Decision.REFUSED)


def test_a_stranger_checks_the_proof_with_one_file(told: Unit, tmp_path: Path) -> None:
    auditor = told.sign_in("olga")
    proof = auditor.get("/oversight/entries/3/proof")
    assert json.loads(proof.data)
    (tmp_path / "proof.json").write_bytes(proof.data)
    exported = tmp_path / "export"
    told.log.export(exported, told.house.log_key().public)
    keys = ["--keys", str(exported / "keys.txt")]
    command = [sys.executable, str(VERIFIER), *keys, "--proof", str(tmp_path / "proof.json")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    (tmp_path / "proof.json").write_bytes(proof.data.replace(b"a", b"b"))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_the_whole_record_is_checked_from_a_page(told: Unit) -> None:
    auditor = told.sign_in("olga")
    page = proofread(auditor.post("/oversight/verify").text)
    assert "Every entry is as it was signed" in page.text


def test_a_checkpoint_is_handed_out(told: Unit) -> None:
    auditor = told.sign_in("olga")
    reply = auditor.post("/oversight/checkpoint", on="/oversight/verify")
    assert reply.text.startswith("sourcekeeper/")
    assert reply.headers["Content-Disposition"].startswith("attachment")


def test_a_reason_opens_for_an_unlocked_auditor_only(told: Unit) -> None:
    written = next(one for one in told.entries(action=Event.CONTACT_REQUEST.action) if one.entry.private)
    address = f"/oversight/entries/{written.seq}"
    asked = {"purpose": "VERIFY_LAWFULNESS", "reason": "To see the need"}
    locked = told.sign_in("olga").post(f"{address}/text", asked, on=address)
    assert locked.status_code == 423
    auditor = told.sign_in("olga", unlock=True)
    opened = auditor.post(f"{address}/text", asked, on=address)
    assert "Canary-Why which evenings" in proofread(opened.text).text
    assert b"Canary-Why" not in b"".join(one.leaf for one in told.entries())


def test_the_board_shows_how_the_record_stands(told: Unit) -> None:
    auditor = told.sign_in("olga")
    auditor.get("/board")
    with told.counting() as statements:
        page = proofread(auditor.get("/board").text)
    assert "Latest checkpoint" in page.text
    assert len(statements) <= 12, "\n".join(statements)


def test_the_timeline_asks_few_statements_and_goes_on_by_key(told: Unit) -> None:
    auditor = told.sign_in("olga")
    auditor.get("/oversight")
    with told.counting() as statements:
        first = Page(auditor.get(f"/oversight?ref={allegation_ref(told)}").text)
    assert len(statements) <= 12, "\n".join(statements)
    [older] = Page(auditor.get("/oversight").text).all("a", rel="next")
    second = Page(auditor.get(str(older.get("href"))).text)
    shown = [int(e.get("href", "/0").rsplit("/", 1)[1]) for e in second.all("a") if "/entries/" in e.get("href", "")]
    assert len(shown) <= service.PAGE
    assert shown == sorted(shown, reverse=True)
    assert first.title == "The record - Sourcekeeper"
