"""Browsers that somebody signed in with before, by a token that each keeps for half a year."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, KnownDevice
from app.accounts.rules.sessions import digest_of, new_token

REMEMBERED = timedelta(days=180)
MOST_DEVICES = 5


def is_known(case: Session, account_ref: str, device_token: str, now: datetime) -> bool:
    """Return whether somebody signed in to this account with this browser of late."""
    known = select(KnownDevice.known_ref).where(
        KnownDevice.account_ref == account_ref,
        KnownDevice.device_digest == digest_of(device_token),
        KnownDevice.ends_at > now,
    )
    return case.scalar(known) is not None


def remember(case: Session, account_ref: str, device_token: str, now: datetime) -> str:
    """
    Remember this browser for this account, and return the token that it is to keep.

    A browser that several people use keeps its token, if we gave it; one that we did not give is never taken over.
    """
    shared = select(KnownDevice.known_ref).where(KnownDevice.device_digest == digest_of(device_token))
    token = device_token if device_token and case.scalar(shared.limit(1)) else new_token()
    own = select(KnownDevice).where(KnownDevice.account_ref == account_ref).order_by(KnownDevice.used_at.desc())
    devices = list(case.scalars(own))
    row = next((device for device in devices if device.device_digest == digest_of(token)), None)
    if row is None:
        row = KnownDevice(account_ref=account_ref, device_digest=digest_of(token), used_at=now, ends_at=now)
        case.add(row)
        for device in devices[MOST_DEVICES - 1 :]:
            case.delete(device)
    row.used_at, row.ends_at = now, now + REMEMBERED
    return token


def forget_all(case: Session, person_ref: str) -> None:
    """Forget every browser of a person: one of them may be in other hands."""
    accounts = select(Account.account_ref).where(Account.person_ref == person_ref)
    case.execute(delete(KnownDevice).where(KnownDevice.account_ref.in_(accounts)))
