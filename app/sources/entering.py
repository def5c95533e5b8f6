"""The part of other acts by which somebody comes to stand in the register, once custody keeps who they are."""

import secrets
from dataclasses import dataclass, field
from datetime import date

from app.errors import Invalid
from app.sources.happenings import NEEDS_CARE, REGISTERED
from app.sources.models import DUAL, HELD_BY_TWO, SINGLE, LinkingTask, Source, Waiting
from app.sources.plans import ContactPlan, problems
from app.sources.standing_plans import stand
from app.sources.standings import ORDINARY
from app.sources.windows import LONDON
from app.unit_of_work import UnitOfWork

# No vowels and nothing that reads like a digit: it spells no word and is told over the telephone without doubt.
ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"
REFERENCE_LETTERS = 10
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Registration:
    """
    Who the source is, by compartment, and who looks after them.

    ``identity`` and ``circumstances`` are records for the vault; ``plan`` becomes the contact compartment. ``care`` is
    empty where nobody said, and ``care_words`` name the appropriate adult, or say why the flag does not hold.
    """

    plan: ContactPlan
    band: str
    handler_ref: str
    controller_ref: str
    identity: dict[str, object] = field(repr=False)
    circumstances: dict[str, object] = field(repr=False)
    is_sensitive: bool = False
    care: str = ""
    care_words: str = field(default="", repr=False)

    @property
    def needs_care(self) -> bool:
        """Whether they are under 18 or vulnerable, and so take the longer path from the first day."""
        return self.care not in ("", ORDINARY)

    def parts(self) -> dict[str, dict[str, object]]:
        """Return what custody is to keep, by compartment."""
        parts = {"identity": self.identity, CONTACT: self.plan.record(), "circumstances": self.circumstances}
        return parts | ({"record": {"about": "care", "words": self.care_words}} if self.care_words.strip() else {})


def require_plan(uow: UnitOfWork, plan: ContactPlan) -> None:
    """
    Let a contact plan be kept.

    :raises Invalid: it cannot stand as it is.
    """
    found = problems(plan, uow.now.astimezone(LONDON).date())
    if found:
        raise Invalid(found)


def require_sound(uow: UnitOfWork, row: Waiting, registration: Registration) -> None:
    """
    Let somebody be registered of whom a sealed part waits.

    :raises Invalid: the contact plan cannot stand, the care that they need is passed over, or nobody would oversee
        their handler.
    """
    require_plan(uow, registration.plan)
    _require_care(row, registration)
    if registration.handler_ref == registration.controller_ref:
        raise Invalid({"controller": "The controller must be somebody other than the handler. Choose a colleague."})


def new_source(uow: UnitOfWork, registration: Registration, promise: str) -> Source:
    """Return the row of a new source, which ``enter`` puts into the register."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LETTERS))
    is_sensitive = registration.is_sensitive or registration.needs_care
    is_held_by_two = is_sensitive or registration.band in HELD_BY_TWO
    return Source(
        source_ref=f"SRC-{letters}",
        band=registration.band,
        promise=promise,
        custody=DUAL if is_held_by_two else SINGLE,
        is_sensitive=is_sensitive,
        care=registration.care or ORDINARY,
        handler_ref=registration.handler_ref,
        controller_ref=registration.controller_ref,
        registered_at=uow.now,
        contactable=registration.plan.contactable,
        plan_ends_on=date.fromisoformat(registration.plan.ends_on),
    )


def enter(
    uow: UnitOfWork, source: Source, plan: ContactPlan, version: int, others: frozenset[str] = frozenset()
) -> None:
    """
    Put a source into the register with its first contact plan, and tell whoever listens.

    :param version: which version of the contact compartment the plan is.
    :param others: sources that it may be and that are not this custodian's to open: a controller is to look.
    """
    uow.case.add(source)
    uow.case.flush()
    stand(uow, source.source_ref, plan, version)
    uow.vault.windows.keep(source.source_ref, plan.window.record())
    for other in sorted(others - {source.source_ref}):
        uow.case.add(LinkingTask(source_ref=source.source_ref, other_ref=other, raised_at=uow.now))
    uow.case.flush()
    uow.tell(REGISTERED, source.source_ref)
    if source.care != ORDINARY:
        uow.tell(NEEDS_CARE, source.source_ref)


def _require_care(row: Waiting, registration: Registration) -> None:
    """Refuse to pass over that somebody is, or was said to be, under 18 or vulnerable."""
    if row.needs_care and not registration.care:
        raise Invalid({"care": "They were said to be under 18 or vulnerable. Say what holds for them."})
    if registration.needs_care and not registration.care_words.strip():
        raise Invalid({"adult": "Name the appropriate adult, or say why there is none."})
    if row.needs_care and not registration.care_words.strip():
        raise Invalid({"adult": "They were said to be under 18 or vulnerable. Say why that does not hold."})
