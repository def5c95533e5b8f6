"""What each permit to write reaches: one compartment whatever it says, or the one that it names."""

from app.access.policy import Action
from app.vault.compartments import Compartment

_CLOSING = (Action.SOURCE_CLOSE, Action.SOURCE_REOPEN, Action.AFTERCARE)
_RECORD = (Action.RECORD_WRITE, Action.DRIFT_DECIDE, Action.CARE_MARK, *_CLOSING)
_RISK = (Action.RISK_WRITE, Action.THREAT_RAISE, Action.THREAT_WORK, Action.THREAT_EXPOSE, Action.THREAT_CLOSE)
WRITES = {
    Action.SOURCE_WRITE: "",
    **dict.fromkeys((Action.CONTACT_ATTEMPT, Action.CONTACT_RECEIVE), Compartment.LOG.value),
    **dict.fromkeys(_RECORD, Compartment.RECORD.value),
    **dict.fromkeys((*_RISK, Action.CONTACT_ALARM), Compartment.RISK.value),
}
