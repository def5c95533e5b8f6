"""How the web server runs: its name stays its own, no line says who came, and a big request is refused early."""

from dataclasses import replace
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http import wsgi

from app import EXTENSION, open_house
from app.starting import saying_why
from app.upkeep.standing import require_fit
from app.upkeep.watching import Watch, listen
from app.web.lines import write_lines
from config import Config


class Lines(Logger):  # type: ignore[misc]
    """Writes what the server itself logs as everything else is: lines without values."""

    def setup(self, cfg: Any) -> None:
        """Take the server's own handlers away."""
        super().setup(cfg)
        write_lines()


# What a browser is told it speaks to.
SERVER_NAME = "web"
accesslog = None
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
graceful_timeout = 30
keepalive = 5
# The application is loaded once and its workers are copies of it; it connects to no store before the first request.
preload_app = True
logger_class = Lines
# Who runs the server stops it by its process; nobody is to command it through a file.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """
    Say nothing of the program and its version in any reply, and count calls for as many workers as there will be.

    Nothing is started on a store that is not there, does not let this face in, or does not fit this release; nor where
    several workers would each count by themselves, of which the number may come from the command line.
    """
    wsgi.SERVER = SERVER_NAME
    with saying_why():
        config = replace(Config.from_environment(), processes=server.cfg.workers)
        config.check()
        require_fit(open_house(config).stores)


def when_ready(server: Any) -> None:
    """Let whoever runs this machine ask how it does, on a listener of its own."""
    app = server.app.wsgi()
    ours = app.extensions[EXTENSION]
    if ours.config.watch:
        server.watching = listen(Watch(ours.config, open_house(ours.config), app.extensions["sourcekeeper_tally"]))
