"""What the administrator's board shows: what runs out, the soonest first."""

from tests.accounts.office import Office
from tests.pages import proofread


def test_vetting_training_and_agreements_that_end_stand_on_it(office: Office) -> None:
    ref = office.people["uma"].person_ref
    office.edit("UPDATE clearances SET ends_at = '2026-12-02 00:00:00.000000' WHERE person_ref = :ref", ref=ref)
    office.edit(
        "UPDATE course_records SET ends_at = '2026-11-20 00:00:00.000000' WHERE course = 'AUDIT' AND person_ref = :ref",
        ref=ref,
    )
    office.edit("UPDATE organisations SET agreement_ref = 'ISA-9', agreement_ends_on = '2026-11-22' WHERE is_partner")
    page = proofread(office.signed_in("sian").get("/board").text)
    for text in (
        "Vetting that runs out",
        "Uma Lowe Intelligence Unit North SC Running out 1 December 2026",
        "Training that runs out",
        "The lawful purposes of audit Run out 19 November 2026",
        "Agreements that end",
        "Labour Inspectorate ISA-9 Ended 22 November 2026",
    ):
        assert text in page.text, text


def test_it_says_so_when_nothing_runs_out(office: Office) -> None:
    assert "Nothing needs you now." in proofread(office.signed_in("sian").get("/board").text).text


def test_nobody_else_has_these_on_their_board(office: Office) -> None:
    office.edit("UPDATE clearances SET ends_at = '2026-12-02 00:00:00.000000'")
    for who in ("omar", "hanna", "uma"):
        page = office.signed_in(who).get("/board").text
        assert "that runs out" not in page
        assert "Agreements that end" not in page
