"""The pages of the public face, and what a custodian writes back to whoever holds a receipt."""

from app.access.policy import Action
from app.allegations import panels as allegation_panels
from app.intake.views import answering, aside, asking, entering, information, receipts, referring, telling, writing
from app.sources import panels
from app.web import boards
from app.web.boards import Section

BLUEPRINTS = (
    telling.bp,
    receipts.bp,
    information.bp,
    answering.bp,
    writing.bp,
    aside.bp,
    entering.bp,
    referring.bp,
    asking.bp,
)

NAVIGATION = [*entering.NAVIGATION, *referring.NAVIGATION]

boards.add(Section(8, Action.SUBMISSION_LIST, "intake/board_aside.html", aside.board, title="Could not be read"))
allegation_panels.panel(21, Action.QUESTION_ASK, "intake/questions_panel.html", asking.panel)
panels.panel("intake/message_panel.html", answering.panel)

__all__ = ["BLUEPRINTS", "NAVIGATION"]
