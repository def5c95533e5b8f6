"""The answers of the forms, gathered: as rows to check, and as what somebody told us."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_babel import force_locale, gettext

from app.intake.forms import Page
from app.intake.steps import TRAVELS
from app.intake.story import MORE_QUESTIONS, REPORT_QUESTIONS, Kind
from app.intake.telling import Told
from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE
from app.web.fields import DateField
from app.web.fields.choosing import Choosing
from app.web.filters import day
from app.web.forms import Form

WAS_PROMISED = "What was promised"
# What a page carries along, and what staff decide about something they enter.
NO_ANSWERS = TRAVELS | {"leave_in", "once", "also"}
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
    "care": "care",
    "more_reach": "reach",
}


def summary(form: Page) -> list[tuple[str, str]]:
    """Return each question of a page that was answered, with the answer in words. A promise is shown by itself."""
    shown = (field for field in _questions(form) if field.name != "promise")
    answered = ((str(field.label.text), _in_words(field)) for field in shown)
    return [(question, answer) for question, answer in answered if answer]


def told(forms: Iterable[Form], *, is_new: bool) -> Told:
    """Return what somebody told us, from forms that were found valid. Questions are kept in English."""
    asked = {field.name: field for form in forms for field in _questions(form)}
    said, promise = REPORT_QUESTIONS if is_new else MORE_QUESTIONS, _promise(asked, is_new=is_new)
    with force_locale("en"):
        pairs = tuple((str(field.label.text), _in_words(field)) for name, field in asked.items() if name not in OWN)
    return Told(
        kind=Kind.REPORT if is_new else Kind.MORE,
        said={name: field.data for name, field in asked.items() if name in said},
        own={OWN[name]: field.data or "" for name, field in asked.items() if name in OWN},
        asked=(*((question, answer) for question, answer in pairs if answer), *_promised(promise)),
        kinds=tuple(asked["kinds"].data) if "kinds" in asked else (),
        danger=asked["danger"].data or "",
        still_happening=asked["still_happening"].data or "" if "still_happening" in asked else "",
        expected_on=asked["expected_on"].data if "expected_on" in asked else None,
        promise=promise,
    )


def _promise(asked: Mapping[str, Any], *, is_new: bool) -> str:
    """Return which promise was given: the one chosen; where nobody chose, the first. Who adds details gets it anew."""
    if not is_new:
        return CONFIDENCE if any(asked[name].data for name in OWN if name in asked) else ""
    return asked["promise"].data or CONFIDENCE if "promise" in asked else CONFIDENCE


def _promised(code: str) -> tuple[tuple[str, str], ...]:
    """Return what was promised, word for word as it was read, to be kept with what was typed."""
    return ((WAS_PROMISED, str(gettext(PROMISE_BY_CODE[code].wording))),) if code else ()


def _questions(form: Form) -> Iterator[Any]:
    return (field for field in form.asked_fields() if field.name not in NO_ANSWERS)


def _in_words(field: Any) -> str:
    """Return an answer as it is read, whatever it was typed into; one that is wrong, as it was typed."""
    if isinstance(field, Choosing):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)  # type: ignore[attr-defined]
    if isinstance(field, DateField):
        return day(field.data) if field.data else " ".join(part for part in field.typed.values() if part)
    return str(field.data or "")
