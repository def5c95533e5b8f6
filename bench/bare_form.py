"""What the public form is measured against: one bare Flask form with a token against forgery and one durable commit."""

import os
import secrets
import sqlite3

from flask import Flask
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import TextAreaField

STORE = "BARE_STORE"
THANKS = "Thanks"

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "")
CSRFProtect(app)
_connections: list[sqlite3.Connection] = []


class Account(FlaskForm):  # type: ignore[misc]
    """One question."""

    account = TextAreaField("What happened?")


@app.route("/", methods=["GET", "POST"])
def tell() -> str:
    """Show the form, or keep what was sent."""
    form = Account()
    if form.validate_on_submit():
        _store().execute(
            "INSERT INTO accounts (ref, account) VALUES (?, ?)", (secrets.token_hex(16), form.account.data)
        )
        return f"<!doctype html><title>{THANKS}</title><p>{THANKS}.</p>"
    return f"<!doctype html><title>Tell us</title><form method=post>{form.csrf_token}{form.account}</form>"


def make_store(path: str) -> None:
    """Make the store before any worker opens it: to write ahead is settled once, and waits for nobody else."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE accounts (ref TEXT PRIMARY KEY, account TEXT)")
    connection.close()


def _store() -> sqlite3.Connection:
    """Return this process's connection, as durable as the gateway's."""
    if not _connections:
        connection = sqlite3.connect(os.environ[STORE], timeout=5, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        _connections.append(connection)
    return _connections[0]
