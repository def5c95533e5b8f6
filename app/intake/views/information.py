"""What every visitor of the public face may want to know: help, privacy, cookies, accessibility."""

from flask import Response

from app.web.faces import public_blueprint
from app.web.guard import open_to_anyone
from app.web.rendering import page

bp = public_blueprint("public_information", __name__, url_prefix="/tell-us")


@bp.get("/help")
@open_to_anyone("Help for every visitor")
def help_page() -> Response:
    """Say how to use these pages, and whom to call instead."""
    return page("public/help.html")


@bp.get("/privacy")
@open_to_anyone("What is done with what we are told, for every visitor")
def privacy() -> Response:
    """Say what is kept, who sees it and what the law gives."""
    return page("public/privacy.html")


@bp.get("/cookies")
@open_to_anyone("Which cookies there are, for every visitor")
def cookies() -> Response:
    """Say that there is one cookie, and what it is for."""
    return page("public/cookies.html")


@bp.get("/news")
@open_to_anyone("What changed and what does not work yet, for every visitor")
def news() -> Response:
    """Say what is new, and what is known not to work yet."""
    return page("public/news.html")


@bp.get("/accessibility")
@open_to_anyone("Who can use these pages and how, for every visitor")
def accessibility() -> Response:
    """Say how far these pages work for everybody, and how to tell us where they do not."""
    return page("public/accessibility.html")
