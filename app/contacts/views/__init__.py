"""The pages of contact: an officer's requests and calls, and what custodians decide."""

from app.access.policy import Action
from app.accounts.telling import KEYS_GONE
from app.allegations import panels as allegation_panels
from app.contacts import finding_due
from app.contacts.ending import end_permissions
from app.contacts.holding import closing, custody_changed
from app.contacts.views import deciding, due, officers
from app.sources import panels as source_panels
from app.sources.happenings import CLOSING, CUSTODY_CHANGED
from app.web import boards
from app.web.navigation import Entry

BLUEPRINTS = (officers.bp, deciding.bp)
LISTENERS = {KEYS_GONE: [end_permissions], CUSTODY_CHANGED: [custody_changed], CLOSING: [closing]}

NAVIGATION = [
    Entry("My contacts", "contacts.own", Action.CONTACT_ASK, 15),
    Entry("To decide", "deciding.queue", Action.CONTACT_DECIDE, 22),
]

boards.section(20, Action.CONTACT_ASK, "contacts/account_held.html", officers.held, on="account")
boards.section(11, Action.CONTACT_ASK, "contacts/board_due.html", boards.Rarely(due.board, finding_due.of_officer))
PLANNED = boards.Rarely(due.board_planned, finding_due.planned)
boards.section(11, Action.SOURCE_WRITE, "contacts/board_planned.html", PLANNED)
boards.section(12, Action.CONTACT_ASK, "contacts/board_own.html", officers.board)
boards.section(10, Action.CONTACT_DECIDE, "contacts/board_decide.html", deciding.board)
allegation_panels.panel(20, Action.CONTACT_ASK, "contacts/panel.html", officers.panel)
source_panels.panel("contacts/source_panel.html", deciding.attempts_of_source)
