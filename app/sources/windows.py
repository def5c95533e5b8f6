"""When it is safe to reach somebody, as clocks show where they are; also on the days on which clocks are changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

LONDON = ZoneInfo("Europe/London")
HERE: Final = "Europe/London"
DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
WEEK: Final = len(DAYS)
MINUTE: Final = timedelta(minutes=1)


def zone_named(text: str) -> str:
    """
    Return the time zone of this name, or of this city: ``Asia/Karachi`` for "asia/karachi" and "Karachi".

    Nothing typed is London; what names none, or several, comes back as it was typed, for ``is_zone`` to refuse.
    """
    plain = text.strip().replace(" ", "_").casefold()
    if not plain:
        return HERE
    found = _zones().get(plain, frozenset())
    return next(iter(found)) if len(found) == 1 else text.strip()


def is_zone(name: str) -> bool:
    """Return whether clocks are known for a zone."""
    return name in _zones().get(name.casefold(), ())


@cache
def _zones() -> Mapping[str, frozenset[str]]:
    """Return the zones of places by their name and by their city."""
    places = [name for name in available_timezones() if "/" in name and not name.startswith("Etc/")]
    found: dict[str, set[str]] = {}
    for name in places:
        found.setdefault(name.casefold(), set()).add(name)
        found.setdefault(name.rpartition("/")[2].casefold(), set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


@dataclass(frozen=True, slots=True)
class Window:
    """
    When it is safe to reach somebody: codes of ``DAYS``, and hours as ``HH:MM``, as clocks show in their zone.

    No day or no hour means that no time is safe. The last minute is safe as well.
    """

    days: tuple[str, ...] = ()
    begins: str = ""
    ends: str = ""
    zone: str = HERE

    def is_open_at(self, moment: datetime) -> bool:
        """Return whether a moment is safe."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return self.is_on(local.date()) and self.begins <= f"{local:%H:%M}" <= self.ends

    def is_on(self, day: date) -> bool:
        """Return whether there is a safe hour on a day at all."""
        return DAYS[day.weekday()] in self.days and bool(self.begins and self.ends)

    def next_from(self, moment: datetime) -> datetime | None:
        """Return the UTC instant at which it is safe: that moment, or when the window opens next; ``None`` if never."""
        if self.is_open_at(moment):
            return moment
        today = moment.astimezone(ZoneInfo(self.zone)).date()
        for day in (today + timedelta(days=ahead) for ahead in range(WEEK + 1)):
            opens = [at for at in self._instants(day, self.begins) if at > moment and self.is_open_at(at)]
            if opens:
                return min(opens)
        return None

    def closes_after(self, moment: datetime) -> datetime | None:
        """Return the UTC instant at which an open window closes, that day at the latest; ``None`` where it is shut."""
        if not self.is_open_at(moment):
            return None
        today = moment.astimezone(ZoneInfo(self.zone)).date()
        ends = [at for at in self._instants(today, self.ends) if at >= moment.replace(second=0, microsecond=0)]
        return min((at for at in ends if not self.is_open_at(at + MINUTE)), default=max(ends, default=None))

    def beside(self, moment: datetime) -> str:
        """Return what their clocks show, to stand beside the time here; nothing where they show the same."""
        there, here = moment.astimezone(ZoneInfo(self.zone)), moment.astimezone(LONDON)
        if there.utcoffset() == here.utcoffset():
            return ""
        return f"{there:%H:%M} for them" if there.date() == here.date() else f"{there:%A %H:%M} for them"

    def record(self) -> dict[str, object]:
        """Return it as the vault keeps it for boards."""
        return {"days": list(self.days), "begins": self.begins, "ends": self.ends, "zone": self.zone}

    @classmethod
    def parse(cls, record: Mapping[str, Any]) -> "Window":
        """Return the window of a record from the vault; one that names no zone was written for clocks here."""
        return cls(tuple(record["days"]), record["begins"], record["ends"], record.get("zone", HERE))

    def _instants(self, day: date, clock: str) -> Iterable[datetime]:
        """
        Return the UTC instants of a day at which clocks there show this, and the one at which they are changed.

        Clocks that go back show an hour twice. Clocks that go forward leave one out, and a window that would begin or
        end within it does so at the change.
        """
        if not self.is_on(day):
            return ()
        zone = ZoneInfo(self.zone)
        wall = datetime.combine(day, time.fromisoformat(clock), zone)
        change = _change_on(day, zone)
        shown = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        return [*shown, change] if change is not None else shown


def _change_on(day: date, zone: ZoneInfo) -> datetime | None:
    """Return the UTC instant at which the clocks of a zone are changed on a day, to the minute; ``None`` if not."""
    begins, ends = (datetime.combine(one, time.min, zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    before = begins.astimezone(zone).utcoffset()
    if ends.astimezone(zone).utcoffset() == before:
        return None
    while ends - begins > MINUTE:
        middle = begins + ((ends - begins) // MINUTE // 2) * MINUTE
        if middle.astimezone(zone).utcoffset() == before:
            begins = middle
        else:
            ends = middle
    return ends
