"""The design system's macros, called with what people typed."""

from flask import Flask

from app.web.components import govuk
from app.web.filters import clock_time, day, moment
from tests.web.sample import NOW

ATTACK = '"><script>alert(1)</script>'


def test_what_is_given_as_markup_is_escaped_unless_it_is_markup(app: Flask) -> None:
    for params in ({"html": ATTACK}, {"text": ATTACK}):
        assert "<script>" not in govuk("inset-text", params)
    assert "<script>" not in govuk("error-summary", {"titleHtml": ATTACK, "errorList": [{"html": ATTACK}]})
    tag = govuk("tag", {"text": "New"})
    assert '<strong class="govuk-tag' in govuk("inset-text", {"html": tag})


def test_attributes_cannot_be_broken_out_of(app: Flask) -> None:
    for attributes in ({"data-x": ATTACK}, {ATTACK: "x"}, ATTACK):
        assert "<script>" not in govuk("tag", {"text": "New", "attributes": attributes})


def test_a_component_without_its_parameters_is_drawn_without_them(app: Flask) -> None:
    assert "undefined" not in govuk("input", {"id": "a", "name": "a", "label": {"text": "A"}}).lower()


def test_days_and_times_are_those_of_this_country() -> None:
    summer = NOW.replace(month=6, hour=23, minute=30)
    assert day(NOW) == "21 November 2026"
    assert day(NOW.date()) == "21 November 2026"
    assert clock_time(NOW) == "14:05 GMT"
    assert moment(summer) == "22 June 2026 at 00:30 BST"
