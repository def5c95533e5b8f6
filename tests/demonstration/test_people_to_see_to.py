"""What the made-up administrator and manager find to do about people."""

from pathlib import Path

from sqlalchemy import text

from tests.demonstration.test_made_up_unit import reading


def test_somebody_is_invited_a_clearance_waits_and_a_colleague_leaves_with_things_to_give_away(made_up: Path) -> None:
    with reading(made_up, "case") as case:
        [invited] = case.execute(
            text("SELECT name FROM people NATURAL JOIN invitations WHERE invitations.state = 'OPEN'")
        ).scalars()
        [kind] = case.execute(text("SELECT kind FROM person_changes WHERE state = 'WAITING'")).scalars()
        [leaver] = case.execute(text("SELECT person_ref FROM accounts WHERE leaving_on IS NOT NULL")).scalars()
        held = case.execute(
            text("SELECT count(*) FROM allegations WHERE owner_ref = :ref AND status <> 'CLOSED'"), {"ref": leaver}
        ).scalar_one()
    assert invited == "Nessa Thornbury"
    assert kind == "VETTING"
    assert held > 0
