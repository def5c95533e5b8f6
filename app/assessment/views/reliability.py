"""What the page of a source shows of how far it could be relied on."""

from collections.abc import Mapping
from typing import Any

from app.assessment.reliability import counted, history
from app.markings.grading import ASSESSMENT_BY_CODE, SOURCE_BY_CODE
from app.sources.service import SourceView
from app.unit_of_work import UnitOfWork


def panel(uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return the grades of what a source told us, newest first, and what they come to."""
    grades = history(uow, view.links)
    return {
        "grades": grades,
        "counts": counted(grades),
        "reports": len(view.links),
        "sources": SOURCE_BY_CODE,
        "assessments": ASSESSMENT_BY_CODE,
    }
