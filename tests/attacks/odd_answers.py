"""Answers that no page of ours sends, tried with every form just before it is filled in as it should be."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from app.web.validators import CONTROL, TURNING
from tests.attacks.scribbling import assert_only_text
from tests.factories import Unit, Visitor
from tests.pages import Page

# Names that other software's forms have been talked into taking.
NEVER_ASKED = ("role", "state", "ref", "tier_rank", "created_by", "__proto__")
# What stands in no list of choices and is no day, time or number.
NO_ANSWERS = (
    "9999-99-99",
    "9" * 5000,
    "-1",
    "1e309",
    "\x00\u0663",
    "99:99",
    "\ud7ff\uffff",
    "{{7*7}}",
)
# Characters: more than any box takes.
TOO_LONG = 20_001


@dataclass
class OddAnswers:
    """What was tried with each form, and what came of it that should not have."""

    unit: Unit
    tried: Counter[str] = field(default_factory=Counter)
    # A form that is filled in twice, of another record or a day later, is tried once.
    forms: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def try_all(self, visitor: Visitor, address: str, data: dict[str, Any], boxes: set[str]) -> None:
        """Try everything with one form; ``boxes`` are those of its fields that take any text."""
        form = (re.sub("[A-Z0-9-]{6,}|[0-9a-f]{32}|[0-9]+", "0", address), frozenset(data))
        if form in self.forms:
            return
        self.forms.add(form)
        before = contents(self.unit)
        for name in NEVER_ASKED:
            self._refused("never asked", visitor, address, [*pairs(data), (name, "SYS_ADMIN")])
        for name in sorted(set(data) - {"csrf_token"}):
            if len(data[name]) == 1 or isinstance(data[name], str):
                self._refused("asked once", visitor, address, [*pairs(data), (name, "second")])
        if boxes:
            self._kept("too long", visitor, address, data | dict.fromkeys(boxes, "x" * TOO_LONG), boxes)
        others = set(data) - boxes - {"csrf_token", "version"}
        for answer in NO_ANSWERS if others else ():
            self._kept("no answer", visitor, address, data | dict.fromkeys(others, answer), boxes)
        if contents(self.unit) != before:
            self.faults["changed"].append(address)

    def _refused(self, kind: str, visitor: Visitor, address: str, sent: list[tuple[str, str]]) -> None:
        """See that what was sent is refused as no page's."""
        reply = visitor.client.post(address, data=MultiDict(sent))
        self.tried[kind] += 1
        if reply.status_code != 400:
            self.faults[kind].append(f"{address} {sent[-1][0]}: {reply.status_code}")

    def _kept(self, kind: str, visitor: Visitor, address: str, data: dict[str, Any], boxes: set[str]) -> None:
        """See that the form comes back with an error beside what was typed."""
        reply = visitor.client.post(address, data=data)
        self.tried[kind] += 1
        what = f"{address} {sorted(set(data) - {'csrf_token'})[:3]}: {reply.status_code}"
        if reply.status_code != 400:
            self.faults[kind].append(what)
            return
        assert_only_text(reply)
        page = Page(reply.text)
        shown = {one.get("name"): one for one in page.elements() if one.tag in {"input", "textarea"}}
        lost = [name for name in boxes if name not in shown or tidied(page.value(name) or "") != tidied(data[name])]
        if lost or "There is a problem" not in page.text:
            self.faults[kind].append(f"{what}, lost {lost}")


def contents(unit: Unit) -> dict[str, int]:
    """Return what every table of the case store and the vault holds, but for sessions, which a visit keeps alive."""
    found = {}
    for store in ("case", "vault"):
        with unit.house.stores.each()[store].connect() as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
            for name in (one for one in names if "session" not in one):
                rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608
                found[f"{store}.{name}"] = hash(frozenset(map(repr, rows)))
    return found


def pairs(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every name with each of its answers."""
    for name, answers in data.items():
        for one in [answers] if isinstance(answers, str) else answers:
            yield name, one


def tidied(typed: str) -> str:
    """Return typed text as a form gives it back: without what cannot be shown."""
    return " ".join(TURNING.sub("", CONTROL.sub("", typed.replace("\r", "\n"))).split())
