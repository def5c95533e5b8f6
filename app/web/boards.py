"""Boards: the first page of everybody, made of the sections that features add; and the way to a reference."""

import re
from collections.abc import Callable, Mapping
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

    ``load`` returns what ``template`` needs, in two statements at most, or ``None`` when there is nothing to show. One
    that is ``Rarely`` anything is asked only when there is.
    """

    order: int
    action: Action
    template: str
    load: Load
    on: str = BOARD
    faces: tuple[Face, ...] = STAFF_ONLY


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


def section(
    order: int,
    action: Action,
    template: str,
    load: Load,
    *,
    on: str = BOARD,
    faces: tuple[Face, ...] = STAFF_ONLY,
) -> None:
    """Add a section to the board, or to another page that is made of sections. The same one twice is one."""
    _sections[on, template] = Section(order, action, template, load, on, faces)


def add_section(app: Flask, added: Section) -> None:
    """Add a section to the pages of one application and of no other, such as a demonstration."""
    app.extensions.setdefault(OWN_SECTIONS, []).append(added)


def destination(prefix: str, endpoint: str, action: Action, *, parameter: str = "ref", face: Face = Face.STAFF) -> None:
    """Say where references that begin like this lead, for those who could do ``action``."""
    _destinations[prefix, endpoint] = Destination(prefix, endpoint, action, parameter, face)


def load_sections(uow: UnitOfWork, on: str = BOARD) -> Loaded:
    """Return the template and the values of each section that this person has on a page, in order."""
    return load_pages(uow, on)[0]


def load_pages(uow: UnitOfWork, *names: str) -> list[Loaded]:
    """Return the sections of several pages, asking once for all what need be loaded."""
    found = [[one for one in _standing_on(on) if could(uow.actor, one.action, uow.now)] for on in names]
    empty = _empty(uow, [one for sections in found for one in sections])
    pages = [[(one.template, _values(uow, one, empty)) for one in sections] for sections in found]
    return [[(template, values) for template, values in loaded if values is not None] for loaded in pages]


def _values(uow: UnitOfWork, one: Section, empty: list[Section]) -> Mapping[str, Any] | None:
    """Return what a section's template needs, asking no store for what is known to be empty."""
    return one.load.empty if one in empty and isinstance(one.load, Rarely) else one.load(uow)


def _empty(uow: UnitOfWork, sections: list[Section]) -> list[Section]:
    """
    Return those sections that need not be loaded. One statement: a column for each that says whether anything is there.

    Whether anything is to be seen on every page is asked with them, so that this page need not ask it by itself.
    """
    asked = [(one, one.load.any_of(uow)) for one in sections if isinstance(one.load, Rarely)]
    if not asked:
        return []
    alarm = any_alarm(uow)
    queries = [query for _one, query in asked] + ([alarm] if alarm is not None else [])
    columns = [exists(query.order_by(None)).label(f"any_{number}") for number, query in enumerate(queries)]
    row = uow.case.execute(select(*columns)).one()
    if alarm is not None and not row[-1]:
        none_now()
    return [one for (one, _query), is_any in zip(asked, row, strict=False) if not is_any]


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
    with work() as uow, uow.trail.consulting(Event.BOARD_READ) as note:
        notices, sections = load_pages(uow, NOTICES, BOARD)
        can_have_work = has_work(uow)
        note.detail["listed"] = [ref for _template, values in sections for ref in values.get(LISTED, ())]
    shown = drawn(sections)
    return page("board/board.html", notices=drawn(notices), sections=shown, can_have_work=can_have_work)


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
