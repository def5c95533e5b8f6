"""The forms of an assessment, one for each task."""

from app.assessment.forms.evidence import HIT, CheckForm, NoChecksForm, SearchForm, judge_form
from app.assessment.forms.judgement import GradeForm, OutcomeForm, SourceForm
from app.assessment.forms.particulars import PersonForm, PlaceForm, WhatForm
from app.web.forms import Form


class ButtonForm(Form):
    """A button and nothing to fill in."""


__all__ = [
    "HIT",
    "ButtonForm",
    "CheckForm",
    "GradeForm",
    "NoChecksForm",
    "OutcomeForm",
    "PersonForm",
    "PlaceForm",
    "SearchForm",
    "SourceForm",
    "WhatForm",
    "judge_form",
]
