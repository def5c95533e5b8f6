"""The tables of a source's life on the register."""

from app.register.models.closing import Aftercare, Closing
from app.register.models.drift import DriftDecision, DriftSign
from app.register.models.record import Particular, Period

__all__ = ["Aftercare", "Closing", "DriftDecision", "DriftSign", "Particular", "Period"]
