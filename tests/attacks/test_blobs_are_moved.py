"""
The attacker owns the vault's database file, and moves, edits, ages and replays what is in it.

They get a page that says nothing, an event in the log, and a record that stays shut; never a word, never the wrong one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from app.database import new_id
from app.errors import Frozen, Locked, NotFound, Refused
from app.vault.recovery import recover_group, recover_lock
from app.vault.rosters import CUSTODIANS
from app.vault.server_keys import intake_key, log_key
from audit.events import Event
from audit.store import Filters
from crypto.errors import Tampered
from crypto.keys import PublicKey
from crypto.sealing import seal_record
from crypto.totp import code_at, step_at
from tests.vault.small_unit import (
    CONTACT,
    CONTROLLER,
    HANDLER,
    OFFICER,
    SmallUnit,
    dispose,
    found,
    passphrase_of,
    reopen,
)


@dataclass
class Scene:
    """A unit at work, with two of everything that can be exchanged."""

    unit: SmallUnit
    source_ref: str
    other_source: str
    grant_ref: str
    other_grant: str
    submission_ref: str
    link: str

    def own(self, table: str, **wanted: object) -> dict[str, Any]:
        """Return the row of a table that belongs to the source, the grant or the people that are looked at."""
        rows = self.unit.rows(table)
        return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))

    def part(self, compartment: str = "contact", source_ref: str = "") -> str:
        return str(
            self.own("compartments", source_ref=source_ref or self.source_ref, compartment=compartment)[
                "compartment_ref"
            ]
        )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    template = tmp_path_factory.mktemp("founded")
    unit = reopen(template, tmp_path_factory.mktemp("attacked") / "unit", found(template))
    unit.unlock(HANDLER, CONTROLLER, OFFICER)
    with unit.stewarding() as uow:
        unit.codes = {ref: uow.vault.members.new_totp_secret(ref) for ref in (HANDLER, OFFICER)}
    source_ref, other = unit.register(), unit.register()
    unit.write(source_ref, "contact", CONTACT)
    grants = unit.approve(source_ref), unit.approve(source_ref, until=unit.now + timedelta(days=3))
    submission_ref, _ = unit.submit()
    unit.submit()
    yield Scene(unit, source_ref, other, *grants, submission_ref, unit.link_of(source_ref))
    dispose(unit.house.stores)


# What is looked at after each edit. Each returns what it shows, and raises when it shows nothing.


def contact(scene: Scene) -> object:
    return scene.unit.consult(scene.source_ref, "contact")


def window(scene: Scene) -> object:
    with scene.unit.work(HANDLER) as uow:
        return uow.vault.windows.of([scene.source_ref])


def granted(scene: Scene) -> object:
    return scene.unit.open_granted(scene.grant_ref, scene.source_ref)


def written(scene: Scene) -> object:
    """Only whether a write would be sealed: nothing is written, so the scene stays as it is."""
    with scene.unit.work(HANDLER, writes=False) as uow, uow.vault.guarding(scene.source_ref):
        return uow.vault._compartments.public_of(uow.vault._compartments.find(scene.source_ref, "contact"))


def submitted(scene: Scene) -> object:
    with scene.unit.registering(scene.submission_ref) as (uow, permit):
        return uow.vault.open_submission(permit)


def linked(scene: Scene) -> object:
    with scene.unit.stewarding() as uow:
        return uow.vault.source_of(scene.link)


def unlocked(scene: Scene) -> object:
    with scene.unit.work(HANDLER, writes=False) as uow:
        if not uow.vault.is_unlocked:
            raise Locked
    return "unlocked"


def signed_in(scene: Scene) -> object:
    with scene.unit.work(HANDLER, writes=False) as uow:
        return uow.vault.members.open_keys(HANDLER, passphrase_of(HANDLER)).public


def coded(scene: Scene) -> object:
    """A code that is accepted is given back, so that it can be looked at again."""
    secret = scene.unit.codes[HANDLER]
    with scene.unit.work(HANDLER) as uow:
        accepted = uow.vault.members.accept_code(HANDLER, code_at(secret, step_at(uow.now)), uow.now)
        uow.vault.session.rollback()
    return accepted


def grouped(scene: Scene) -> object:
    with scene.unit.stewarding() as uow:
        return uow.vault.groups.current(CUSTODIANS).digest


def recovered(scene: Scene) -> object:
    shares, deployment = scene.unit.ceremony.shares[CUSTODIANS][:3], scene.unit.house.deployment
    with scene.unit.stewarding() as uow:
        keys = recover_group(uow.vault.session, deployment, CUSTODIANS, shares)
        return keys[1].public, recover_lock(uow.vault.session, deployment, CUSTODIANS, shares)


def signs(scene: Scene) -> object:
    with scene.unit.stewarding() as uow:
        return log_key(uow.vault.session, scene.unit.provider, scene.unit.house.deployment).public


def takes_in(scene: Scene) -> object:
    with scene.unit.stewarding() as uow:
        return intake_key(uow.vault.session, scene.unit.provider, scene.unit.house.deployment, 1).public


@dataclass(frozen=True)
class Cell:
    """One column that holds bytes, how its row is found, and what shows when it does not fit."""

    table: str
    column: str
    key: str
    find: Callable[[Scene], dict[str, Any]]
    look: Callable[[Scene], object]
    fails_with: type[Exception] = Frozen

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


def person(table: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: scene.own(table, person_ref=HANDLER)


def in_part(table: str, **wanted: object) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: scene.own(table, compartment_ref=scene.part(), **wanted)


def named(table: str, **wanted: object) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: scene.own(table, **wanted)


def compartment(scene: Scene) -> dict[str, Any]:
    return scene.own("compartments", compartment_ref=scene.part())


def of_group(table: str) -> Callable[[Scene], dict[str, Any]]:
    return named(table, group_name=CUSTODIANS)


def submission(scene: Scene) -> dict[str, Any]:
    return scene.own("submissions", submission_ref=scene.submission_ref)


def group_key(holder: str) -> Callable[[Scene], dict[str, Any]]:
    return named("group_keys", group_name=CUSTODIANS, holder=holder)


CELLS = (
    Cell("members", "public", "person_ref", person("members"), signed_in),
    Cell("members", "seeds", "person_ref", person("members"), signed_in),
    Cell("verifiers", "verifier", "person_ref", person("verifiers"), signed_in),
    Cell("slots", "wrapped", "slot_ref", person("slots"), signed_in),
    Cell("second_factors", "secret", "person_ref", person("second_factors"), coded),
    Cell("unlocks", "server_half", "session_ref", person("unlocks"), unlocked, Locked),
    Cell("unlocks", "seeds", "session_ref", person("unlocks"), unlocked, Locked),
    Cell("rosters", "signed", "group_name", of_group("rosters"), grouped),
    Cell("group_keys", "blob", "key_ref", group_key(HANDLER), contact),
    Cell("group_keys", "blob", "key_ref", group_key("recovery"), recovered, Tampered),
    Cell("recovery_keys", "public", "group_name", named("recovery_keys", group_name=CUSTODIANS), recovered, Tampered),
    Cell(
        "recovery_keys", "signature", "group_name", named("recovery_keys", group_name=CUSTODIANS), recovered, Tampered
    ),
    Cell("sealed_locks", "blob", "lock_ref", named("sealed_locks", group_name=CUSTODIANS), recovered, Tampered),
    Cell("server_keys", "public", "name", named("server_keys", name="log"), signs, Tampered),
    Cell("server_keys", "signature", "name", named("server_keys", name="log"), signs, Tampered),
    Cell("server_keys", "blob", "name", named("server_keys", name="log"), signs, Tampered),
    Cell("server_keys", "public", "name", named("server_keys", name="intake"), takes_in, Tampered),
    Cell("server_keys", "blob", "name", named("server_keys", name="intake"), takes_in, Tampered),
    Cell(
        "submissions",
        "blob",
        "submission_ref",
        lambda s: s.own("submissions", submission_ref=s.submission_ref),
        submitted,
    ),
    Cell(
        "submissions",
        "mac",
        "submission_ref",
        lambda s: s.own("submissions", submission_ref=s.submission_ref),
        submitted,
    ),
    Cell("contact_windows", "blob", "source_ref", lambda s: s.own("contact_windows", source_ref=s.source_ref), window),
    Cell("links", "mac", "link", lambda s: s.own("links", link=s.link), linked),
    Cell("compartments", "public", "compartment_ref", compartment, contact),
    Cell("compartments", "public", "compartment_ref", compartment, written),
    Cell("compartments", "signature", "compartment_ref", compartment, contact),
    Cell("compartments", "signature", "compartment_ref", compartment, written),
    Cell("wraps", "blob", "wrap_ref", in_part("wraps"), contact),
    Cell("entries", "blob", "entry_ref", in_part("entries", version=2), contact),
    Cell("entries", "blob", "entry_ref", in_part("entries", version=2), granted),
    Cell("grant_parts", "blob", "part_ref", lambda s: s.own("grant_parts", grant_ref=s.grant_ref), granted),
)
each_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell}-{cell.look.__name__}")


def attack(scene: Scene, cell: Cell, value: bytes) -> None:
    """Put a value into the cell, with the digest beside it made to fit, and require the one failure."""
    row = cell.find(scene)
    edits: dict[str, object] = {cell.column: value}
    if "digest" in row:
        edits["digest"] = sha256(value).hexdigest()
    with scene.unit.edited(cell.table, cell.key, row[cell.key], **edits):
        with pytest.raises(cell.fails_with) as caught:
            cell.look(scene)
        assert type(caught.value) is cell.fails_with
        if cell.fails_with is Frozen:
            assert len(scene.unit.rows("freezes")) == 1


def donors(scene: Scene, cell: Cell) -> Iterator[bytes]:
    """Yield one value of every other column of bytes, and the same column of every other row."""
    own = cell.find(scene)
    for table, column in sorted({(other.table, other.column) for other in CELLS}):
        values = [bytes(row[column]) for row in scene.unit.rows(table) if row != own]
        yield from values[:4] if (table, column) == (cell.table, cell.column) else values[:1]


@each_cell
def test_before_anything_is_touched_it_opens(scene: Scene, cell: Cell) -> None:
    assert cell.look(scene)


@each_cell
def test_a_blob_of_another_row_or_table_does_not_open_here(scene: Scene, cell: Cell) -> None:
    own = bytes(cell.find(scene)[cell.column])
    moved = [value for value in donors(scene, cell) if value != own]
    assert len(moved) > 10
    for value in moved:
        attack(scene, cell, value)


@each_cell
def test_no_byte_can_be_flipped(scene: Scene, cell: Cell) -> None:
    own = bytes(cell.find(scene)[cell.column])
    places = {0, 1, 2, 3, 4, 19, 20, len(own) - 1, *range(0, len(own), max(1, len(own) // 6))}
    for place in places:
        changed = bytearray(own)
        changed[place] ^= 1 << (place % 8)
        attack(scene, cell, bytes(changed))


@each_cell
def test_it_cannot_be_cut_lengthened_emptied_or_given_a_lower_suite(scene: Scene, cell: Cell) -> None:
    own = bytes(cell.find(scene)[cell.column])
    lowered = own[:3] + b"\0" + own[4:]
    for value in (own[:-1], own[:20], own + b"\0", b"", lowered, own[:4] + bytes(16) + own[20:]):
        if value != own:
            attack(scene, cell, value)


@each_cell
def test_another_deployment_reads_nothing_of_it(scene: Scene, cell: Cell) -> None:
    """The same stores, the same lock, the same root, another reference: as when two units share a machine."""
    unit = scene.unit
    house = replace(unit.house, deployment=replace(unit.house.deployment, ref="e" * 32))
    elsewhere = replace(scene, unit=replace(unit, house=house))
    try:
        with pytest.raises((Frozen, Locked, Tampered)):
            cell.look(elsewhere)
    finally:
        unit.edit("DELETE FROM freezes")


# Rows, whole


def rows_of(scene: Scene, table: str, other: dict[str, Any], *instead: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a table's rows with one of them taken out and others put in its place."""
    return [*(row for row in scene.unit.rows(table) if row != other), *instead]


def test_an_older_version_put_back_does_not_open(scene: Scene) -> None:
    newest = in_part("entries", version=2)(scene)
    for look in (contact, granted):
        with scene.unit.holding("entries", rows_of(scene, "entries", newest)), pytest.raises(Frozen):
            look(scene)
    assert contact(scene) == CONTACT


def test_an_older_version_under_the_newer_number_does_not_open(scene: Scene) -> None:
    old, new = in_part("entries", version=1)(scene), in_part("entries", version=2)(scene)
    remaining = [row for row in rows_of(scene, "entries", new) if row != old]
    for posing in ({**old, "version": 2}, {**new, "blob": old["blob"], "digest": old["digest"]}):
        for kept in ([], [{**old, "entry_ref": "0" * 32}]):
            with scene.unit.holding("entries", [*remaining, posing, *kept]), pytest.raises(Frozen):
                contact(scene)


def test_a_version_nobody_wrote_does_not_open(scene: Scene) -> None:
    """The public key is there for everybody, so a record can be sealed that would open; the log does not know it."""
    newest = in_part("entries", version=2)(scene)
    forged = {**newest, "version": 3, "entry_ref": new_id()}
    with scene.unit.stewarding() as uow:
        row = uow.vault._compartments.find(scene.source_ref, "contact")
        context = uow.vault.deployment.context(
            "entries",
            forged["entry_ref"],
            compartment="contact",
            version=3,
            epoch=1,
            detail=(row.compartment_ref, row.source_ref),
        )
        forged["blob"] = seal_record(PublicKey.decode(row.public), context, {"phone": "a number of the attacker's"})
    forged["digest"] = sha256(forged["blob"]).hexdigest()
    for rows in ([*scene.unit.rows("entries"), forged], rows_of(scene, "entries", newest, {**forged, "version": 2})):
        with scene.unit.holding("entries", rows), pytest.raises(Frozen):
            contact(scene)


def test_a_part_emptied_of_everything_is_not_taken_for_a_new_one(scene: Scene) -> None:
    for name, part in (("contact", scene.part()), ("original", scene.part("original"))):
        left = [row for row in scene.unit.rows("entries") if row["compartment_ref"] != part]
        with scene.unit.holding("entries", left), pytest.raises(Frozen):
            scene.unit.consult(scene.source_ref, name)


def test_the_entries_of_two_sources_cannot_be_exchanged(scene: Scene) -> None:
    mine, theirs = scene.part(), scene.part(source_ref=scene.other_source)
    swap = {mine: theirs, theirs: mine}
    for table in ("entries", "wraps"):
        rows = [
            {**row, "compartment_ref": swap.get(row["compartment_ref"], row["compartment_ref"])}
            for row in scene.unit.rows(table)
        ]
        with scene.unit.holding(table, rows), pytest.raises(Frozen):
            contact(scene)


def test_the_parts_of_one_source_cannot_pass_for_each_other(scene: Scene) -> None:
    """An officer with a grant for contact has the identity's rows put where contact's were."""
    mine, names = scene.part(), scene.part("identity")
    rows = [row for row in scene.unit.rows("entries") if row["compartment_ref"] != mine]
    posing = [{**row, "compartment_ref": mine} for row in rows if row["compartment_ref"] == names]
    left = [row for row in rows if row["compartment_ref"] != names]
    with scene.unit.holding("entries", [*left, *posing]), pytest.raises(Frozen):
        granted(scene)


def test_the_names_of_two_parts_cannot_be_exchanged(scene: Scene) -> None:
    mine, names = scene.part(), scene.part("identity")
    rename(scene, (mine, "x"), (names, "contact"), (mine, "identity"))
    for look in (contact, granted):
        with pytest.raises((Frozen, NotFound)):
            look(scene)
        scene.unit.edit("DELETE FROM freezes")
    rename(scene, (mine, "x"), (names, "identity"), (mine, "contact"))
    assert granted(scene) == CONTACT


def rename(scene: Scene, *parts: tuple[str, str]) -> None:
    for ref, name in parts:
        scene.unit.edit("UPDATE compartments SET compartment = :name WHERE compartment_ref = :ref", name=name, ref=ref)


def test_the_sealed_part_of_one_grant_does_not_serve_another(scene: Scene) -> None:
    """The longer grant's part put where the shorter one's was would outlive it."""
    parts = {row["grant_ref"]: row for row in scene.unit.rows("grant_parts")}
    short, long = parts[scene.grant_ref], parts[scene.other_grant]
    for posing in (
        [{**long, "grant_ref": scene.grant_ref}],
        [{**short, "blob": long["blob"]}],
        [{**short, "blob": long["blob"], "part_ref": long["part_ref"]}],
    ):
        with scene.unit.holding("grant_parts", posing), pytest.raises(Frozen):
            granted(scene)
    assert granted(scene) == CONTACT


def test_a_grant_repointed_at_another_part_or_source_opens_nothing(scene: Scene) -> None:
    unit = scene.unit
    for part, name, source_ref in (
        (scene.part("identity"), "identity", scene.source_ref),
        (scene.part(source_ref=scene.other_source), "contact", scene.other_source),
    ):
        with unit.edited("grants", "grant_ref", scene.grant_ref, compartment_ref=part):
            with pytest.raises(Frozen):
                unit.open_granted(scene.grant_ref, source_ref, compartment=name)
            with pytest.raises((Frozen, NotFound)):
                granted(scene)


def test_a_stored_grant_is_worth_nothing_to_the_officer_afterwards(scene: Scene) -> None:
    """With their keys unlocked, every row there ever was, and the lock itself: after the end nothing opens it."""
    unit = scene.unit
    grant_ref = unit.approve(scene.source_ref, until=unit.now + timedelta(minutes=5))
    kept = [(table, unit.rows(table)) for table in ("grants", "grant_parts")]
    kept = [(table, [row for row in rows if row["grant_ref"] == grant_ref]) for table, rows in kept]
    unit.tick(minutes=6)
    for edit in ({"person_ref": OFFICER}, {"ends_at": "2027-01-01 00:00:00.000000"}):
        with unit.edited("grants", "grant_ref", grant_ref, **edit), pytest.raises((Refused, Frozen)):
            unit.open_granted(grant_ref, scene.source_ref)
    unit.revoke(grant_ref)
    for table, rows in kept:
        unit.put_back(table, rows)
    with unit.edited("grants", "grant_ref", grant_ref, person_ref=OFFICER), pytest.raises((Refused, Frozen)):
        unit.open_granted(grant_ref, scene.source_ref)
    unit.revoke(grant_ref)


def test_each_failure_is_one_event_and_tells_nothing(scene: Scene) -> None:
    unit = scene.unit
    row = in_part("entries", version=2)(scene)
    before = len(unit.log.entries(Filters(action=Event.INTEGRITY_FAILED.action), limit=100_000))
    said = []
    edits = ("blob", b""), ("blob", bytes(row["blob"])[:-1]), ("version", 9), ("key_version", 2), ("digest", "0" * 64)
    for column, value in edits:
        with unit.edited("entries", "entry_ref", row["entry_ref"], **{column: value}):
            with pytest.raises(Frozen) as caught:
                contact(scene)
            said.append((str(caught.value), caught.value.args))
    assert set(said) == {("", ())}
    assert len(unit.log.entries(Filters(action=Event.INTEGRITY_FAILED.action), limit=100_000)) == before + 5
