"""How far a source could be relied on is shown from report to report, and no report is named."""

from sqlalchemy import select

from app.allegations.models import Allegation
from app.assessment.models import AssessmentRow, GradeRow
from tests.factories import Unit
from tests.pages import proofread
from tests.sources.test_registering import register


def test_grades_are_shown_by_month_and_no_report_is_named(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert "Until then they are untested" in proofread(visitor.get(f"/sources/{source_ref}").text).text
    with whole_unit.behind() as uow:
        allegation = uow.case.scalars(select(Allegation)).one()
        for number, grade in ((1, "3"), (2, "1")):
            uow.case.add(AssessmentRow(allegation_ref=allegation.ref, round=number, begun_at=uow.now))
            uow.case.flush()
            uow.case.add(
                GradeRow(
                    allegation_ref=allegation.ref,
                    round=number,
                    source=grade,
                    assessment="B",
                    handling="P",
                    tier="OFFICIAL",
                    by_ref=whole_unit.ref("asha"),
                    at=uow.now,
                )  # fmt: skip
            )
    section = proofread(visitor.get(f"/sources/{source_ref}").text)
    shown = section.text[section.text.index("How far they could be relied on") :]
    shown = shown[: shown.index("About these pages")]
    assert "1 report, 1 graded: 1 reliable." in shown
    assert "03/2026 1 Reliable B Known indirectly but corroborated" in " ".join(shown.split())
    assert "Not reliable" not in shown
