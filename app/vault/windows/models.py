"""The table of safe windows."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import VaultBase


class ContactWindow(VaultBase):
    """When it is safe to reach a source, for boards. Whoever has every store, without the lock, reads no hour of it."""

    __tablename__ = "contact_windows"

    source_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="which source")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Lock(padded days and hours)")
