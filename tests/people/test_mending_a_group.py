"""A group whose only member lost their keys is mended with the root keys, at the command line, by nobody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask.testing import FlaskClient

from app import EXTENSION
from app.access.facts import MembershipFacts
from app.access.policy import Action, require
from app.errors import Refused
from app.vault.papers import root_keys_text
from app.vault.verification import verify
from app.web.work import cookie_half
from audit.events import Decision, Event
from crypto.signing import SigningKey
from tests.factories import Unit, Visitor
from tests.people.office import Guest, known, six_words, state_of

REASON = "Canary-Ava forgot her words; Sian and Colm brought the root keys"


def command(unit: Unit, group: str, guest: Guest, *typed: str, key: Path | None = None) -> Result:
    """Run the command with the root keys, and type what it asks for."""
    path = key or unit.folder / "root.keys"
    if key is None:
        path.write_text(root_keys_text(unit.ceremony))
    arguments = ["vault", "repair-group", group, guest.sign_in_name, "--root-keys", str(path)]
    if len(typed) == 2:
        arguments.append("--without-shares")
    return unit.app.test_cli_runner().invoke(args=arguments, input="".join(f"{one}\n" for one in typed))


def with_new_keys(unit: Unit, group: str, who: str) -> Guest:
    """Return somebody whose account was stopped with the root keys, and who made new ones."""
    guest = known(unit, who)
    said = command(unit, group, guest, REASON)
    assert said.exit_code == 0, said.output
    guest.paper = said.output.split("two days:")[1].split("They go")[0].strip()
    assert state_of(unit, guest.person_ref) == "SUSPENDED"
    guest.come(six_words(40))
    assert guest.key_words
    return guest


def opens_the_first_key(unit: Unit, guest: Guest, group: str) -> bool:
    """Return whether somebody, unlocked, opens the key that their group had before."""
    visitor: Visitor = unit.sign_in(guest.sign_in_name.split(".", maxsplit=1)[0], unlock=True)
    client: FlaskClient = visitor.client
    with client:
        client.get("/account")
        actor, half = unit.app.extensions[EXTENSION].load_actor(), cookie_half()
    with unit.house.work(actor, cookie_half=half) as uow:
        first = uow.vault.groups.chain(group)[0]
        try:
            return uow.vault.groups.private_key_of(first).public == first.group_public
        except Refused:
            return False


def refused(unit: Unit) -> str:
    """Return the rule of the newest refusal."""
    [entry, *_] = unit.entries(action=Event.ROSTER_REPAIR.action, decision=Decision.REFUSED)
    return entry.entry.rule


def nothing_was_signed(unit: Unit, group: str) -> bool:
    with unit.steward() as uow:
        return uow.vault.groups.current(group).epoch == 1


@pytest.mark.parametrize(
    ("group", "who", "shares"),
    [("authorisers", "ava", True), ("authorisers", "ava", False), ("auditors", "olga", True)],
)
def test_the_only_member_is_back_with_new_keys_and_with_shares_opens_what_was_sealed_before(
    whole_unit: Unit, group: str, who: str, shares: bool
) -> None:
    guest = with_new_keys(whole_unit, group, who)
    given = whole_unit.ceremony.shares[group][1:4] if shares else ()
    said = command(whole_unit, group, guest, guest.key_words, *given, REASON)
    assert said.exit_code == 0, said.output
    assert guest.sign_in().status_code == 302
    guest.join(who, whole_unit.people[who].roles)
    assert opens_the_first_key(whole_unit, guest, group) is shares
    with whole_unit.steward() as uow:
        newest = uow.vault.groups.signed_chain(group)[-1]
        assert [signer for signer, _ in newest.signatures] == ["root"]
        assert not verify(uow.vault).faults
    done = whole_unit.entries(action=Event.ROSTER_REPAIR.action, decision=Decision.DONE)
    assert [(one.entry.actor_ref, one.entry.detail["step"]) for one in done] == [
        ("operator", "signed"),
        ("operator", "invited"),
    ]
    attempts = whole_unit.entries(action=Event.ROSTER_REPAIR.action, decision=Decision.ATTEMPTED)
    assert all(one.entry.private for one in attempts)
    for secret in ("Canary-Ava", guest.key_words, guest.paper, *whole_unit.ceremony.shares[group]):
        assert secret.encode() not in whole_unit.raw()
    assert not any(share in said.output for share in whole_unit.ceremony.shares[group])


def test_other_keys_than_the_root_keys_mend_nothing(whole_unit: Unit, tmp_path: Path) -> None:
    other = tmp_path / "other.keys"
    stranger = replace(whole_unit.ceremony, root_seed=SigningKey.generate().seed)
    other.write_text(root_keys_text(stranger))
    guest = known(whole_unit, "ava")
    said = command(whole_unit, "authorisers", guest, REASON, key=other)
    assert (said.exit_code, "not the root keys" in said.output) == (1, True)
    assert refused(whole_unit) == "root_keys_are_ours"
    assert state_of(whole_unit, guest.person_ref) == "ACTIVE"


def test_a_group_that_can_sign_for_itself_does(whole_unit: Unit) -> None:
    guest = known(whole_unit, "hugo")
    said = command(whole_unit, "custodians", guest, REASON)
    assert (said.exit_code, "They sign" in said.output) == (1, True)
    assert refused(whole_unit) == "group_cannot_sign"
    assert state_of(whole_unit, guest.person_ref) == "ACTIVE"


@pytest.mark.parametrize("wrong", ["words", "shares"])
def test_without_the_persons_own_words_or_with_wrong_shares_nothing_is_signed(whole_unit: Unit, wrong: str) -> None:
    guest = with_new_keys(whole_unit, "authorisers", "ava")
    shares = whole_unit.ceremony.shares["auditors" if wrong == "shares" else "authorisers"][:3]
    words = six_words(41) if wrong == "words" else guest.key_words
    said = command(whole_unit, "authorisers", guest, words, *shares, REASON)
    assert said.exit_code == 1
    assert refused(whole_unit) == {"words": "form_is_valid", "shares": "shares_reopen_it"}[wrong]
    assert nothing_was_signed(whole_unit, "authorisers")
    assert guest.sign_in().status_code == 400


def test_nobody_mends_a_group_from_a_page(whole_unit: Unit) -> None:
    for who in ("sid", "hana", "ava"):
        actor = whole_unit.actor(who)
        with pytest.raises(Refused):
            require(actor, Action.ROSTER_REPAIR, MembershipFacts("x", "authorisers", ""), whole_unit.clock.now)
