"""The word Crimestoppers stands in nothing that leaves the unit, however it is written and whatever reason is given."""

import pytest

from app.withholding.lines import named_line
from audit.events import Decision, Event
from tests.dissemination.office import CONDITIONAL, changing, release, row, started, submit, submitted, write
from tests.factories import Unit
from tests.pages import proofread

WAYS = (
    "Crimestoppers",
    "CRIME STOPPERS",
    "crime-stopper",
    "Cri\u00admestoppers",
    "\uff23rimestoppers",
    "Taclo\u2019r Tacle",
    "0800 555 111",
    "crime_\u200bstoppers' own",
)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_write_it_is_seen(way: str) -> None:
    assert named_line(f"It came by {way} on Friday.")
    assert not named_line("The police stopped a crime. Stop the car; 0800 555 1234; tackle.")


def test_a_report_that_names_it_is_not_handed_on_whatever_the_reason(whole_unit: Unit) -> None:
    dora, ref = started(whole_unit)
    more = CONDITIONAL | {"action": "A1", "usage": ""}
    for field, named in (("title", "“Title”"), ("text", "the text"), ("conditions", "“Conditions”")):
        assert write(dora, ref, **(more | {field: "Vans at the yard, by Crime Stoppers"})).status_code == 302
        reply = submit(dora, ref)
        said = proofread(reply.text).text
        assert (
            f"“Crime Stoppers” never stands in what leaves the unit: it would say where this came from. Take it "
            f"out of {named}." in said
        ), field
        assert row(whole_unit, ref).state == "DRAFT"
        assert whole_unit.entries(action=Event.REPORT_SUBMIT.action)[0].entry.decision == Decision.REFUSED
    # What is withheld does not leave.
    assert write(dora, ref, text="Vans come, says [[Crimestoppers]].").status_code == 302
    assert submit(dora, ref).status_code == 302


def test_what_was_put_in_behind_the_writers_back_is_not_released(whole_unit: Unit) -> None:
    _, ref = submitted(whole_unit)
    with changing(whole_unit, ref) as report:
        report.title = "From crimestoppers"
    assert release(whole_unit, ref).status_code == 400
    assert row(whole_unit, ref).state == "SUBMITTED"
    assert whole_unit.entries(action=Event.REPORT_RELEASE.action)[0].entry.decision == Decision.REFUSED
