"""Boards: the first page of everybody, made of the sections that features add; and the way to a reference."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, exists, select

from app.access.policy import Action, could
from app.errors import NotFound
from app.unit_of_work import UnitOfWork
from app.web.alarms import any_alarm, none_now
from app.web.faces import Face, current_face, partner_blueprint, staff_blueprint
from app.web.guard import current_actor, current_house, needs
from app.web.rendering import page
from app.web.work import work
from audit.events import Event

bp = staff_blueprint("boards", __name__)
partner_bp = partner_blueprint("partner_boards", __name__)
BLUEPRINTS = (bp, partner_bp)

# The board itself, and above it what must be read first and leaves the board as empty as it is.
BOARD, NOTICES = "board", "notices"
STAFF_ONLY = (Face.STAFF,)
BOTH_FACES = (Face.STAFF, Face.PARTNER)
OWN_SECTIONS = "own_sections"

# Under this name a section gives the references it shows, for the record; its template need not use it.
LISTED = "listed"
REFERENCE = re.compile(r"[A-Z]{3}-[0-9A-Z-]{1,36}")

# No page asks its stores more often than this; and what a board asks beside its sections: who is asking, whether any
# of what is rare is there, the keys that are unlocked, and two for the record, sealed to a group as it stands now.
MOST_ASKED, ASKED_BESIDE = 12, 5

Load = Callable[[UnitOfWork], Mapping[str, Any] | None]
# Asks the case store for what hardly ever is there; only then is its section loaded.
AnyOf = Callable[[UnitOfWork], Select[*tuple[Any, ...]]]
Loaded = list[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Rarely:
    """
    What hardly ever is there: ``load`` is asked only when ``any_of`` finds a row, and a page asks once for all.

    ``empty`` is what the template needs while there is none; without it, the section is not drawn then.
    """

    load: Load
    any_of: AnyOf
    empty: Mapping[str, Any] | None = None

    def __call__(self, uow: UnitOfWork) -> Mapping[str, Any] | None:
        """Return what the section's template needs."""
        return self.load(uow)


@dataclass(frozen=True, slots=True)
class Section:
    """
    A part of a page that a feature adds: shown to those who could do ``action``, in ``order``, on these faces.

    ``load`` returns what ``template`` needs, in ``asks`` statements at most, or ``None`` when there is nothing to show.
    What is there ``Rarely`` is loaded only when it is. Every part of a board has a ``title``, which its template is
    given and a page that has no room for it leads to it by.
    """

    order: int
    action: Action
    template: str
    load: Load
    on: str = BOARD
    faces: tuple[Face, ...] = STAFF_ONLY
    asks: int = 1
    title: str = ""

    @property
    def name(self) -> str:
        """What an address calls it."""
        return self.template.removesuffix(".html")


@dataclass(frozen=True, slots=True)
class Board:
    """As much of a board as one page may ask for, and the sections with anything in them that it had no room for."""

    notices: Loaded
    sections: Loaded
    rest: Sequence[Section]


@dataclass(frozen=True, slots=True)
class Empty:
    """The sections that need not be loaded, and how often the page asks for what must be seen on every page."""

    sections: list[Section]
    alarms: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a reference leads: to the page of ``endpoint``, which takes it as ``parameter``, on one face."""

    prefix: str
    endpoint: str
    action: Action
    parameter: str
    face: Face


_sections: dict[tuple[str, str], Section] = {}
_destinations: dict[tuple[str, str], Destination] = {}


def add(added: Section) -> None:
    """Add a section to the board, or to another page that is made of sections. The same one twice is one."""
    _sections[added.on, added.template] = added


def add_section(app: Flask, added: Section) -> None:
    """Add a section to the pages of one application and of no other, such as a demonstration."""
    app.extensions.setdefault(OWN_SECTIONS, []).append(added)


def destination(prefix: str, endpoint: str, action: Action, *, parameter: str = "ref", face: Face = Face.STAFF) -> None:
    """Say where references that begin like this lead, for those who could do ``action``."""
    _destinations[prefix, endpoint] = Destination(prefix, endpoint, action, parameter, face)


def load_sections(uow: UnitOfWork, on: str) -> Loaded:
    """Return the template and the values of each section that this person has on a page, in order."""
    found = _own(uow, on)
    return _loaded(uow, found, _empty(uow, found).sections)


def load_board(uow: UnitOfWork, begin: str = "") -> Board:
    """
    Return a board from its top, or from a section on, as far as one page goes: the most dangerous stands first.

    :raises NotFound: this person has no such section.
    """
    sections = _from(_own(uow, BOARD), begin)
    notices = [] if begin else _own(uow, NOTICES)
    empty = _empty(uow, [*notices, *sections])
    left = MOST_ASKED - ASKED_BESIDE - empty.alarms - _asked(notices, empty.sections)
    # What must be read first may fill a page by itself; any other page has one section at least.
    least = 0 if _asked(notices, empty.sections) else 1
    ends = range(least, len(sections))
    fits = next((end for end in ends if _asked(sections[: end + 1], empty.sections) > left), None)
    rest = [] if fits is None else [one for one in sections[fits:] if one not in empty.sections]
    return Board(_loaded(uow, notices, empty.sections), _loaded(uow, sections[:fits], empty.sections), rest)


def _own(uow: UnitOfWork, on: str) -> list[Section]:
    """Return the sections that this person has on a page, in order."""
    return [one for one in _standing_on(on) if could(uow.actor, one.action, uow.now)]


def _from(sections: list[Section], begin: str) -> list[Section]:
    """Return the sections from the one of this name on; NotFound where none has it."""
    names = [one.name for one in sections]
    if begin and begin not in names:
        raise NotFound
    return sections[names.index(begin) :] if begin else sections


def _asked(sections: list[Section], empty: list[Section]) -> int:
    """Return how often these sections ask at the most."""
    return sum(one.asks for one in sections if one not in empty)


def _loaded(uow: UnitOfWork, sections: list[Section], empty: list[Section]) -> Loaded:
    """Return the template and the values of those that have anything to show."""
    values = [(one, values_of(uow, one, empty)) for one in sections]
    return [(one.template, {"title": one.title, **shown}) for one, shown in values if shown is not None]


def values_of(uow: UnitOfWork, one: Section, empty: list[Section]) -> Mapping[str, Any] | None:
    """Return what a section's template needs, asking no store for what is known to be empty."""
    return one.load.empty if one in empty and isinstance(one.load, Rarely) else one.load(uow)


def _empty(uow: UnitOfWork, sections: list[Section]) -> Empty:
    """
    Return which sections need not be loaded. One statement: a column for each that says whether anything is there.

    Whether anything is to be seen on every page is asked with them, so that this page need not ask it by itself.
    """
    asked = [(one, one.load.any_of(uow)) for one in sections if isinstance(one.load, Rarely)]
    if not asked:
        return Empty([], 1)
    alarm = any_alarm(uow)
    queries = [query for _one, query in asked] + ([alarm] if alarm is not None else [])
    columns = [exists(query.order_by(None)).label(f"any_{number}") for number, query in enumerate(queries)]
    row = uow.case.execute(select(*columns)).one()
    is_alarmed = alarm is not None and bool(row[-1])
    if alarm is not None and not is_alarmed:
        none_now()
    return Empty([one for (one, _query), is_any in zip(asked, row, strict=False) if not is_any], int(is_alarmed))


def has_work(uow: UnitOfWork) -> bool:
    """Return whether any section could ever stand on this person's board."""
    return any(could(uow.actor, one.action, uow.now) for one in _standing_on(BOARD))


def drawn(sections: Loaded) -> list[Any]:
    """Return sections as markup. Each template sees its own values and nothing of the page around it."""
    environment = current_app.jinja_env
    return [environment.get_template(template).make_module(dict(values)) for template, values in sections]


def _standing_on(page_name: str) -> list[Section]:
    """Return every section of a page on this face, in order."""
    face = current_face()
    every = (*_sections.values(), *current_app.extensions.get(OWN_SECTIONS, ()))
    return sorted((one for one in every if one.on == page_name and face in one.faces), key=_place)


def _place(one: Section) -> tuple[int, str]:
    return one.order, one.template


@needs(Action.BOARD_READ)
def board() -> ResponseReturnValue:
    """Show what needs this person, oldest or most dangerous first."""
    begin = request.args.get("from", "")
    with work() as uow, uow.trail.consulting(Event.BOARD_READ) as note:
        own = load_board(uow, begin)
        can_have_work = has_work(uow)
        note.detail["listed"] = [ref for _template, values in own.sections for ref in values.get(LISTED, ())]
    return page(
        "board/board.html",
        notices=drawn(own.notices),
        sections=drawn(own.sections),
        can_have_work=can_have_work,
        begin=begin,
        rest=own.rest,
    )


@needs(Action.SESSION_OWN)
def start() -> ResponseReturnValue:
    """Lead to the board."""
    return redirect(url_for(".board"))


@bp.get("/go")
@needs(Action.BOARD_READ)
def go() -> ResponseReturnValue:
    """
    Lead to the page of a reference that was typed in.

    :raises NotFound: no page is for references like it, or none that this person has. Whether there is such a record
        is for that page to say, in the same words.
    """
    typed = "".join(request.args.get("ref", "").split()).upper()
    actor, now = current_actor(), current_house().clock()
    for one in _destinations.values():
        fits = one.face is current_face() and typed.startswith(one.prefix) and REFERENCE.fullmatch(typed)
        if fits and could(actor, one.action, now):
            values: dict[str, Any] = {one.parameter: typed}
            return redirect(url_for(one.endpoint, **values))
    raise NotFound


for _blueprint, _root in ((bp, "/"), (partner_bp, "")):
    _blueprint.add_url_rule(_root, "start", start)
    _blueprint.add_url_rule("/board", "board", board)
