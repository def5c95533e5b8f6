"""The answers of the forms, gathered: as rows to check, and as what somebody told us."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import force_locale

from app.intake.forms import Page
from app.intake.steps import TRAVELS
from app.intake.story import MORE_QUESTIONS, REPORT_QUESTIONS, Kind
from app.intake.telling import Told
from app.web.fields import DateField
from app.web.fields.choosing import Choosing
from app.web.filters import day

# What the questions about the source are called in custody.
OWN = {
    "your_name": "name",
    "your_phone": "phone",
    "your_email": "email",
    "your_handle": "handle",
    "your_address": "address",
    "your_work": "work",
    "safe_times": "safe_times",
    "voicemail": "voicemail",
    "number_shown": "number_shown",
    "how_known": "how_known",
    "relationship": "relationship",
    "danger_to_you": "danger",
    "more_reach": "reach",
}


def summary(form: Page) -> list[tuple[str, str]]:
    """Return each question of a page that was answered, with the answer in words."""
    answered = ((str(field.label.text), _in_words(field)) for field in _questions(form))
    return [(question, answer) for question, answer in answered if answer]


def told(forms: Iterable[Page], *, is_new: bool) -> Told:
    """Return what somebody told us, from forms that were found valid. Questions are kept in English."""
    asked = {field.name: field for form in forms for field in _questions(form)}
    said = REPORT_QUESTIONS if is_new else MORE_QUESTIONS
    with force_locale("en"):
        pairs = tuple((str(field.label.text), _in_words(field)) for name, field in asked.items() if name not in OWN)
    return Told(
        kind=Kind.REPORT if is_new else Kind.MORE,
        said={name: field.data for name, field in asked.items() if name in said},
        own={OWN[name]: field.data or "" for name, field in asked.items() if name in OWN},
        asked=tuple((question, answer) for question, answer in pairs if answer),
        kinds=tuple(asked["kinds"].data) if "kinds" in asked else (),
        danger=asked["danger"].data or "",
        still_happening=asked["still_happening"].data or "" if "still_happening" in asked else "",
        expected_on=asked["expected_on"].data if "expected_on" in asked else None,
    )


def _questions(form: Page) -> Iterator[Any]:
    return (field for field in form.asked_fields() if field.name not in TRAVELS)


def _in_words(field: Any) -> str:
    """Return an answer as it is read, whatever it was typed into; one that is wrong, as it was typed."""
    if isinstance(field, Choosing):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)  # type: ignore[attr-defined]
    if isinstance(field, DateField):
        return day(field.data) if field.data else " ".join(part for part in field.typed.values() if part)
    return str(field.data or "")
