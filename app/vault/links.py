"""Which source stands behind an allegation's link: the one map that nobody outside the vault may read."""

from collections.abc import Sequence

from sqlalchemy import select

from app.errors import Conflict
from app.vault.means import Means
from app.vault.models import Link
from crypto.errors import Tampered
from crypto.framing import frame
from crypto.macs import equal

PURPOSE = "link"


class Links:
    """The map from links to sources, within one unit of work."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def add(self, link: str, source_ref: str) -> None:
        """Put a source behind a link; Conflict when another stands there."""
        if self._means.session.get(Link, link) is not None:
            raise Conflict("This report is linked to a source already.")
        self._means.session.add(Link(link=link, source_ref=source_ref, mac=self._mac(link, source_ref)))
        self._means.session.flush()

    def source_of(self, link: str) -> str | None:
        """Return the source behind a link, or ``None``; Frozen when the row is not one that this server wrote."""
        row = self._means.session.get(Link, link)
        if row is None:
            return None
        with self._means.guarding(row.source_ref):
            self.require_own(row)
            return row.source_ref

    def sources_of(self, links: Sequence[str]) -> dict[str, str]:
        """Return the sources behind many links, where there are any; Frozen when a row is not one of this server's."""
        rows = self._means.session.scalars(select(Link).where(Link.link.in_(links))).all()
        macs = self._macs([(row.link, row.source_ref) for row in rows]) if rows else []
        for row, mac in zip(rows, macs, strict=True):
            with self._means.guarding(row.source_ref):
                if not equal(row.mac, mac):
                    raise Tampered
        return {row.link: row.source_ref for row in rows}

    def links_of(self, source_ref: str) -> list[str]:
        """Return the links of one source, in no telling order; Frozen when one was not written by this server."""
        rows = self._means.session.scalars(select(Link).filter_by(source_ref=source_ref).order_by(Link.link)).all()
        with self._means.guarding(source_ref):
            for row in rows:
                self.require_own(row)
        return [row.link for row in rows]

    def require_own(self, row: Link) -> None:
        """Return quietly when this server wrote the row as it is; Tampered otherwise."""
        if not equal(row.mac, self._mac(row.link, row.source_ref)):
            raise Tampered

    def _mac(self, link: str, source_ref: str) -> bytes:
        [mac] = self._macs([(link, source_ref)])
        return mac

    def _macs(self, pairs: Sequence[tuple[str, str]]) -> list[bytes]:
        deployment = self._means.deployment.ref.encode()
        framed = [frame(deployment, link.encode(), source_ref.encode()) for link, source_ref in pairs]
        return list(self._means.provider.mac(PURPOSE, framed))
