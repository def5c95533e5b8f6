"""The pages of a source's life on the register."""

from app.access.policy import Action
from app.register import queries
from app.register.from_within import linked_from_within, registered_from_within, waiting_kept_from
from app.register.listeners import borne_out
from app.register.periods import keep_periods
from app.register.views import caring, drift, keeping, record, standing
from app.register.watching import marked_for_care, report_linked
from app.sources import panels
from app.sources.happenings import BORNE_OUT, LINKED, NEEDS_CARE, OFFICER_MOVED, REGISTERED, WAITING_KEPT_FROM
from app.web import boards
from app.web.boards import Section

BLUEPRINTS = (standing.bp, record.bp, drift.bp, keeping.bp, caring.bp)
LISTENERS = {
    BORNE_OUT: [borne_out],
    LINKED: [linked_from_within, report_linked],
    REGISTERED: [registered_from_within, keep_periods],
    OFFICER_MOVED: [keep_periods],
    NEEDS_CARE: [marked_for_care],
    WAITING_KEPT_FROM: [waiting_kept_from],
}

boards.add(
    Section(
        9,
        Action.DRIFT_DECIDE,
        "register/board_drift.html",
        boards.Rarely(drift.board, queries.any_drift),
        title="Status drift to decide",
    )
)
boards.add(
    Section(
        39,
        Action.AFTERCARE,
        "register/board.html",
        boards.Rarely(standing.board, queries.any_aftercare),
        title="Looks after closing",
    )
)
IN_CARE = boards.Rarely(caring.board, queries.any_in_care)
boards.add(Section(16, Action.RISK_LIST, "register/board_care.html", IN_CARE, title="Children and vulnerable people"))
panels.panel("register/standing_panel.html", standing.panel)
