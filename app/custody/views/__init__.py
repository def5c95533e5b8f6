"""The pages of custody by two groups: what is asked, whose half is there, and what was opened in an emergency."""

from app.access.policy import Action
from app.accounts.telling import KEYS_GONE
from app.custody import queries
from app.custody.ending import closing, custody_changed, kept_from, keys_gone, officer_moved
from app.custody.openings import any_reached
from app.custody.views import asking, groups, monthly, openings, requests
from app.sources import panels as source_panels
from app.sources.happenings import CLOSING, CUSTODY_CHANGED, KEPT_FROM, OFFICER_MOVED
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (asking.bp, groups.bp, monthly.bp, openings.bp, requests.bp)
LISTENERS = {
    CUSTODY_CHANGED: [custody_changed],
    CLOSING: [closing],
    OFFICER_MOVED: [officer_moved],
    KEYS_GONE: [keys_gone],
    KEPT_FROM: [kept_from],
}

NAVIGATION = [
    Entry("Held by two", "custody.listed", Action.CUSTODY_LIST, 23),
    Entry("Opened alone", "custody_openings.listed", Action.OPENINGS_LIST, 24),
    Entry("Broken glass", "glass.by_month", Action.GLASS_LIST, 62),
    Entry("Keys of the groups", "custody_groups.groups", Action.GROUP_RESEAL, 28),
]

STANDING = boards.Rarely(requests.board, queries.any_standing)
ON_DUTY = boards.Rarely(asking.board, queries.any_own_duty)
# It asks nothing beside whether this person is on duty, which a board asks of all such parts at once.
boards.add(Section(2, Action.GLASS_ASK, "custody/board_duty.html", ON_DUTY, asks=0, title="You are the duty custodian"))
boards.add(Section(3, Action.CUSTODY_LIST, "custody/board.html", STANDING, asks=2, title="Held by two groups"))
REACHED = boards.Rarely(openings.board, any_reached)
boards.add(Section(3, Action.OPENINGS_LIST, "custody/board_openings.html", REACHED, title="Opened as much as one may"))
source_panels.panel("custody/source_panel.html", asking.panel)
