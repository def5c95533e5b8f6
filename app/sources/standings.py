"""Where a source stands on the register, and which way leads from one standing to another: one row for each step."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Where a source stands. What comes before, a sealed part that waits, is no source yet."""

    REGISTERED = "REGISTERED"
    ACTIVE = "ACTIVE"
    DORMANT = "DORMANT"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    ERASED = "ERASED"


class Step(StrEnum):
    """What moves a source from one standing to another."""

    BEAR_OUT = "BEAR_OUT"
    REST = "REST"
    WAKE = "WAKE"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"


@dataclass(frozen=True, slots=True)
class Way:
    """One step: from which standings, to which."""

    step: Step
    before: tuple[Standing, ...]
    after: Standing


_S = Standing
WAYS: tuple[Way, ...] = (
    # A risk assessment was signed in full: the first estimate is borne out, or whoever was closed is in work again.
    Way(Step.BEAR_OUT, (_S.REGISTERED, _S.REOPENED), _S.ACTIVE),
    Way(Step.REST, (_S.REGISTERED, _S.ACTIVE), _S.DORMANT),
    Way(Step.WAKE, (_S.DORMANT,), _S.ACTIVE),
    Way(Step.CLOSE, (_S.REGISTERED, _S.ACTIVE, _S.DORMANT, _S.REOPENED), _S.CLOSED),
    Way(Step.REOPEN, (_S.CLOSED,), _S.REOPENED),
)
WAY_BY_STEP = {way.step: way for way in WAYS}

LABELS = {
    _S.REGISTERED: "Registered",
    _S.ACTIVE: "Active",
    _S.DORMANT: "Dormant",
    _S.CLOSED: "Closed",
    _S.REOPENED: "Opened again",
    _S.ERASED: "Erased",
}
COLOURS = {
    _S.REGISTERED: "blue",
    _S.ACTIVE: "green",
    _S.DORMANT: "grey",
    _S.CLOSED: "grey",
    _S.REOPENED: "yellow",
    _S.ERASED: "grey",
}
MEANINGS = {
    _S.REGISTERED: "Their first risk assessment is to be signed. Contact may be asked for meanwhile.",
    _S.ACTIVE: "Their risk assessment stands signed.",
    _S.DORMANT: "Nobody contacts them. Risk reviews go on.",
    _S.CLOSED: "The file is sealed. Only controllers see that it is there.",
    _S.ERASED: "Nothing of them is kept. The reference is not given out again.",
    _S.REOPENED: "Nobody contacts them and nothing is sent until a new risk assessment is signed.",
}
# Whose file nobody works on: it is sealed, or nothing is left of it.
AT_REST = (_S.CLOSED.value, _S.ERASED.value)
# Whether officers may call at high risk: a decision for one band holds for those below it and not for those above.
CALLS_UNDECIDED = (
    "(calls_decided_for IS NULL OR (band = 'VERY_HIGH' AND calls_decided_for = 'HIGH')"
    " OR (band = 'CRITICAL' AND calls_decided_for <> 'CRITICAL'))"
)
# What must be thought of with every step that concerns them.
ORDINARY, CHILD, VULNERABLE = "ORDINARY", "CHILD", "VULNERABLE"
CARES = {ORDINARY: "Neither", CHILD: "Under 18", VULNERABLE: "Vulnerable"}
# Those who may be asked to be contacted.
CONTACTABLE = (_S.REGISTERED.value, _S.ACTIVE.value)


def after(step: Step, standing: str) -> Standing | None:
    """Return where a step leads from a standing, or ``None`` where it does not begin there."""
    way = WAY_BY_STEP[step]
    return way.after if standing in way.before else None


def begins_at(step: Step) -> tuple[str, ...]:
    """Return the standings at which a step may be taken."""
    return tuple(standing.value for standing in WAY_BY_STEP[step].before)
