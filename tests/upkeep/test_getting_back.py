"""All four stores come back as they were at one instant; what was erased since is erased again; the loss is told."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete

from app.allegations import service as allegations
from app.allegations.models import Allegation
from app.cli import create_app as command_line
from app.contacts import service as contacts
from app.contacts.models import ContactRequest
from app.custody import service as custody
from app.custody.models import CustodyRequest
from app.intake.models import Submission
from app.upkeep import erasures
from app.vault.key_provider import FileProvider, UnsafeKeyFile
from app.vault.models import StoredGrant
from app.vault.verification import verify
from audit.events import Decision, Event
from tests.contacts.test_calling import asked, granted, show_number
from tests.custody.test_asking import asked as custody_asked
from tests.custody.test_asking import given, opened
from tests.sources.test_registering import REGISTRATION
from tests.upkeep.keeping import Kept

WITHOUT = "--no-erasures"


def restored(kept: Kept, *more: str | Path) -> tuple[Kept, str]:
    """Lose everything, restore it, and return the unit and what was said."""
    new = kept.lose()
    said = new.done("restore", kept.backup, "--key", kept.key, *more)
    return new.again(), said


def test_a_unit_that_lost_everything_is_back_and_at_work(kept: Kept) -> None:
    officer, _ = granted(kept.unit)
    kept.back_up()
    new, said = restored(kept, WITHOUT)
    assert "The record and the vault hold." in said
    assert not [name for name in new.stores() if "restoring" in name]
    assert {path.stat().st_mode & 0o777 for path in new.unit.folder.iterdir()} == {0o600}
    custodian = new.unit.sign_in("hana", unlock=True)
    page = custodian.get("/sources").text
    source_ref = page.split("/sources/SRC-")[1].split('"')[0]
    reply = custodian.post(
        f"/sources/SRC-{source_ref}/open", {"compartment": "identity", "purpose": "WELFARE", "reason": "after"}
    )
    assert REGISTRATION["name"] in reply.text
    new.unit.tell()
    assert new.run("verify", kept.backup).exit_code == 0
    new.close()


def test_after_a_restore_nobody_is_signed_in_and_no_permission_lasts(kept: Kept) -> None:
    officer, grant_ref = granted(kept.unit)
    assert "07700 900123" in show_number(officer, grant_ref).text
    kept.back_up()
    new, said = restored(kept, WITHOUT)
    assert "Sessions and permissions ended: " in said
    with new.unit.steward() as uow:
        row = uow.case.get(ContactRequest, grant_ref)
        assert row is not None
        assert row.state == "ENDED"
        assert uow.vault.session.get(StoredGrant, grant_ref) is None
        assert not verify(uow.vault).faults
    officer.client._cookies.clear()
    assert new.unit.sign_in("asha", unlock=True).get(f"/contacts/{grant_ref}").status_code == 200
    new.close()


def test_the_record_says_that_it_was_restored_and_what_is_lost(kept: Kept) -> None:
    kept.back_up()
    asked(kept.unit)
    kept.unit.clock.tick(hours=1)
    checkpoint = kept.checkpoint()
    size = json.loads((kept.backup / "manifest.json").read_bytes())["size"]
    newest = int(checkpoint.read_text().splitlines()[1])
    new, said = restored(kept, WITHOUT, "--checkpoint", checkpoint)
    assert f"LOST: the last {newest - size:,} entries" in said
    assert "must be done again" in said
    [done, _] = [one.entry for one in new.unit.entries(action=Event.STORE_RESTORE.action)]
    assert (done.decision, done.detail["lost"], done.detail["entries"]) == (Decision.DONE, newest - size, size)
    assert new.unit.log.latest_checkpoint().size > size
    new.close()


def test_without_a_checkpoint_it_is_said_that_the_loss_is_not_known(kept: Kept) -> None:
    kept.back_up()
    new, said = restored(kept, WITHOUT)
    assert "What is lost is not known" in said
    new.close()


def test_with_a_checkpoint_from_before_the_backup_nothing_is_known_to_be_lost(kept: Kept) -> None:
    checkpoint = kept.checkpoint()
    kept.back_up()
    new, said = restored(kept, WITHOUT, "--checkpoint", checkpoint)
    assert "Nothing is known to be lost." in said
    new.close()


def test_a_checkpoint_of_another_history_stops_the_restore(kept: Kept) -> None:
    kept.back_up()
    size = json.loads((kept.backup / "manifest.json").read_bytes())["size"]
    forged = kept.away / "forged"
    note = kept.checkpoint().read_text()
    forged.write_text(note.replace(note.splitlines()[1], str(size), 1))
    new = kept.lose()
    said = new.refused("restore", kept.backup, "--key", kept.key, WITHOUT, "--checkpoint", forged)
    assert "none of this deployment's log" in said
    assert not new.stores()


def test_stores_that_are_there_are_never_written_over(kept: Kept) -> None:
    kept.back_up()
    before = kept.unit.raw()
    assert "there is a store already" in kept.refused("restore", kept.backup, "--key", kept.key, WITHOUT)
    assert kept.unit.raw() == before


def test_one_must_say_what_was_erased_or_that_nothing_was(kept: Kept) -> None:
    kept.back_up()
    new = kept.lose()
    assert new.run("restore", kept.backup, "--key", kept.key).exit_code == 2
    assert "no list of erasures" in new.refused(
        "restore", kept.backup, "--key", kept.key, "--erasures", kept.away / "none"
    )
    assert not new.stores()


def test_a_permission_that_ended_and_a_submission_that_was_cleared_do_not_come_back(kept: Kept) -> None:
    _, grant_ref = granted(kept.unit)
    with kept.unit.behind() as uow:
        row = Submission(submission_ref="ab" * 16, urgent=False, story=b"x", identity=b"y", epoch=1, intake_epoch=1)
        row.received_hour, row.set_aside = uow.now, True
        uow.gateway.add(row)
    kept.back_up()
    cleo = kept.unit.sign_in("cleo", unlock=True)
    cleared = f"/sources/aside/{'ab' * 16}"
    reply = cleo.post(f"{cleared}", {"reason": "Nobody can read it"})
    assert reply.status_code == 302, reply.text
    assert erasures.note_erasures(kept.unit.house, kept.list) == 1
    assert erasures.note_erasures(kept.unit.house, kept.list) == 0
    new, said = restored(kept, "--erasures", kept.list)
    assert "Erased again: 1." in said
    with new.unit.steward() as uow:
        assert uow.gateway.get(Submission, "ab" * 16) is None
    new.close()


def test_the_other_half_that_a_custodian_was_given_does_not_come_back(kept: Kept) -> None:
    _, _, page = custody_asked(kept.unit)
    given(kept.unit, page)
    request_ref = page.rsplit("/", 1)[1]
    kept.back_up()
    kept.unit.clock.tick(hours=1)
    with kept.unit.steward() as uow:
        assert custody.end_expired(uow) == 1
    assert erasures.note_erasures(kept.unit.house, kept.list) == 1
    new, said = restored(kept, "--erasures", kept.list)
    assert "Erased again: 1." in said
    with new.unit.steward() as uow:
        assert not uow.vault.keeps_grant(request_ref)
        assert uow.case.get_one(CustodyRequest, request_ref).state == "ENDED"
    new.close()


def test_after_a_restore_no_custodian_holds_the_other_half(kept: Kept) -> None:
    _, _, page = custody_asked(kept.unit)
    given(kept.unit, page)
    kept.back_up()
    new, _ = restored(kept, WITHOUT)
    assert opened(new.unit, page).status_code == 403
    with new.unit.steward() as uow:
        assert not uow.vault.keeps_grant(page.rsplit("/", 1)[1])
    new.close()


def test_words_that_were_cut_are_held_again_until_custodians_cut_them(kept: Kept) -> None:
    kept.unit.tell()
    ref = kept.unit.newest_allegation()
    kept.back_up()
    asha = kept.unit.actor("asha")
    with kept.unit.house.work(asha) as uow:
        allegations.take(uow, ref)
        row = uow.case.get(Allegation, ref)
        assert row is not None
        word = row.account.split()[-1].strip(".")
        allegations.hold(uow, ref, reason="It names the street")
    with kept.unit.house.work(kept.unit.actor("hana")) as uow:
        assert allegations.cut(uow, ref, words=[word]) > 0
    erasures.note_erasures(kept.unit.house, kept.list)
    new, said = restored(kept, "--erasures", kept.list)
    assert "Erased again: 1." in said
    with new.unit.steward() as uow:
        row = uow.case.get(Allegation, ref)
        assert row is not None
        assert (row.words_held, row.status) == (True, "HELD_SOURCE")
    new.close()


def test_a_line_that_the_log_did_not_sign_stops_the_restore(kept: Kept) -> None:
    granted(kept.unit)
    kept.back_up()
    kept.unit.clock.tick(hours=5)
    with kept.unit.steward() as uow:
        contacts.end_expired(uow)
    assert erasures.note_erasures(kept.unit.house, kept.list) == 1
    line = kept.list.read_text()
    kept.list.write_text(line.replace("contact:expire", "contact:expirx"))
    new = kept.lose()
    said = new.refused("restore", kept.backup, "--key", kept.key, "--erasures", kept.list)
    assert "line 1 of" in said
    assert not new.stores()
    kept.list.write_text(line)
    assert "Erased again: 1." in new.again().done("restore", kept.backup, "--key", kept.key, "--erasures", kept.list)


def test_an_erasure_of_a_kind_that_cannot_be_replayed_stops_the_restore(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(kept.unit)
    kept.back_up()
    kept.unit.clock.tick(hours=5)
    with kept.unit.steward() as uow:
        contacts.end_expired(uow)
    erasures.note_erasures(kept.unit.house, kept.list)
    monkeypatch.setattr(erasures, "REPLAYED", {})
    new = kept.lose()
    said = new.refused("restore", kept.backup, "--key", kept.key, "--erasures", kept.list)
    assert "does not know how to replay erasures of the kind contact:expire" in said
    assert not new.stores()


def test_a_line_that_a_kill_cut_off_is_written_anew(kept: Kept) -> None:
    granted(kept.unit)
    kept.unit.clock.tick(hours=5)
    with kept.unit.steward() as uow:
        contacts.end_expired(uow)
    erasures.note_erasures(kept.unit.house, kept.list)
    whole = kept.list.read_text()
    kept.list.write_text(whole[:100])
    assert erasures.note_erasures(kept.unit.house, kept.list) == 1
    assert [json.loads(line)["entry"] for line in kept.list.read_text().splitlines()] == [json.loads(whole)["entry"]]


def test_a_backup_older_than_the_lock_stays_shut(kept: Kept) -> None:
    kept.back_up()
    path = Path(kept.unit.settings["LOCK_KEYS"])
    newer = FileProvider.open(path).with_new_key().without_old_keys()
    path.unlink()
    newer.write(path)
    new = kept.lose()
    said = new.refused("restore", kept.backup, "--key", kept.key, WITHOUT)
    assert "the lock's keys do not open this backup" in said
    assert not new.stores()


def test_a_store_that_disagrees_with_its_record_is_told(kept: Kept) -> None:
    granted(kept.unit)
    with kept.unit.steward() as uow:
        uow.vault.session.execute(delete(StoredGrant))
    kept.back_up()
    new = kept.lose()
    result = new.run("restore", kept.backup, "--key", kept.key, WITHOUT)
    assert result.exit_code == 1
    assert "DOES NOT HOLD: grant" in result.output


def test_every_kind_of_erasure_that_the_record_knows_can_be_replayed() -> None:
    kinds = {event.action for event in Event if event.verb == "erasure"}
    assert kinds == set(erasures.REPLAYED)


def test_with_stores_and_lock_both_lost_three_shares_and_the_backup_key_bring_everything_back(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.back_up()
    new = kept.lose()
    lock = Path(kept.unit.settings["LOCK_KEYS"])
    before = lock.read_bytes()
    lock.unlink()
    with pytest.raises(UnsafeKeyFile, match="recover-lock"):
        new.run("restore", kept.backup, "--key", kept.key, WITHOUT)
    for name, value in (kept.unit.settings | {"FACE": "staff"}).items():
        monkeypatch.setenv(name, value)
    founding = command_line().test_cli_runner()
    alone = new.alone
    took = founding.invoke(args=["vault-from-backup", str(kept.backup), alone, "--key", str(kept.key)])
    assert took.exit_code == 0, took.output
    monkeypatch.setenv("VAULT_URL", alone if "://" in alone else f"sqlite:///{alone}")
    shares = "\n".join(kept.unit.ceremony.shares["custodians"][:3])
    back = founding.invoke(args=["recover-lock", str(lock)], input=shares + "\n")
    assert back.exit_code == 0, back.output
    assert lock.read_bytes() == before
    assert "hold." in new.again().done("restore", kept.backup, "--key", kept.key, WITHOUT)
