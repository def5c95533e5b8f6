"""The pages of signing in, of one's own account, and of the administrator's list of people."""

from app.access.policy import Action
from app.accounts import queries
from app.accounts.views import own_account, people, signing_in, unlocking
from app.web import boards
from app.web.boards import Section
from app.web.faces import Face
from app.web.navigation import Entry

BLUEPRINTS = (*signing_in.BLUEPRINTS, *unlocking.BLUEPRINTS, *own_account.BLUEPRINTS, *people.BLUEPRINTS)

NAVIGATION = [
    Entry("Board", "boards.board", Action.BOARD_READ, 0),
    Entry("People", "people.people", Action.PEOPLE_LIST, 80),
    Entry("My account", "account.account", Action.SESSION_OWN, 100),
    Entry("Board", "partner_boards.board", Action.BOARD_READ, 0, Face.PARTNER),
    Entry("My account", "partner_account.account", Action.SESSION_OWN, 100, Face.PARTNER),
]

# What happened before this session stands above everybody's board until they have read it.
NOTICE = "sessions/notice_section.html"
OWN_NOTICE = boards.Rarely(own_account.notice, queries.any_notice)
boards.add(Section(0, Action.BOARD_READ, NOTICE, OWN_NOTICE, on=boards.NOTICES, faces=boards.BOTH_FACES))

VETTING, AGREEMENTS = "accounts/vetting_section.html", "accounts/agreements_section.html"
boards.add(Section(10, Action.PEOPLE_LIST, VETTING, people.vetting_running_out, title="Vetting that runs out"))
boards.add(Section(30, Action.PEOPLE_LIST, AGREEMENTS, people.agreements_ending, title="Agreements that end"))
