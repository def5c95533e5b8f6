"""The pages of setting up a unit."""

from app.access.policy import Action
from app.organisations import queries
from app.setting_up.views import calendar, changes, duties, organisations, units
from app.setting_up.views.blueprint import bp
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (bp, duties.bp)
PAGES = (organisations, units, calendar, changes)

NAVIGATION = [
    Entry("Duties", "duties.duties", Action.DUTY_READ, 70),
    Entry("Setting up", "setting_up.organisations", Action.SETUP_READ, 75),
]

TO_AGREE = boards.Rarely(changes.board, queries.to_decide)
boards.add(
    Section(26, Action.PROPOSAL_DECIDE, "setting_up/board_changes.html", TO_AGREE, asks=2, title="Changes to agree to")
)
