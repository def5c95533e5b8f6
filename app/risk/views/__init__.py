"""The pages of risk: one source's risks, reviews that are due, welfare, compromises, and threats to life."""

from app.access.policy import Action
from app.risk import due as reads
from app.risk import queries
from app.risk.listeners import LISTENERS
from app.risk.views import caring, due, registering, reviews, threats
from app.risk.views.threats import any_open, threats_open
from app.sources import panels
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

__all__ = ["BLUEPRINTS", "LISTENERS", "NAVIGATION", "PAGES", "any_open", "threats_open"]

BLUEPRINTS = (reviews.bp, threats.bp)
PAGES = (registering, caring)

NAVIGATION = [
    Entry("Risk", "risk.list_reviews", Action.RISK_LIST, 26),
    Entry("Threats to life", "threats.list_threats", Action.THREAT_LIST, 27),
]

TO_REVIEW = boards.Rarely(reviews.board, queries.any_to_review, {"rows": []})
boards.add(Section(7, Action.RISK_LIST, "risk/board_reviews.html", TO_REVIEW, title="Risk to be looked at again"))
TO_ASK = boards.Rarely(due.welfare_board, reads.any_welfare)
boards.add(Section(17, Action.RISK_WRITE, "risk/board_welfare.html", TO_ASK, title="To be asked how they are"))
TO_DO = boards.Rarely(due.plan_board, reads.any_task)
boards.add(Section(18, Action.RISK_WRITE, "risk/board_plan.html", TO_DO, title="To be done about risks"))
boards.destination("TTL-", "threats.threat", Action.THREAT_LIST)
panels.panel("risk/source_panel.html", reviews.panel)
