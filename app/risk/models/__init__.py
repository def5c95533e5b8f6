"""The tables of risk: how each was rated, and when it is looked at again. What anybody said or fears is not here."""

from app.risk.models.incidents import Incident, Mitigation, WelfareCheck
from app.risk.models.reviews import BandChange, Happening, Review, Signature
from app.risk.models.risks import Rating, Risk
from app.risk.models.threats import Threat, ThreatDecision, threat_columns

__all__ = [
    "BandChange",
    "Happening",
    "Incident",
    "Mitigation",
    "Rating",
    "Review",
    "Risk",
    "Signature",
    "Threat",
    "ThreatDecision",
    "WelfareCheck",
    "threat_columns",
]
