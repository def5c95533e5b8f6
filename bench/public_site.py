"""The public face as a server process has it, but for how often one caller may send: here there is only one caller."""

from flask import Flask

from app import create_app
from app.web.limits import LIMITS_SETTING


def site() -> Flask:
    """Return the application of the public face, made from the settings of the process that serves it."""
    app = create_app()
    app.config[LIMITS_SETTING] = {"public": "1000000 per minute"}
    return app
