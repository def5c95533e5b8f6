"""How a date, a time and a number are written on a page: in the United Kingdom's words and zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

HERE = ZoneInfo("Europe/London")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(value: date | datetime) -> str:
    """Return ``21 November 2026``: of a moment, the day that it was here."""
    there = value.astimezone(HERE).date() if isinstance(value, datetime) else value
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}"


def clock_time(value: datetime) -> str:
    """Return ``14:05 GMT`` or ``14:05 BST``."""
    return f"{value.astimezone(HERE):%H:%M %Z}"


def moment(value: datetime) -> str:
    """Return ``21 November 2026 at 14:05 GMT``."""
    return f"{day(value)} at {clock_time(value)}"


def machine_time(value: date | datetime) -> str:
    """Return what the ``datetime`` attribute of a time element holds."""
    return value.isoformat()


def thousands(value: int) -> str:
    """Return ``12,345``."""
    return f"{value:,}"


def init_app(app: Flask) -> None:
    """Give templates the filters ``day``, ``clock_time``, ``moment``, ``machine_time`` and ``thousands``."""
    for written in (day, clock_time, moment, machine_time, thousands):
        app.jinja_env.filters[written.__name__] = written
