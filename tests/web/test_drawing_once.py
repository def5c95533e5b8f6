"""A question nobody has touched is drawn once for everybody; what somebody typed is drawn for them and forgotten."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.web import drawing
from app.web.drawing import DrawnOnce
from app.web.fields import DateField, LongTextField, RadioField, TextField, WholeNumberField
from app.web.forms import Form

CANARY = "Canary-Typed"


class Asked(Form):
    """A few questions whose choices never change."""

    class Meta(DrawnOnce):
        """Without a token: there is no session here."""

        csrf = False

    outcome = RadioField("How did it end?", choices=[("yes", "Yes"), ("no", "No")], reveals={"no": "why"})
    why = TextField("Why?")
    said = LongTextField("What was said?", max_length=100, rows=2)
    made_on = DateField("Day")
    minutes = WholeNumberField("Minutes", least=0, most=600)


@pytest.fixture(autouse=True)
def _nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_drawn", {})


def drawn(app: Flask, sent: dict[str, Any] | None = None, **data: Any) -> str:
    with app.test_request_context("/"):
        form = Asked(formdata=MultiDict(sent) if sent else None, data=data)
        return "".join(str(form[name]()) for name in ("outcome", "said", "made_on", "minutes"))


def test_an_untouched_question_is_drawn_once(app: Flask) -> None:
    first = drawn(app)
    kept = dict(drawing._drawn)
    assert len(kept) >= 4
    assert drawn(app) == first
    assert all(drawing._drawn[key] is markup for key, markup in kept.items())


@pytest.mark.parametrize("name", ["said", "made_on-day", "minutes", "why"])
def test_what_was_typed_is_shown_to_whoever_typed_it_and_kept_nowhere(app: Flask, name: str) -> None:
    assert CANARY in drawn(app, {name: CANARY})
    assert CANARY not in repr(drawing._drawn)
    assert CANARY not in drawn(app)


def test_a_choice_that_was_made_shows_to_nobody_else(app: Flask) -> None:
    assert "checked" in drawn(app, {"outcome": "yes"})
    assert "checked" not in drawn(app)


def test_what_a_view_puts_in_is_shown_and_nought_is_an_answer(app: Flask) -> None:
    untouched = drawn(app)
    assert 'value="0"' in drawn(app, minutes=0)
    assert 'value="0"' not in untouched
