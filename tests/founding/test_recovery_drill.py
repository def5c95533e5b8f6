"""A recovery drill: two people prove the shares, nothing is shown or kept, and the log knows the certificate."""

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import Result

from app.upkeep.lock_commands import run_new
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from audit.events import Decision, Event
from tests.factories import Unit

GROUPS = (CUSTODIANS, AUTHORISERS, AUDITORS)


def words_of(unit: Unit, who: str) -> tuple[str, str]:
    """Return somebody's sign-in name and passphrase."""
    person = unit.people[who]
    return person.sign_in_name, person.passphrase


def drill(unit: Unit, *shares: str, group: str = CUSTODIANS, people: tuple[str, ...] = (), count: int = 3) -> Result:
    """Hold a drill and type what it asks for."""
    typed = people or (*words_of(unit, "hana"), *words_of(unit, "olga"))
    told = ["vault", "drill", str(unit.folder / "certificate.txt"), "--group", group, "--shares", str(count)]
    return unit.app.test_cli_runner().invoke(args=told, input="".join(f"{one}\n" for one in (*typed, *shares)))


def kept(unit: Unit) -> bytes:
    """Return every byte that the stores, the certificate and what lies beside them hold."""
    return b"".join(path.read_bytes() for path in sorted(unit.folder.rglob("*")) if path.is_file())


def shows_nothing(unit: Unit, said: str) -> None:
    """See that no share, no passphrase and no key was shown or left anywhere."""
    everything = said.encode() + kept(unit)
    for shares in unit.ceremony.shares.values():
        for share in shares:
            assert " ".join(share.split()[4:8]).encode() not in everything
    assert unit.people["hana"].passphrase.encode() not in everything


def test_shares_of_every_group_are_proved_and_a_certificate_is_left_that_the_record_knows(whole_unit: Unit) -> None:
    for group in GROUPS:
        shares = unit_shares = whole_unit.ceremony.shares[group]
        done = drill(
            whole_unit,
            *(unit_shares if group == CUSTODIANS else shares[1:4]),
            group=group,
            count=5 if group == CUSTODIANS else 3,
        )
        assert done.exit_code == 0, done.output
        certificate = whole_unit.folder / "certificate.txt"
        text = certificate.read_text()
        assert max(len(line) for line in text.splitlines()) <= 72
        assert f"for the {group}" in text
        assert f"by {words_of(whole_unit, 'hana')[0]} and {words_of(whole_unit, 'olga')[0]}." in text
        assert f"Shares brought: {'1, 2, 3, 4, 5' if group == CUSTODIANS else '2, 3, 4'} " in text
        assert "its key 1," in " ".join(text.split())
        [entry, *_] = whole_unit.entries(action=Event.RECOVERY_DRILL.action, decision=Decision.DONE)
        assert entry.entry.digest == sha256(certificate.read_bytes()).hexdigest()
        assert entry.entry.object_ref in text
        shows_nothing(whole_unit, done.output)
        certificate.unlink()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("too few", "2 of 3 shares: too few"),
        ("another group", "do not open what they must"),
        ("mixed", "another set"),
        ("lock not covered", "do not open what they must"),
        ("one person", "one person"),
    ],
)
def test_a_drill_that_proves_nothing_leaves_no_certificate_and_says_why(
    whole_unit: Unit, wrong: str, says: str
) -> None:
    shares, others = whole_unit.ceremony.shares[CUSTODIANS], whole_unit.ceremony.shares[AUTHORISERS]
    typed = {"too few": [*shares[:2], ""], "another group": others[:3], "mixed": [*shares[:2], others[0], ""]}
    people: tuple[str, ...] = ()
    if wrong == "lock not covered":
        with whole_unit.steward() as uow:
            run_new(lambda: whole_unit.steward())
            uow.vault.session.connection().exec_driver_sql("DELETE FROM sealed_locks WHERE number = 2")
    if wrong == "one person":
        people = (*words_of(whole_unit, "hana"), words_of(whole_unit, "hana")[0])
    said = drill(whole_unit, *typed.get(wrong, shares[:3]), people=people)
    assert said.exit_code == 1
    assert says in said.output
    assert "What to do" in said.output
    assert not (whole_unit.folder / "certificate.txt").exists()
    assert not whole_unit.entries(action=Event.RECOVERY_DRILL.action, decision=Decision.DONE)
    shows_nothing(whole_unit, said.output)


def test_a_passphrase_wrong_three_times_ends_it_and_each_is_in_the_record(whole_unit: Unit) -> None:
    name = words_of(whole_unit, "hana")[0]
    said = drill(whole_unit, people=(name, "Canary-one", "Canary-two", "Canary-three"))
    assert (said.exit_code, "wrong 3 times" in said.output, "Canary" in said.output) == (1, True, False)
    assert "2 more tries" in said.output
    refused = whole_unit.entries(action=Event.RECOVERY_DRILL.action, decision=Decision.REFUSED)
    assert {(one.entry.object_ref, one.entry.rule) for one in refused} == {
        (whole_unit.ref("hana"), "passphrase_is_right")
    }
    assert len(refused) == 3
    assert b"Canary" not in kept(whole_unit)
    stranger = drill(whole_unit, people=("nobody.here", "one", "two", "three"))
    assert (stranger.exit_code, "nobody.here was wrong 3 times" in stranger.output) == (1, True)


def test_a_certificate_is_written_over_nothing(whole_unit: Unit) -> None:
    Path(whole_unit.folder / "certificate.txt").write_text("an older one")
    said = drill(whole_unit)
    assert (said.exit_code, "exists" in said.output) == (1, True)
    assert Path(whole_unit.folder / "certificate.txt").read_text() == "an older one"
