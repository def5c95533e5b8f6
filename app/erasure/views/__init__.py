"""The pages of erasing a source: asking, deciding, holds, what waits, and the certificate."""

from app.access.policy import Action
from app.erasure import queries
from app.erasure.views import holding, requests
from app.sources import panels as source_panels
from app.web import boards
from app.web.boards import Section
from app.web.navigation import Entry

BLUEPRINTS = (requests.bp, holding.bp)

NAVIGATION = [Entry("Erasures", "erasures.listed", Action.ERASURE_LIST, 29)]

boards.add(
    Section(
        15,
        Action.ERASURE_LIST,
        "erasure/board.html",
        boards.Rarely(requests.board, queries.any_open),
        title="To be erased",
    )
)
source_panels.panel("erasure/source_panel.html", requests.panel, on_tombstone=True)
