"""The pages of contact: an officer's requests and calls, and what custodians decide."""

from app.access.policy import Action
from app.accounts.telling import KEYS_GONE
from app.allegations import panels as allegation_panels
from app.contacts import finding_due, queries
from app.contacts.ending import end_permissions
from app.contacts.holding import closing, custody_changed, kept_from, officer_moved
from app.contacts.views import asking, deciding, due, figures, officers, receiving
from app.sources import panels as source_panels
from app.sources.happenings import CLOSING, CUSTODY_CHANGED, KEPT_FROM, OFFICER_MOVED
from app.sources.views import showing
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (officers.bp, deciding.bp, figures.bp)
PAGES = (asking, receiving)
LISTENERS = {
    KEYS_GONE: [end_permissions],
    CUSTODY_CHANGED: [custody_changed],
    CLOSING: [closing],
    OFFICER_MOVED: [officer_moved],
    KEPT_FROM: [kept_from],
}

NAVIGATION = [
    Entry("My contacts", "contacts.own", Action.CONTACT_OWN, 15),
    Entry("Figures", "figures.contact", Action.FIGURES_READ, 29),
    Entry("To decide", "deciding.queue", Action.CONTACT_DECIDE, 22),
]

boards.add(Section(20, Action.CONTACT_OWN, "contacts/account_held.html", officers.held, on="account"))
DUE = boards.Rarely(due.board, finding_due.of_officer)
boards.add(Section(11, Action.CONTACT_OWN, "contacts/board_due.html", DUE, asks=4, title="To call"))
PLANNED = boards.Rarely(due.board_planned, finding_due.planned)
boards.add(
    Section(
        11, Action.SOURCE_WRITE, "contacts/board_planned.html", PLANNED, asks=2, title="Contacts due by their plans"
    )
)
boards.add(Section(12, Action.CONTACT_ASK, "contacts/board_own.html", officers.board, title="My contacts"))
TO_DECIDE = boards.Rarely(deciding.board, queries.any_pending, deciding.DECIDE_NONE)
boards.add(Section(10, Action.CONTACT_DECIDE, "contacts/board_decide.html", TO_DECIDE, title="Requests to decide"))
allegation_panels.panel(20, Action.CONTACT_ASK, "contacts/panel.html", officers.panel)
showing.say("outcome", officers.WORDS["outcomes"])
source_panels.panel("contacts/source_panel.html", deciding.attempts_of_source)
