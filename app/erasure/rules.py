"""When an erased source is gone from the backups too."""

from datetime import date, datetime, timedelta

from app.organisations.rules import local_day


def gone_on(finished_at: datetime, backup_days: int) -> date:
    """
    Return the first day on which no backup can bring back what was erased.

    The last backup that may hold it was made on the day on which the stores let go of it, and is kept for
    ``backup_days`` days; by then the key that it is locked with is destroyed.
    """
    return local_day(finished_at) + timedelta(days=backup_days + 1)
