"""The pages of custodians: what waits, the register, one source, and the parts that can be opened of it."""

from app.access.policy import Action
from app.sources import queries
from app.sources.views import finding, held, planning, protecting, register, waiting
from app.web import boards
from app.web.navigation import Entry

BLUEPRINTS = (waiting.bp, held.bp, finding.bp, protecting.bp, planning.bp, register.bp)

NAVIGATION = [
    Entry("To register", "waiting.queue", Action.SUBMISSION_LIST, 20),
    Entry("Held shut", "held.held_shut", Action.FROZEN_LIST, 27),
    Entry("Sources", "sources.register", Action.SOURCE_LIST, 25),
]

boards.section(5, Action.FROZEN_LIST, "sources/board_held.html", held.board)
TO_RAISE = boards.Rarely(protecting.board, queries.any_to_raise)
boards.section(4, Action.CUSTODY_RAISE, "sources/board_raise.html", TO_RAISE)
PLANS_TO_APPROVE = boards.Rarely(planning.board, queries.plans_to_approve)
PLANS_TO_WRITE = boards.Rarely(planning.board_anew, queries.plans_to_write_anew)
boards.section(9, Action.PLAN_APPROVE, "sources/board_approve.html", PLANS_TO_APPROVE)
boards.section(8, Action.SOURCE_WRITE, "sources/board_anew.html", PLANS_TO_WRITE)
boards.section(20, Action.SUBMISSION_LIST, "sources/board_waiting.html", waiting.board)
boards.section(40, Action.SOURCE_LIST, "sources/board_plans.html", register.board)
boards.destination("SRC-", "sources.source", Action.SOURCE_LIST, parameter="source_ref")
