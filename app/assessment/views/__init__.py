"""The pages of an assessment: its task list, a short page for each task, and what the allegation shows of it."""

from app.access.policy import Action
from app.allegations.panels import panel
from app.assessment.listeners import LISTENERS
from app.assessment.views import evidence, finishing, judgement, particulars
from app.assessment.views.blueprint import bp
from app.assessment.views.summary import what_it_came_to

BLUEPRINTS = (bp,)
PAGES = (finishing, particulars, evidence, judgement)

panel(10, Action.ALLEGATION_LIST, "assessment/panel.html", what_it_came_to)

__all__ = ["BLUEPRINTS", "LISTENERS", "PAGES"]
