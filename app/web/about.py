"""Help, privacy, cookies and accessibility: what the pages say of themselves, to whoever stands before them."""

from flask.typing import ResponseReturnValue

from app.web.faces import partner_blueprint, staff_blueprint
from app.web.guard import open_to_anyone
from app.web.rendering import page

bp = staff_blueprint("about", __name__)
partner_bp = partner_blueprint("partner_about", __name__)
BLUEPRINTS = (bp, partner_bp)

REASON = "it says what the pages are and how to get help, and is needed before signing in"


@open_to_anyone(REASON)
def show_help() -> ResponseReturnValue:
    """Say how to sign in, what to do when it fails, and whom to ask."""
    return page("about/help.html")


@open_to_anyone(REASON)
def show_privacy() -> ResponseReturnValue:
    """Say what is kept of the people who use the pages."""
    return page("about/privacy.html")


@open_to_anyone(REASON)
def show_cookies() -> ResponseReturnValue:
    """Say which cookies there are and what each is for."""
    return page("about/cookies.html")


@open_to_anyone(REASON)
def show_accessibility() -> ResponseReturnValue:
    """Say how far everybody can use the pages, and what to do where somebody cannot."""
    return page("about/accessibility.html")


@open_to_anyone(REASON)
def show_news() -> ResponseReturnValue:
    """Say what is new, and what is known not to work yet."""
    return page("about/news.html")


for _blueprint in BLUEPRINTS:
    _blueprint.add_url_rule("/help", "help", show_help)
    _blueprint.add_url_rule("/privacy", "privacy", show_privacy)
    _blueprint.add_url_rule("/cookies", "cookies", show_cookies)
    _blueprint.add_url_rule("/accessibility", "accessibility", show_accessibility)
    _blueprint.add_url_rule("/news", "news", show_news)
