"""The pages of custodians: what waits, the register, one source, and the parts that can be opened of it."""

from app.access.policy import Action
from app.sources import queries
from app.sources.views import finding, held, planning, protecting, register, waiting
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (waiting.bp, held.bp, finding.bp, protecting.bp, planning.bp, register.bp)

NAVIGATION = [
    Entry("To register", "waiting.queue", Action.SUBMISSION_LIST, 20),
    Entry("Held shut", "held.held_shut", Action.FROZEN_LIST, 27),
    Entry("Sources", "sources.register", Action.SOURCE_LIST, 25),
]

boards.add(Section(5, Action.FROZEN_LIST, "sources/board_held.html", held.board, title="Held shut"))
TO_RAISE = boards.Rarely(protecting.board, queries.any_to_raise)
boards.add(Section(4, Action.CUSTODY_RAISE, "sources/board_raise.html", TO_RAISE, title="To be raised to two groups"))
PLANS_TO_APPROVE = boards.Rarely(planning.board, queries.plans_to_approve)
PLANS_TO_WRITE = boards.Rarely(planning.board_anew, queries.plans_to_write_anew)
boards.add(
    Section(
        9, Action.PLAN_APPROVE, "sources/board_approve.html", PLANS_TO_APPROVE, asks=2, title="Contact plans to approve"
    )
)
CALLS_TO_DECIDE = boards.Rarely(planning.board_calls, queries.calls_to_decide)
boards.add(Section(9, Action.PLAN_LET_CALL, "sources/board_calls.html", CALLS_TO_DECIDE, title="May officers call?"))
boards.add(
    Section(8, Action.SOURCE_WRITE, "sources/board_anew.html", PLANS_TO_WRITE, title="Contact plans to write anew")
)
WAITING = boards.Rarely(waiting.board, queries.any_waiting, {"rows": []})
boards.add(Section(20, Action.SUBMISSION_LIST, "sources/board_waiting.html", WAITING, title="To register"))
boards.add(
    Section(40, Action.SOURCE_LIST, "sources/board_plans.html", register.board, title="Contact plans that end soonest")
)
boards.destination("SRC-", "sources.source", Action.SOURCE_LIST, parameter="source_ref")
