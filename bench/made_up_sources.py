"""Sources for measuring, in the vault as custodians register them: real keys, real seals, real entries of the log."""

from collections.abc import Iterator

from sqlalchemy import select

from app import EXTENSION
from app.access.actor import Actor
from app.database import new_id
from app.sources.models import Source
from app.vault.compartments import Compartment
from app.vault.models import StoredCompartment
from app.web.work import cookie_half
from audit.events import Event
from tests.factories import Unit

AT_A_TIME = 50
# What is known of a source, by compartment: about as much as a registration fills in.
KNOWN: dict[Compartment, dict[str, object]] = {
    Compartment.IDENTITY: {"name": "Made Up", "born_on": "1980-01-01", "addresses": ["1 Mill Lane"] * 3},
    Compartment.CONTACT: {"phone": "07700 900000", "safe_days": ["MON", "TUE"], "wrong_person": "Ask for the plumber"},
    Compartment.CIRCUMSTANCES: {"how_known": "Made up for measuring. " * 20},
    Compartment.ORIGINAL: {"original": "Made up for measuring. " * 80},
}


def register_sources(unit: Unit, count: int) -> None:
    """Put so many of the sources that the case store knows into the vault, each with all its compartments."""
    with unit.steward() as uow:
        held = set(uow.vault.session.scalars(select(StoredCompartment.source_ref).distinct()))
        known = uow.case.scalars(select(Source.source_ref).order_by(Source.source_ref).limit(count + len(held)))
        refs = [ref for ref in known if ref not in held][:count]
    for start in range(0, len(refs), AT_A_TIME):
        # Unlocked anew now and then, as keys lock by themselves.
        if start % (AT_A_TIME * 20) == 0:
            actor, half = _custodian(unit)
        with unit.house.work(actor, cookie_half=half) as uow:
            for source_ref in refs[start : start + AT_A_TIME]:
                with uow.trail.recording(Event.SOURCE_REGISTER, source_ref):
                    uow.vault._compartments.create_all(source_ref)
                    link = new_id()
                    uow.vault._links.add(link, source_ref)
                    for compartment, record in KNOWN.items():
                        uow.vault._entries.write(source_ref, compartment.value, record)


def _custodian(unit: Unit) -> tuple[Actor, bytes | None]:
    """Return a custodian as they stand, and their browser's half of the key that unlocks theirs."""
    visitor = unit.sign_in("hugo", unlock=True)
    with visitor.client:
        visitor.get("/account")
        actor: Actor = unit.app.extensions[EXTENSION].load_actor()
        return actor, cookie_half()


def sizes(unit: Unit) -> Iterator[str]:
    """Give the size of each store in words."""
    for path in sorted(unit.folder.glob("*.db")):
        yield f"{path.stem} {path.stat().st_size / 1e6:,.0f} MB"
