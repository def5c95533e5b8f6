"""What the made-up administrator leaves undone: somebody invited, a vetting to confirm, and a colleague who leaves."""

from datetime import timedelta

from app.demonstration.life import Life
from app.demonstration.people import ASSESSORS, MANAGER, NORTH, SOUTH_ASSESSOR, SOUTH_MANAGER, WRITER
from app.markings.vetting import VettingCode, VettingStatus
from app.organisations.rules import local_day
from app.people import service as people
from app.people.models import ChangeKind

ADMINISTRATOR, TO_BE_VETTED, LEAVER = "sid", "bram", "cerys"
MANAGED = {MANAGER: (*ASSESSORS, WRITER, "iris"), SOUTH_MANAGER: (SOUTH_ASSESSOR,)}
DAYS_TO_GO, YEARS = 9, 5


def place_under_managers(life: Life) -> None:
    """Enter who manages whom in the two units; the manager confirms it, as a second person, and they read it."""
    for manager, managed in MANAGED.items():
        for who in managed:
            entered = {"manager_ref": life.staff[manager].person_ref, "from_on": local_day(life.clock.now).isoformat()}
            change = life.do(ADMINISTRATOR, people.enter, life.staff[who].person_ref, ChangeKind.MANAGER, entered)
            life.do(manager, people.confirm, change)
            life.do(who, people.put_notices_away)


def leave_people_to_see_to(life: Life) -> None:
    """Invite somebody, enter a clearance that a second person is to confirm, and enter a colleague's last day."""
    newcomer = people.Newcomer("Nessa Thornbury", "nessa.thornbury", life.units[NORTH], ("INTAKE",))
    life.do(ADMINISTRATOR, people.invite, newcomer)
    today = local_day(life.clock.now)
    entered = {
        "level": VettingCode.SC.value,
        "status": VettingStatus.HELD.value,
        "granted_on": (today - timedelta(days=3)).isoformat(),
        "ends_on": (today + timedelta(days=365 * YEARS)).isoformat(),
    }
    life.do(ADMINISTRATOR, people.enter, life.staff[TO_BE_VETTED].person_ref, ChangeKind.VETTING, entered)
    last_day = today + timedelta(days=DAYS_TO_GO)
    life.do(ADMINISTRATOR, people.plan_leaving, life.staff[LEAVER].person_ref, last_day)
