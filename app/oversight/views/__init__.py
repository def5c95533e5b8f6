"""The pages of the auditor: the log as a timeline, one entry, proofs, and the state of the log."""

from app.access.policy import Action
from app.oversight.views import log
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (log.bp,)

NAVIGATION = [Entry("The record", "oversight.follow", Action.LOG_READ, 60)]

boards.add(Section(5, Action.LOG_READ, "oversight/board.html", log.board, asks=6, title="How the record stands"))
