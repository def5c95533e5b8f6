"""
When it is safe to reach a source, for boards.

It stands in the contact plan, sealed, and a second time here under the server's lock: a board must show it to people
who have not unlocked. In clear, beside the times of calls, it would tell which reports share a source. What a call is
allowed by is the plan; this only says when to look.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import and_, or_, select

from app.vault.means import Means
from app.vault.models import Link
from app.vault.windows.models import ContactWindow
from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.sealing import pad, unpad


def context_of(means: Means, source_ref: str) -> Context:
    """Return what the window of a source is bound to."""
    return means.deployment.context("contact_windows", source_ref)


class Windows:
    """The windows of sources, within one unit of work. Callers have asked policy for what they show."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def keep(self, source_ref: str, window: Mapping[str, object]) -> None:
        """Put a window in the place of the one before."""
        [locked] = self._means.provider.lock([(context_of(self._means, source_ref), pad(canonical_json(window)))])
        self._means.session.merge(ContactWindow(source_ref=source_ref, blob=locked))
        self._means.session.flush()

    def of(self, source_refs: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return the windows of sources that have one; Frozen when one does not open. What is held shut is left out."""
        asked = select(ContactWindow).where(ContactWindow.source_ref.in_(source_refs))
        rows = self._means.session.scalars(asked).all() if source_refs else ()
        return self._opened({row.source_ref: row for row in rows})

    def behind(self, ways: Collection[str]) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return, by link or source, the source behind it and that source's window, where there are both."""
        named = ContactWindow.source_ref.in_(ways)
        linked = ContactWindow.source_ref.in_(select(Link.source_ref).where(Link.link.in_(ways)))
        under = and_(Link.source_ref == ContactWindow.source_ref, Link.link.in_(ways))
        asked = select(Link.link, ContactWindow).outerjoin(Link, under).where(or_(named, linked))
        rows = self._means.session.execute(asked).all() if ways else ()
        opened = self._opened({row.source_ref: row for _, row in rows})
        found = {link or row.source_ref: row.source_ref for link, row in rows}
        found |= {row.source_ref: row.source_ref for _, row in rows if row.source_ref in ways}
        return {way: (source_ref, opened[source_ref]) for way, source_ref in found.items() if source_ref in opened}

    def _opened(self, rows: Mapping[str, ContactWindow]) -> dict[str, dict[str, Any]]:
        """Return what these rows hold, by source. The lock is asked once, unless something does not open."""
        held = self._means.standing.held if rows else frozenset()
        found = {ref: row for ref, row in rows.items() if ref not in held}
        opened: dict[str, dict[str, Any]] = {}
        for ref, row in found.items():
            with self._means.guarding(ref):
                [plain] = self._means.provider.unlock([(context_of(self._means, ref), row.blob)])
                opened[ref] = json.loads(unpad(plain))
        return opened
