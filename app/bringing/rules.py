"""Rows of a register that is brought in: which of them can stand, and what is wrong with every other."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import Any, Final

from app.bringing.cells import Wrong, shielded
from app.bringing.columns import BY_NAME, COLUMNS
from app.bringing.reading import Table
from app.sources.plans import BY_EMAIL, ContactPlan, problems

# Product default: a plan that is brought in without an end is looked at within a quarter, as a first plan is.
FIRST_PLAN: Final = timedelta(days=90)
NO_WINDOW: Final = (
    "No safe time is given. Fill in safe days, safe from and safe until; or enter yes under do not contact until "
    "somebody has asked them."
)
_IDENTITY: Final = ("name", "other_names", "born_on", "address", "nationality", "work")
_CIRCUMSTANCES: Final = ("how_known", "relationship", "danger", "motive")
_PLAN: Final = (
    *("safe_from", "safe_to", "cover_story", "wrong_person", "needs", "who_may_answer", "emergency"),
    *("interpreter_vetted", "next_contact_on", "do_not_contact"),
)

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, and how to mend it. What stands in the cell is not repeated."""

    line: int
    heading: str
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can stand: the line it begins in, and its values by the names of the columns."""

    line: int
    values: Values = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a file: what can stand, what is wrong, and the rows in which it is, as they came."""

    good: tuple[Row, ...]
    problems: tuple[Problem, ...]
    bad: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)


def sort(table: Table, today: date) -> Sorted:
    """Return every row of a file, sorted into what can stand and what cannot. ``today`` is the day in London."""
    good: list[Row] = []
    found: list[Problem] = []
    bad: list[tuple[int, tuple[str, ...]]] = []
    for line, cells in table.rows:
        values, wrong = _read(table, cells, today)
        if wrong:
            found += [Problem(line, heading, told) for heading, told in wrong.items()]
            bad.append((line, cells))
        else:
            good.append(Row(line, values))
    return Sorted(tuple(good), tuple(found), tuple(bad))


def given_back(table: Table, rows: Sequence[tuple[int, tuple[str, ...]]]) -> str:
    """Return rows as a file of their own, with the headings above; no cell of it is a formula to a spreadsheet."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.heading if column else "" for column in table.columns])
    writer.writerows([[shielded(cell) for cell in cells] for _, cells in rows])
    return text.getvalue()


def template() -> str:
    """Return an empty file to fill in: the headings, and one row that shows what stands under each."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerow([column.example for column in COLUMNS])
    return "\ufeff" + text.getvalue()


def identity_of(values: Values) -> dict[str, object]:
    """Return who somebody is, as custody keeps it. Further numbers and addresses stand here, where no caller looks."""
    return {name: values[name] for name in _IDENTITY} | {
        "other_phones": "; ".join(values["phones"][1:]),
        "other_emails": "; ".join(values["emails"][1:]),
    }


def circumstances_of(values: Values) -> dict[str, object]:
    """Return their circumstances, as custody keeps them."""
    return {name: values[name] for name in _CIRCUMSTANCES}


def details_of(values: Values) -> list[dict[str, object]]:
    """Return what somebody is found again by: once for each telephone and e-mail that they have."""
    who = {name: values[name] for name in ("name", "other_names", "born_on", "address")}
    reached = [{"phone": one} for one in values["phones"]] + [{"email": one} for one in values["emails"]]
    return [who, *reached]


def plan_of(values: Values, today: date) -> ContactPlan:
    """Return the first contact plan."""
    phones, emails = values["phones"], values["emails"]
    return ContactPlan(
        channel=values["channel"] or ("EMAIL" if emails and not phones else "PHONE"),
        ends_on=values["ends_on"] or (today + FIRST_PLAN).isoformat(),
        name=values["plan_name"],
        phone=phones[0] if phones else "",
        email=emails[0] if emails else "",
        safe_days=tuple(values["safe_days"]),
        voicemail=values["voicemail"] or "NEVER",
        language=values["language"] or "English",
        **{name: values[name] for name in _PLAN},
    )


def _read(table: Table, cells: Sequence[str], today: date) -> tuple[Values, dict[str, str]]:
    """Return the values of a row, and what is wrong by heading."""
    if len(cells) != len(table.columns):
        told = f"This row has {len(cells)} cells and there are {len(table.columns)} headings. Look for a comma too many"
        return {}, {"the whole row": f"{told} or too few: a text with a comma stands in quotation marks."}
    typed = {column.name: cell for column, cell in zip(table.columns, cells, strict=True) if column is not None}
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    stray = any(cell.strip() for column, cell in zip(table.columns, cells, strict=True) if column is None)
    if stray:
        wrong["the whole row"] = "Something stands in a column without a heading. Take it out, or give it a heading."
    for column in COLUMNS:
        try:
            values[column.name] = column.read(typed.get(column.name, ""), today)
        except Wrong as told:
            wrong[column.heading] = str(told)
    return values, wrong or _wrong_together(values, today)


def _wrong_together(values: Values, today: date) -> dict[str, str]:
    """Return what is wrong with cells that are right each by itself."""
    found: dict[str, str] = {}
    if not (values["name"] or values["other_names"]):
        found["name"] = "Nobody is named. Enter a name, or another name they go by."
    if not values["band"]:
        found["risk"] = "Enter the first estimate of the risk to them: low, medium, high, very high or critical."
    plan = plan_of(values, today)
    for name, told in problems(plan, today).items():
        if name == "safe_days" and not (values["safe_from"] or values["safe_to"]):
            found["safe days"] = NO_WINDOW
        elif name == "safe_from" and "safe days" in found:
            continue
        else:
            found[_heading(name)] = told
    if plan.channel == BY_EMAIL and not plan.email and not plan.do_not_contact:
        found.setdefault("e-mails", "Enter the e-mail address to write to, or choose another way under reach by.")
    return found


def _heading(name: str) -> str:
    """Return the heading above a part of a contact plan."""
    return BY_NAME[{"phone": "phones", "email": "emails"}.get(name, name)].heading


def may_be_one(kinds: frozenset[str]) -> bool:
    """Return whether so much agrees that a custodian is asked first: a birth date with a name, or two things."""
    return "BORN_NAME" in kinds or len(kinds) > 1
