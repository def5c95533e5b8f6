"""How the web server runs: its name stays its own, no line says who came, and a big request is refused early."""

from typing import Any

from gunicorn.http import wsgi

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


def on_starting(server: Any) -> None:
    """Say nothing of the program and its version in any reply."""
    wsgi.SERVER = SERVER_NAME
    del server
