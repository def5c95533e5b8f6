"""Which source is behind a request: the vault alone knows, and a look-up that finds nothing is recorded too."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.access.facts import GrantFacts, SourceFacts
from app.access.policy import Action
from app.contacts import queries
from app.contacts.models import Attempt, ContactRequest
from app.errors import NotFound
from app.markings.promises import CONFIDENCE, strictest
from app.sources import queries as sources
from app.sources.models import Source, StandingPlan
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True)
class Known:
    """A source that somebody is in contact with, and where its contact plan stands."""

    uow: UnitOfWork
    source: Source
    plan: StandingPlan | None

    @property
    def alarm(self) -> tuple[Action, GrantFacts | SourceFacts]:
        """By which act a threat is raised, and what policy may know, where it was them who came to us."""
        return Action.THREAT_RAISE, self.source.facts("risk")

    @cached_property
    def ways(self) -> Sequence[str]:
        """Everything under which somebody may have called the source."""
        return queries.ways_to(self.uow, self.source.source_ref)

    @cached_property
    def newest_attempts(self) -> Sequence[Attempt]:
        """The newest attempts to reach the source, under whichever link, newest first."""
        return queries.attempts(self.uow, self.ways, limit=queries.COUNTED_ATTEMPTS)


@dataclass(frozen=True)
class Behind(Known):
    """A request, the source behind its link, and where that source's contact plan stands."""

    request: ContactRequest

    @property
    def facts(self) -> GrantFacts:
        """What policy may know of the request while somebody acts on it."""
        source, promise = self.source, promised(self.request, self.source)
        return self.request.facts(source.source_ref, source.must_be_held, source.handler_ref, promise)

    @property
    def alarm(self) -> tuple[Action, GrantFacts | SourceFacts]:
        """By which act a threat is raised, and what policy may know, where somebody called by permission."""
        return Action.CONTACT_ALARM, self.facts


def promised(row: ContactRequest, source: Source | None) -> str:
    """Return what whoever would be called was promised: of a promise to them and one with the report, the stricter."""
    return strictest(row.promised, source.promise if source is not None else CONFIDENCE)


def behind(uow: UnitOfWork, grant_ref: str) -> Behind:
    """
    Return a request and the source behind its link.

    What is looked up before the trail begins is who the act is about; a look-up that finds nothing is recorded too.

    :raises NotFound: no such request, or not theirs to know.
    """
    found = None
    try:
        row = queries.find(uow, grant_ref)
        source_ref = row.link if row.is_handlers else uow.vault.source_of(row.link)
        found = sources.with_plan(uow, source_ref) if source_ref else None
    except NotFound:
        pass
    if found is None:
        with uow.trail.recording(Event.CONTACT_OPEN, grant_ref):
            raise NotFound
    return Behind(uow, *found, row)
