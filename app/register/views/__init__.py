"""The pages of a source's life on the register."""

from app.access.policy import Action
from app.register import queries
from app.register.listeners import borne_out
from app.register.views import standing
from app.sources import panels
from app.sources.happenings import BORNE_OUT
from app.web import boards

BLUEPRINTS = (standing.bp,)
LISTENERS = {BORNE_OUT: [borne_out]}

boards.section(39, Action.AFTERCARE, "register/board.html", boards.Rarely(standing.board, queries.any_aftercare))
panels.panel("register/standing_panel.html", standing.panel)
