"""The ceremony step by step. Each step can be done again after a kill, and none leaves a secret in clear behind it."""

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.access.actor import founder
from app.ceremony import state
from app.ceremony.asking import Desk, ask_plan
from app.ceremony.checks import PLACES, listing, require_room, require_same_databases, require_unheld
from app.ceremony.papers import papers
from app.ceremony.state import Kept, Stage
from app.ceremony.telling import Halted, halting
from app.database import new_id
from app.errors import Conflict, Invalid
from app.founding import found, settings_by_file, unmake, write_settings
from app.founding_databases import let_in, require_empty, without_passwords
from app.founding_file import read_entries, to_plan
from app.vault.key_provider import OWNER_ONLY
from app.vault.papers import root_keys_text
from app.vault.which_lock import ChosenLock
from audit.events import Event
from crypto.passphrases import generate, normalise
from crypto.slots import Argon2Cost

WORDS_EACH = 4
YES = "yes"


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a ceremony was started with: its folder, where root keys go, who it begins with if from a file, its lock.

    ``urls`` are those of the stores' owners, where the stores are databases.
    """

    folder: Path
    root_keys: Path
    people: Path | None = None
    cost: Argon2Cost | None = None
    lock: ChosenLock = field(default_factory=ChosenLock)
    urls: Mapping[str, str] = field(default_factory=dict)


def hold(asked: Asked, desk: Desk) -> None:
    """
    Hold the ceremony to its end, or from where it stopped.

    :raises Halted: it cannot go on; the message says what happened, what is safe and what to do.
    """
    with halting():
        kept = _opened(asked, desk)
        while kept.state.stage is not Stage.SETTINGS:
            STEPS[kept.state.stage](asked, desk, kept)
        _settle(asked, desk, kept)


def begin_anew(folder: Path, urls: Mapping[str, str]) -> None:
    """
    Forget a ceremony that did not come to its end: its stores, its keys and what was still to be handed out.

    :raises Halted: it did come to its end.
    """
    require_unheld(folder)
    with halting():
        unmake(folder, urls)
    for name in (state.NAME, f"{state.NAME}.new"):
        (folder / name).unlink(missing_ok=True)


def _opened(asked: Asked, desk: Desk) -> Kept:
    """Return the ceremony of this folder: a new one, or the one that stopped."""
    folder, cost = asked.folder, asked.cost or Argon2Cost()
    if (folder / state.NAME).exists():
        one, other = state.holders(folder)
        desk.say(f"A ceremony held by {one} and {other} stopped here. It goes on where it stopped.")
        kept = state.resume(folder, (_typed(desk, one), _typed(desk, other)), cost)
        # Killed between its last two acts: the settings are written, and only this file is left to go.
        if kept.state.stage is not Stage.SETTINGS:
            require_unheld(folder)
        require_same_databases(kept, asked.urls)
        return kept
    require_unheld(folder)
    require_room(folder, asked.root_keys)
    require_empty(folder, asked.urls)
    desk.say("Two people hold this ceremony. Each is given four words; both are needed to go on if it stops.")
    names = desk.ask("Name of the first"), desk.ask("Name of the second")
    if not all(name.strip() for name in names) or names[0].strip().casefold() == names[1].strip().casefold():
        raise Halted("The ceremony was started by one person.", "everything: nothing was made.", "bring a second.")
    words = _given(desk, names[0]), _given(desk, names[1])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return state.begin(folder, names, words, cost, without_passwords(asked.urls))


def _given(desk: Desk, name: str) -> str:
    """Show one of the two their words, and see that they have them."""
    words = generate(WORDS_EACH)
    desk.say(f"For {name} alone, until the ceremony ends: {words}")
    while _typed(desk, name) != words:
        desk.say("These are not the words. Type them as they stand above.")
    return words


def _typed(desk: Desk, name: str) -> str:
    return " ".join(normalise(desk.ask(f"{name}, type your words")))


def _agree(asked: Asked, desk: Desk, kept: Kept) -> None:
    """Settle who the deployment begins with; both people say that it is right."""
    try:
        entries: list[dict[str, Any]] = read_entries(asked.people) if asked.people else ask_plan(desk)
    except Conflict as error:
        raise Halted(
            str(error),
            "everything: no key was made.",
            "mend the file, and run the same command, with both people's words.",
        ) from None
    for organisation in entries:
        for unit in organisation["units"]:
            desk.say(f"{organisation['name']}, {unit['name']}:")
            for person in unit["people"]:
                desk.say(f"  {person['name']} ({person['sign_in_name']}): {', '.join(person['roles'])}")
    for name in kept.held_by:
        if desk.ask(f"{name}, is this right? (yes or no)").strip().casefold() != YES:
            raise Halted(
                "The plan was not agreed to.",
                "everything: no key was made.",
                "mend the file, or answer again: run the same command, with both people's words.",
            )
    kept.now(Stage.MAKE, plan=entries)


def _make(asked: Asked, desk: Desk, kept: Kept) -> None:
    """Make stores, keys and people in one go. Killed within it, what was made is made anew: nobody had any of it."""
    unmake(asked.folder, asked.urls)
    desk.say("Making stores, keys and people.")
    plan = to_plan(kept.state.plan)
    try:
        founded = found(
            asked.folder, plan, clock=lambda: datetime.now(UTC), cost=asked.cost, urls=asked.urls, lock=asked.lock
        )
    except (Invalid, Conflict) as error:
        unmake(asked.folder, asked.urls)
        kept.now(Stage.PLAN, plan=[])
        problems = getattr(error, "problems", {"": str(error)})
        told = "; ".join(f"{where}: {problem}" if where else problem for where, problem in problems.items())
        raise Halted(
            f"The plan cannot be founded. {told}",
            "everything: what had been made is gone again.",
            "mend it, and run the same command, with both people's words.",
        ) from None
    with founded.house.work(founder(new_id())) as uow:
        by = f"Held by {kept.held_by[0]} and {kept.held_by[1]}."
        with uow.trail.recording(Event.CEREMONY_HELD, founded.ceremony.deployment.ref, reason=by):
            pass
    for engine in founded.house.stores.each().values():
        engine.dispose()
    kept.now(
        Stage.ROOT_KEYS,
        plan=[],
        root_keys=base64.b64encode(root_keys_text(founded.ceremony).encode()).decode(),
        root_file=str(asked.root_keys),
        settings=settings_by_file(founded.settings, next(iter(founded.units.values()))),
        papers=tuple(papers(founded, plan)),
    )


def _write_root_keys(_asked: Asked, desk: Desk, kept: Kept) -> None:
    """Write the root keys to their medium, once, and see that it is taken away."""
    path, data = Path(kept.state.root_file), base64.b64decode(kept.state.root_keys)
    try:
        _write_once(path, data)
    except OSError as error:
        raise Halted(
            f"The root keys could not be written to {path}: {error.strerror}.",
            f"everything: they wait, sealed, in {asked_file(kept)}.",
            "mend the medium or mount it again, and run the same command, with both people's words.",
        ) from None
    desk.say(f"600  {path}: the root keys. {PLACES['root keys']}")
    while desk.ask("Is there a second copy on another medium, and are both out of this machine? (yes)") != YES:
        desk.say("Copy it to a second medium, take both out, and say yes. Keep no copy on this machine.")
    kept.now(Stage.PAPERS, root_keys="", root_file="")


def _write_once(path: Path, data: bytes) -> None:
    """Write a file, or finish one that this ceremony began; never write over anything else."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, OWNER_ONLY)
    with os.fdopen(handle, "r+b") as file:
        there = file.read()
        if not data.startswith(there):
            raise Halted(
                f"{path} holds something else than this ceremony's root keys.",
                "everything: it was not written over, and the root keys wait, sealed.",
                "move that file away, or mount the right medium, and run the same command again.",
            )
        file.write(data[len(there) :])
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), OWNER_ONLY)


def _hand_out(_asked: Asked, desk: Desk, kept: Kept) -> None:
    """Print each paper, and forget it once somebody has read its check word out."""
    while kept.state.papers:
        paper = kept.state.papers[0]
        desk.say(paper.drawn())
        answer = ""
        while answer != paper.check_word:
            answer = desk.ask(f"Check word of the {paper.title} (or: again)").strip().casefold()
            if answer == "again":
                desk.say(paper.drawn())
            elif answer != paper.check_word:
                desk.say("That is not the word on this paper. Read it again, or print it again with: again")
        kept.now(Stage.PAPERS, papers=kept.state.papers[1:])
    kept.now(Stage.SETTINGS)


def _settle(asked: Asked, desk: Desk, kept: Kept) -> None:
    """Write the settings, without which no process starts, and forget the rest."""
    for name, settings in kept.state.settings.items():
        # One that a kill left half written is written anew: no process has started with it.
        (asked.folder / name).unlink(missing_ok=True)
        write_settings(asked.folder / name, settings)
    state.sync_folder(asked.folder)
    let_in(asked.folder, asked.urls)
    kept.forget()
    desk.say(listing(asked.folder))


def asked_file(kept: Kept) -> Path:
    """Return the path of the sealed file."""
    return kept.folder / state.NAME


Step = Callable[[Asked, Desk, Kept], None]
STEPS: dict[Stage, Step] = {
    Stage.PLAN: _agree,
    Stage.MAKE: _make,
    Stage.ROOT_KEYS: _write_root_keys,
    Stage.PAPERS: _hand_out,
}
