"""What a review of a source comes to as it stands: the band found, who must sign for it, and what is missing first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.risk.models import Risk, Signature, Threat
from app.risk.models.risks import OPEN
from app.risk.rules import BAND_BY_CODE, Band, needs_treatment, overall


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a review comes to.

    :ivar band: the worst of what is open; ``None`` when nothing is written down.
    :ivar to_sign: the stricter of the band that stands and the band found: who signs for either signs.
    :ivar waits_for: the roles whose signature is missing.
    :ivar signers: who has signed for it so far; nobody signs twice.
    :ivar missing: what must be done before anybody can sign.
    """

    band: Band | None
    to_sign: Band
    waits_for: tuple[str, ...]
    signers: frozenset[str]
    missing: tuple[str, ...]


def find(
    standing: str,
    risks: Sequence[Risk],
    threats: Sequence[Threat],
    planned: Collection[str],
    signed: Sequence[Signature],
    rated_since: datetime | None = None,
) -> Found:
    """
    Return what a review comes to now.

    :param rated_since: whoever was closed is open again since then: what was rated before counts as not assessed.
    """
    bands = [risk.counted for risk in risks]
    if any(threat.state == OPEN for threat in threats):
        bands.append(Band.CRITICAL)
    band = overall(bands) if bands else None
    to_sign = overall([standing, *bands])
    counting = [one for one in signed if one.band == to_sign]
    roles = {one.role for one in counting}
    waits_for = tuple(role for role in BAND_BY_CODE[to_sign].signed_by if role not in roles)
    untreated = [risk for risk in risks if needs_treatment(risk.counted) and risk.risk_ref not in planned]
    missing = [] if risks else ["Write down at least one risk first. Nothing written down is not the same as no risk."]
    missing += [
        f"{risk.risk_ref} is {BAND_BY_CODE[risk.counted].label.lower()}: say first what is done about it."
        for risk in untreated
    ]
    missing += [
        f"{risk.risk_ref} was last rated before the source was closed: rate it anew, or close it."
        for risk in risks
        if rated_since is not None and risk.rated_at < rated_since
    ]
    return Found(band, to_sign, waits_for, frozenset(one.person_ref for one in counting), tuple(missing))
