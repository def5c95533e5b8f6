"""Reads the unit files of the documentation as systemd does, as far as they go."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "deployment"
SYSTEMD = FOLDER / "systemd"
FACES = ("public", "staff", "partner")


@dataclass(frozen=True)
class UnitFile:
    """One unit: its settings in order, as a name may be given again."""

    name: str
    settings: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Return every value of a setting."""
        return [value for known, value in self.settings if known == name]

    def one(self, name: str) -> str:
        """Return the only value of a setting."""
        [value] = self.all(name)
        return value

    def words(self, name: str) -> list[str]:
        """Return the words of all values of a setting."""
        return [word for value in self.all(name) for word in value.split()]


def read_unit(name: str) -> UnitFile:
    """Return a unit file of the documentation."""
    lines = [line.strip() for line in (SYSTEMD / name).read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if line and line[0] not in "#;["]
    return UnitFile(name, tuple((name, value) for name, _, value in pairs))


def accounts() -> tuple[list[str], list[str]]:
    """Return the users and the groups that the documentation makes."""
    lines = (SYSTEMD / "sysusers.conf").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return [name for kind, name, *_ in words if kind == "u"], [name for kind, name, *_ in words if kind == "g"]
