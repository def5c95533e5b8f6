"""The pages of risk: one source's risks, reviews that are due, and threats to life."""

from app.access.policy import Action
from app.risk.listeners import LISTENERS
from app.risk.views import registering, reviews
from app.sources import panels
from app.web import boards
from app.web.navigation import Entry

__all__ = ["BLUEPRINTS", "LISTENERS", "NAVIGATION", "PAGES"]

BLUEPRINTS = (reviews.bp,)
PAGES = (registering,)

NAVIGATION = [Entry("Risk", "risk.list_reviews", Action.RISK_LIST, 26)]

boards.section(7, Action.RISK_LIST, "risk/board_reviews.html", reviews.board)
panels.panel("risk/source_panel.html", reviews.panel)
