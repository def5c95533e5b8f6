"""The pages of an assessment: its task list, a short page for each task, and what the allegation shows of it."""

from app.access.policy import Action
from app.allegations.panels import panel
from app.assessment.listeners import LISTENERS
from app.assessment.views import evidence, finishing, judgement, particulars, reliability
from app.assessment.views.blueprint import bp
from app.assessment.views.summary import what_it_came_to
from app.sources import panels as source_panels

BLUEPRINTS = (bp,)
PAGES = (finishing, particulars, evidence, judgement)

panel(10, Action.ALLEGATION_LIST, "assessment/panel.html", what_it_came_to)

source_panels.panel("assessment/source_panel.html", reliability.panel)

__all__ = ["BLUEPRINTS", "LISTENERS", "PAGES"]
