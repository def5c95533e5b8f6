"""The table of the lock's keys: which there are and were, by number, and never a key."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime, VaultBase


class LockKey(VaultBase):
    """One encryption key of the server's lock: its number and how blobs call it, and never the key."""

    __tablename__ = "lock_keys"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="number of the key, from 1")
    key_id: Mapped[bytes] = mapped_column(LargeBinary, comment="16 bytes by which blobs name it")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="from when on everything is locked under it")
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was destroyed")
