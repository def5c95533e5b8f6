"""After a whole life of a source, no word of it stands in any file of any store, nor in what the log exports."""

import logging

import pytest

from audit.store import Filters
from tests.vault.small_unit import CALL, NAME, PHONE, ROLES, STORY, SmallUnit, passphrase_of

CANARIES = (NAME, PHONE, STORY, CALL, "after nine", "a neighbour")


def live(unit: SmallUnit) -> None:
    """Play everything that can happen to a source."""
    source_ref = unit.register()
    unit.submit()
    grant_ref = unit.approve(source_ref)
    unit.open_granted(grant_ref, source_ref)
    unit.record_call(grant_ref, source_ref)
    for compartment in ("contact", "identity", "circumstances", "original", "log"):
        unit.consult(source_ref, compartment)
    unit.write(source_ref, "contact", {"phone": PHONE, "safe": "after nine"})
    unit.revoke(grant_ref)


def test_no_word_of_a_source_is_in_any_file(working: SmallUnit) -> None:
    live(working)
    files = {path.name: path.read_bytes() for path in working.folder.iterdir()}
    assert {"vault.db", "case.db", "audit.db", "gateway.db"} <= files.keys()
    assert any(name.endswith("-wal") for name in files), "what is not yet checkpointed must be looked at too"
    for name, content in files.items():
        for canary in CANARIES:
            for form in (
                canary.encode(),
                canary.encode("utf-16-le"),
                canary.encode("utf-16-be"),
                canary.encode().hex(),
            ):
                assert (form if isinstance(form, bytes) else form.encode()) not in content, f"{canary} is in {name}"


def test_no_passphrase_and_no_half_of_an_unlock_is_in_any_file(working: SmallUnit) -> None:
    live(working)
    content = b"".join(path.read_bytes() for path in working.folder.iterdir())
    for person_ref in ROLES:
        assert passphrase_of(person_ref).encode() not in content
    for half in working.halves.values():
        assert half not in content
        assert half.hex().encode() not in content


def test_the_log_holds_references_only(working: SmallUnit) -> None:
    live(working)
    leaves = b"".join(entry.leaf for entry in working.log.entries(Filters(), limit=1000))
    assert leaves
    for canary in CANARIES:
        assert canary.encode() not in leaves


def test_nothing_of_it_is_printed_or_logged(
    working: SmallUnit, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        live(working)
    out, err = capfd.readouterr()
    for canary in (*CANARIES, *(passphrase_of(ref) for ref in ROLES)):
        assert canary not in caplog.text + out + err


def test_what_is_deleted_is_gone_from_the_file(working: SmallUnit) -> None:
    """The sealed part of a registered submission leaves no ciphertext behind once the log of writes is folded in."""
    submission_ref, link = working.submit()
    [row] = working.rows("submissions")
    piece = bytes(row["blob"][2000:2032])
    assert piece in b"".join(path.read_bytes() for path in working.folder.glob("vault.db*"))
    with working.registering(submission_ref) as (uow, permit):
        uow.vault.dismiss(permit, link)
    with working.vault_engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    assert piece not in b"".join(path.read_bytes() for path in working.folder.glob("vault.db*"))
