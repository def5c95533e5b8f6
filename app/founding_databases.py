"""The databases that a deployment is founded in, if not in files: as their owners, empty before, shut until its end."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import make_url

from app.database_roles.faces import face_url
from app.database_roles.owners import SETTING, owner_urls
from app.errors import Trouble
from app.migrations import STORES
from app.upkeep.filling import Filling

POSTGRESQL = "postgresql+psycopg://"
NOTHING_MADE = "nothing was made."


def owners_named(values: Mapping[str, str]) -> dict[str, str]:
    """
    Return the URL of each store's owner, or none at all: then a deployment is founded in files.

    :raises Trouble: some are set and some are not, or two are one database.
    """
    urls = owner_urls(values)
    wrong = [SETTING.format(store=store.upper()) for store in STORES if not urls.get(store, "").startswith(POSTGRESQL)]
    if urls and wrong:
        raise Trouble(
            f"{', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not set to a database in PostgreSQL, and others "
            "are.",
            NOTHING_MADE,
            "set all four, as postgresql+psycopg://owner@host/database, or none: then the stores are files.",
        )
    if len({(make_url(url).host, make_url(url).port, make_url(url).database) for url in urls.values()}) != len(urls):
        raise Trouble(
            "two of the four owners' URLs name one database.", NOTHING_MADE, "make a database for each of the stores."
        )
    return urls


def require_empty(folder: Path, urls: Mapping[str, str]) -> None:
    """Return quietly when there is an empty database for each store, and a role for each face; Trouble otherwise."""
    for filling in _fillings(folder, urls):
        filling.require_empty()


def shut(folder: Path, urls: Mapping[str, str]) -> None:
    """Shut each database to all but its owner, and mark it as this folder's; what was begun there before is gone."""
    for filling in _fillings(folder, urls):
        filling.begin()


def let_in(folder: Path, urls: Mapping[str, str]) -> None:
    """Give each face its rights: the founding has come to its end."""
    for filling in _fillings(folder, urls):
        filling.open()


def clear(folder: Path, urls: Mapping[str, str]) -> None:
    """Leave nothing of a founding in this folder that did not come to its end."""
    for filling in _fillings(folder, urls):
        filling.clear()


def as_face(face: str, settings: Mapping[str, str]) -> dict[str, str]:
    """Return settings in which databases are reached by the role of a face; files are as they were."""
    return {name: face_url(value, face) if value.startswith(POSTGRESQL) else value for name, value in settings.items()}


def without_passwords(urls: Mapping[str, str]) -> dict[str, str]:
    """Return which databases these are, in words that may be written down."""
    return {store: make_url(url)._replace(password=None).render_as_string() for store, url in urls.items()}


def _fillings(folder: Path, urls: Mapping[str, str]) -> Iterator[Filling]:
    """Give each store's database that is in PostgreSQL. Which folder's founding fills it stands on the database."""
    mark = f"sourcekeeper: a ceremony not at its end, {hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    for store, url in urls.items():
        if url.startswith(POSTGRESQL):
            yield Filling(store, url, mark)
