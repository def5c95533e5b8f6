"""Where the pages of an assessment stand, and what every one of them shows."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.allegations import words
from app.assessment.file import File
from app.web.faces import staff_blueprint
from app.web.rendering import page

bp = staff_blueprint("assessment", __name__, url_prefix="/allegations")


def task_page(template: str, file: File, **values: Any) -> ResponseReturnValue:
    """Return the page of one task: its form, with the account to read again beside it."""
    return page(f"assessment/{template}.html", file=file, row=file.allegation, words=words, **values)


def to_tasks(ref: str) -> ResponseReturnValue:
    """Go back to the task list."""
    return redirect(url_for("assessment.assess", ref=ref))
