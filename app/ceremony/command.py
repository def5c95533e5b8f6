"""`flask --app app.cli ceremony`: founding a deployment at a screen, or at once from a file."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from app.ceremony.checks import PLACES, listing
from app.ceremony.holding import Asked, begin_anew, hold
from app.ceremony.papers import NEW_SHEET, papers
from app.ceremony.telling import Halted, halting
from app.errors import Conflict, Invalid
from app.founding import Founded, FoundingOrganisation, found, settings_by_file, wholly_or_not, write_settings
from app.founding_databases import let_in, owners_named, require_empty
from app.founding_file import read_plan
from app.vault.papers import root_keys_file
from app.vault.which_lock import ChosenLock

FOLDER = click.Path(path_type=Path, resolve_path=True)


class Screen:
    """A terminal. Papers go to a printer instead, when a command that prints what it reads is named."""

    def __init__(self, print_with: str = "") -> None:
        self._print_with = shlex.split(print_with)

    def say(self, text: str) -> None:
        """Show text, or print a paper."""
        if not text.endswith(NEW_SHEET) or not self._print_with:
            click.echo(text)
            return
        try:
            # The command is the operator's own, typed at this terminal; it gets the paper and no shell.
            subprocess.run(self._print_with, input=text.encode(), check=True, timeout=120)  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            raise Halted(
                f"The printer did not take a paper ({type(error).__name__}).",
                "everything: the paper waits, sealed, and so do those after it.",
                "mend the printer, destroy what it may have printed, and run the same command, with both people's "
                "words.",
            ) from None

    def ask(self, question: str) -> str:
        """Return one answer."""
        answer: str = click.prompt(question, prompt_suffix=": ", default="", show_default=False)
        return answer


@click.command("ceremony")
@click.argument("folder", type=FOLDER)
@click.option("--people", type=click.Path(exists=True, path_type=Path), help="Who it begins with; asked for otherwise.")
@click.option("--root-keys", type=FOLDER, required=True, help="A new file, on a medium to be kept offline.")
@click.option("--print-with", default="", help="A command that prints what it reads, such as: lp -d quiet")
@click.option("--begin-anew", is_flag=True, help="Forget one that did not come to its end. What it printed is void.")
@click.option(
    "--step-by-step/--at-once", default=None, help="Two people and their words, or all at once. Asked at a terminal."
)
def ceremony(folder: Path, root_keys: Path, step_by_step: bool | None, **how: str) -> None:
    """
    Found a deployment in FOLDER: stores, keys, groups, first people, and a paper for each share and each person.

    Its stores are files in FOLDER, or the empty databases in PostgreSQL that GATEWAY_OWNER_URL and so on name.
    Its lock is a file in FOLDER, or the device that the settings LOCK_PROVIDER and so on name in the environment.
    Step by step, two people hold it, and one that was interrupted goes on where it stopped. At once, it asks nothing.
    """
    people = Path(how["people"]) if how["people"] else None
    with halting():
        urls = owners_named(os.environ)
    if how["begin_anew"]:
        begin_anew(folder, urls)
    if step_by_step if step_by_step is not None else sys.stdin.isatty():
        lock = ChosenLock.from_settings(os.environ)
        hold(Asked(folder, root_keys, people, lock=lock, urls=urls), Screen(how["print_with"]))
        return
    if people is None:
        raise click.UsageError("Held at once, it needs --people. Step by step, it asks.")
    with halting():
        _hold_at_once(Asked(folder, root_keys, people, urls=urls), people, Screen(how["print_with"]))


def _hold_at_once(asked: Asked, people: Path, screen: Screen) -> None:
    """Hold it without a question. The settings come last: what was killed before can be begun anew."""
    folder, root_keys, urls = asked.folder, asked.root_keys, asked.urls
    try:
        plan = read_plan(people)
        with wholly_or_not(folder, urls), root_keys_file(root_keys) as write:
            require_empty(folder, urls)
            lock = ChosenLock.from_settings(os.environ)
            founded = found(folder, plan, clock=lambda: datetime.now(UTC), urls=urls, lock=lock)
            write(founded.ceremony)
            for engine in founded.house.stores.each().values():
                engine.dispose()
            _print_all(founded, plan, screen)
            for name, settings in settings_by_file(founded.settings, next(iter(founded.units.values()))).items():
                write_settings(folder / name, settings)
            let_in(folder, urls)
    except Invalid as error:
        told = "\n".join(f"{where}: {problem}" for where, problem in error.problems.items())
        raise click.ClickException(f"Nothing was made. Mend this in {people}:\n{told}") from None
    except (Conflict, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{root_keys.stat().st_mode & 0o777:o}  {root_keys}: {PLACES['root keys']}")
    click.echo(listing(folder))
    click.echo("Take the root keys offline now. Nothing of the above is printed a second time.")


def _print_all(founded: Founded, plan: Sequence[FoundingOrganisation], screen: Screen) -> None:
    for paper in papers(founded, plan):
        screen.say(paper.drawn())
