"""The pages of reports within the unit, and of releases at an agency."""

from app.access.policy import Action
from app.allegations import panels
from app.dissemination import queries
from app.dissemination.listeners import LISTENERS
from app.dissemination.views import agency, deciding, of_source, reports, words, writing
from app.web import boards
from app.web.boards import Section
from app.web.faces import Face
from app.web.navigation import Entry

BLUEPRINTS = (reports.bp, agency.bp, of_source.bp)
PAGES = (writing, deciding, words)

__all__ = ["BLUEPRINTS", "LISTENERS", "NAVIGATION", "PAGES"]

NAVIGATION = [
    Entry("Reports", "reports.listing", Action.REPORT_LIST, 30),
    Entry("Releases", "releases.listing", Action.RELEASE_LIST, 30, Face.PARTNER),
]

TO_DECIDE = boards.Rarely(deciding.board, queries.any_to_decide, {"rows": []})
boards.add(Section(14, Action.REPORT_DECIDE, "dissemination/board_release.html", TO_DECIDE, title="Reports to release"))
TO_CHECK = boards.Rarely(words.board, queries.words_to_check)
boards.add(
    Section(
        13,
        Action.REPORT_CHECK_WORDS,
        "dissemination/board_words.html",
        TO_CHECK,
        title="Reports whose words to check",
    )
)
boards.add(
    Section(30, Action.REPORT_WRITE, "dissemination/board_drafts.html", writing.board, title="Reports you are writing")
)
boards.add(
    Section(
        10,
        Action.RELEASE_LIST,
        "dissemination/board_received.html",
        agency.board,
        faces=(Face.PARTNER,),
        asks=3,
        title="Sent to you",
    )
)
boards.destination("REP-", "reports.report", Action.REPORT_LIST)
boards.destination("REP-", "reports.words", Action.REPORT_CHECK_WORDS)
boards.destination("REL-", "releases.release", Action.RELEASE_LIST, face=Face.PARTNER)
panels.panel(30, Action.REPORT_LIST, "dissemination/panel.html", reports.panel)
