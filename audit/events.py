"""What can be recorded: one row for each act, with the legal verb it counts as and how it is written down."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Verb(StrEnum):
    """The six operations of the Data Protection Act 2018 s.62, and our own acts of security."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    SECURITY = "security"


class Decision(StrEnum):
    """How far an act came."""

    ATTEMPTED = "attempted"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    How one event is written.

    ``reveals`` events open something held in custody: a signed checkpoint must cover the attempt before they run.
    """

    verb: Verb
    action: str
    reveals: bool = False


class Event(Enum):
    """Every act the log knows. The text is what an exported entry carries and never changes once released."""

    # Intake and allegations
    ALLEGATION_ENTER = Kind(Verb.COLLECTION, "allegation:enter")
    ALLEGATION_COLLECT = Kind(Verb.COLLECTION, "allegation:collect")
    ALLEGATION_ADD = Kind(Verb.COLLECTION, "allegation:add")
    QUESTION_ASK = Kind(Verb.DISCLOSURE, "question:ask")
    QUESTION_ANSWER = Kind(Verb.COLLECTION, "question:answer")
    ALLEGATION_LIST = Kind(Verb.CONSULTATION, "allegation:list")
    ALLEGATION_READ = Kind(Verb.CONSULTATION, "allegation:read")
    ALLEGATION_TAKE = Kind(Verb.ALTERATION, "allegation:take")
    ALLEGATION_RECORD = Kind(Verb.ALTERATION, "allegation:record")
    ALLEGATION_CHECK = Kind(Verb.ALTERATION, "allegation:check")
    ALLEGATION_SEARCH = Kind(Verb.COMBINATION, "allegation:search")
    ALLEGATION_GRADE = Kind(Verb.ALTERATION, "allegation:grade")
    ALLEGATION_HOLD = Kind(Verb.ALTERATION, "allegation:hold")
    ALLEGATION_CUT = Kind(Verb.ERASURE, "allegation:cut")
    ALLEGATION_LINK = Kind(Verb.COMBINATION, "allegation:link")
    ALLEGATION_DECIDE = Kind(Verb.ALTERATION, "allegation:decide")
    ALLEGATION_ASSESS = Kind(Verb.ALTERATION, "allegation:assess")
    ALLEGATION_AGREE = Kind(Verb.ALTERATION, "allegation:agree")
    ALLEGATION_RETURN = Kind(Verb.ALTERATION, "allegation:return")
    ALLEGATION_DEVELOP = Kind(Verb.ALTERATION, "allegation:develop")
    ALLEGATION_SEND = Kind(Verb.ALTERATION, "allegation:send")
    ALLEGATION_RESULT = Kind(Verb.ALTERATION, "allegation:result")
    ALLEGATION_CHASE = Kind(Verb.ALTERATION, "allegation:chase")
    ALLEGATION_NOTE = Kind(Verb.ALTERATION, "allegation:note")
    ALLEGATION_CLOSE = Kind(Verb.ALTERATION, "allegation:close")
    ALLEGATION_REOPEN = Kind(Verb.ALTERATION, "allegation:reopen")
    # Custody of sources
    SUBMISSION_LIST = Kind(Verb.CONSULTATION, "submission:list")
    SUBMISSION_OPEN = Kind(Verb.CONSULTATION, "submission:open", reveals=True)
    SUBMISSION_CLEAR = Kind(Verb.ERASURE, "submission:clear")
    SOURCE_LIST = Kind(Verb.CONSULTATION, "source:list")
    LINKING_SETTLE = Kind(Verb.ALTERATION, "linking:settle")
    REGISTER_BRING = Kind(Verb.COLLECTION, "register:bring", reveals=True)
    REGISTER_BROUGHT = Kind(Verb.CONSULTATION, "register:brought")
    REGISTER_TAKE_IN = Kind(Verb.COMBINATION, "register:take-in", reveals=True)
    REGISTER_LOOK = Kind(Verb.CONSULTATION, "register:look", reveals=True)
    REGISTER_LEAVE_OUT = Kind(Verb.ALTERATION, "register:leave-out", reveals=True)
    REGISTER_SEARCH = Kind(Verb.COMBINATION, "register:search", reveals=True)
    SOURCE_READ = Kind(Verb.CONSULTATION, "source:read")
    SOURCE_REGISTER = Kind(Verb.COLLECTION, "source:register", reveals=True)
    SOURCE_LINK = Kind(Verb.COMBINATION, "source:link", reveals=True)
    SOURCE_DISMISS = Kind(Verb.ALTERATION, "source:dismiss", reveals=True)
    SOURCE_OPEN = Kind(Verb.CONSULTATION, "source:open", reveals=True)
    PLAN_APPROVE = Kind(Verb.ALTERATION, "plan:approve")
    PLAN_RETURN = Kind(Verb.ALTERATION, "plan:return")
    PLAN_STOP = Kind(Verb.ALTERATION, "plan:stop")
    PLAN_LET_CALL = Kind(Verb.ALTERATION, "plan:let-call")
    SOURCE_WRITE = Kind(Verb.ALTERATION, "source:write")
    RECORD_READ = Kind(Verb.CONSULTATION, "record:read")
    RECORD_WRITE = Kind(Verb.ALTERATION, "record:write")
    SOURCE_TRANSFER = Kind(Verb.ALTERATION, "source:transfer")
    SOURCE_KEEP_FROM = Kind(Verb.SECURITY, "source:keep-from")
    CARE_MARK = Kind(Verb.ALTERATION, "care:mark")
    CARE_LIFT = Kind(Verb.ALTERATION, "care:lift")
    DRIFT_READ = Kind(Verb.CONSULTATION, "drift:read")
    DRIFT_SIGN = Kind(Verb.ALTERATION, "drift:sign")
    DRIFT_SCORE = Kind(Verb.ALTERATION, "drift:score")
    DRIFT_DECIDE = Kind(Verb.ALTERATION, "drift:decide")
    SOURCE_STAND = Kind(Verb.ALTERATION, "source:stand")
    SOURCE_CLOSE = Kind(Verb.ALTERATION, "source:close")
    SOURCE_REOPEN = Kind(Verb.ALTERATION, "source:reopen")
    SOURCE_AFTERCARE = Kind(Verb.ALTERATION, "source:aftercare")
    CUSTODY_MARK = Kind(Verb.ALTERATION, "custody:mark")
    CUSTODY_RAISE = Kind(Verb.SECURITY, "custody:raise", reveals=True)
    CUSTODY_LOWER = Kind(Verb.SECURITY, "custody:lower", reveals=True)
    CUSTODY_ASK = Kind(Verb.ALTERATION, "custody:ask")
    CUSTODY_LIST = Kind(Verb.CONSULTATION, "custody:list")
    CUSTODY_READ = Kind(Verb.CONSULTATION, "custody:read-request")
    CUSTODY_APPROVE = Kind(Verb.DISCLOSURE, "custody:approve", reveals=True)
    CUSTODY_REFUSE = Kind(Verb.ALTERATION, "custody:refuse")
    CUSTODY_END = Kind(Verb.ALTERATION, "custody:end")
    CUSTODY_EXPIRE = Kind(Verb.ERASURE, "custody:expire")
    GROUP_RESEAL = Kind(Verb.SECURITY, "group:reseal", reveals=True)
    OPENINGS_LIST = Kind(Verb.CONSULTATION, "openings:list")
    OPENINGS_LOOK = Kind(Verb.SECURITY, "openings:look")
    OPENINGS_LET = Kind(Verb.SECURITY, "openings:let")
    GLASS_BREAK = Kind(Verb.DISCLOSURE, "glass:break", reveals=True)
    GLASS_REVIEW = Kind(Verb.SECURITY, "glass:review")
    HOLD_SET = Kind(Verb.ALTERATION, "hold:set")
    HOLD_LIFT = Kind(Verb.ALTERATION, "hold:lift")
    ERASURE_ASK = Kind(Verb.ALTERATION, "erasure:ask")
    ERASURE_LIST = Kind(Verb.CONSULTATION, "erasure:list")
    ERASURE_READ = Kind(Verb.CONSULTATION, "erasure:read")
    ERASURE_REFUSE = Kind(Verb.ALTERATION, "erasure:refuse")
    SOURCE_ERASE = Kind(Verb.ERASURE, "source:erase")
    REGISTER_LEAVE = Kind(Verb.ALTERATION, "register:leave")
    LOCK_KEY_NEW = Kind(Verb.SECURITY, "lock:new-key")
    LOCK_RELOCK = Kind(Verb.SECURITY, "lock:relock")
    LOCK_RETIRE = Kind(Verb.SECURITY, "lock:retire")
    RECOVERY_DRILL = Kind(Verb.SECURITY, "recovery:drill", reveals=True)
    FROZEN_LIST = Kind(Verb.CONSULTATION, "frozen:list")
    FROZEN_RELEASE = Kind(Verb.SECURITY, "frozen:release", reveals=True)
    # The risk to sources
    RISK_READ = Kind(Verb.CONSULTATION, "risk:read")
    RISK_WRITE = Kind(Verb.ALTERATION, "risk:write")
    RISK_CLOSE = Kind(Verb.ALTERATION, "risk:close")
    RISK_BAND = Kind(Verb.ALTERATION, "risk:band")
    RISK_REVIEW_DUE = Kind(Verb.ALTERATION, "risk:review-due")
    RISK_SIGN = Kind(Verb.ALTERATION, "risk:sign")
    RISK_ESCALATE = Kind(Verb.ALTERATION, "risk:escalate")
    RISK_PLAN = Kind(Verb.ALTERATION, "risk:plan")
    WELFARE_CHECK = Kind(Verb.COLLECTION, "risk:welfare")
    COMPROMISE_RECORD = Kind(Verb.COLLECTION, "risk:compromise")
    COMPROMISE_CLOSE = Kind(Verb.ALTERATION, "risk:compromise-close")
    THREAT_RAISE = Kind(Verb.COLLECTION, "threat:raise")
    THREAT_READ = Kind(Verb.CONSULTATION, "threat:read")
    THREAT_TAKE = Kind(Verb.ALTERATION, "threat:take")
    THREAT_HAND = Kind(Verb.DISCLOSURE, "threat:hand")
    THREAT_DECIDE = Kind(Verb.ALTERATION, "threat:decide")
    THREAT_CLOSE = Kind(Verb.ALTERATION, "threat:close")
    # Contact
    CONTACT_LIST = Kind(Verb.CONSULTATION, "contact:list")
    CONTACT_REQUEST = Kind(Verb.ALTERATION, "contact:request")
    CONTACT_READ_REQUEST = Kind(Verb.CONSULTATION, "contact:read-request")
    CONTACT_APPROVE = Kind(Verb.DISCLOSURE, "contact:approve", reveals=True)
    CONTACT_REFUSE = Kind(Verb.ALTERATION, "contact:refuse")
    CONTACT_REVOKE = Kind(Verb.ALTERATION, "contact:revoke")
    CONTACT_EXPIRE = Kind(Verb.ERASURE, "contact:expire")
    CONTACT_OPEN = Kind(Verb.CONSULTATION, "contact:open", reveals=True)
    CONTACT_NUMBER = Kind(Verb.CONSULTATION, "contact:number", reveals=True)
    CONTACT_CODE_WORD = Kind(Verb.CONSULTATION, "contact:code-word", reveals=True)
    CONTACT_OVERRIDE = Kind(Verb.ALTERATION, "contact:override")
    FIGURES_READ = Kind(Verb.CONSULTATION, "figures:read")
    CONTACT_ATTEMPT = Kind(Verb.COLLECTION, "contact:attempt")
    MESSAGE_SEND = Kind(Verb.DISCLOSURE, "message:send")
    # Reports and releases
    REPORT_LIST = Kind(Verb.CONSULTATION, "report:list")
    REPORT_READ = Kind(Verb.CONSULTATION, "report:read")
    REPORT_WRITE = Kind(Verb.ALTERATION, "report:write")
    REPORT_SUBMIT = Kind(Verb.ALTERATION, "report:submit")
    WORDS_COMPARE = Kind(Verb.COMBINATION, "words:compare", reveals=True)
    WORDS_PASS = Kind(Verb.ALTERATION, "words:pass")
    REPORT_RELEASE = Kind(Verb.DISCLOSURE, "report:release")
    REPORT_RECALL = Kind(Verb.ALTERATION, "report:recall")
    REPORT_REFUSE = Kind(Verb.ALTERATION, "report:refuse")
    RELEASE_LIST = Kind(Verb.CONSULTATION, "release:list")
    RELEASE_ACCEPT = Kind(Verb.ALTERATION, "release:accept")
    RELEASE_READ = Kind(Verb.CONSULTATION, "release:read")
    RELEASE_RESULT = Kind(Verb.ALTERATION, "release:result")
    # The log itself
    LOG_READ = Kind(Verb.CONSULTATION, "log:read")
    LOG_PROVE = Kind(Verb.CONSULTATION, "log:prove")
    LOG_VERIFY = Kind(Verb.CONSULTATION, "log:verify")
    LOG_EXPORT = Kind(Verb.DISCLOSURE, "log:export")
    LOG_NOTE_READ = Kind(Verb.CONSULTATION, "log:note-read", reveals=True)
    # People, sessions and the system
    BOARD_READ = Kind(Verb.CONSULTATION, "board:read")
    PEOPLE_LIST = Kind(Verb.CONSULTATION, "people:list")
    PERSON_ENROL = Kind(Verb.COLLECTION, "person:enrol")
    PERSON_READ = Kind(Verb.CONSULTATION, "person:read")
    PERSON_INVITE = Kind(Verb.COLLECTION, "person:invite")
    INVITATION_WITHDRAW = Kind(Verb.SECURITY, "invitation:withdraw")
    INVITATION_OPEN = Kind(Verb.SECURITY, "invitation:open")
    INVITATION_TAKE = Kind(Verb.SECURITY, "invitation:take")
    PERSON_RENEW = Kind(Verb.SECURITY, "person:renew")
    PERSON_SUSPEND = Kind(Verb.SECURITY, "person:suspend")
    PERSON_LEAVING = Kind(Verb.ALTERATION, "person:leaving")
    PERSON_END = Kind(Verb.SECURITY, "person:end")
    PERSON_NOTICE = Kind(Verb.CONSULTATION, "person:notice-read")
    CHANGE_LIST = Kind(Verb.CONSULTATION, "change:list")
    CHANGE_READ = Kind(Verb.CONSULTATION, "change:read")
    CHANGE_ENTER = Kind(Verb.ALTERATION, "change:enter")
    CHANGE_CONFIRM = Kind(Verb.ALTERATION, "change:confirm")
    CHANGE_REFUSE = Kind(Verb.ALTERATION, "change:refuse")
    HOLDING_MOVE = Kind(Verb.ALTERATION, "holding:move")
    ROSTER_LIST = Kind(Verb.CONSULTATION, "roster:list")
    ROSTER_SIGN = Kind(Verb.SECURITY, "roster:sign", reveals=True)
    ROSTER_REPAIR = Kind(Verb.SECURITY, "roster:repair", reveals=True)
    ROSTER_WITHDRAW = Kind(Verb.SECURITY, "roster:withdraw")
    DEVICE_FORGET = Kind(Verb.SECURITY, "device:forget")
    ORGANISATION_ADD = Kind(Verb.ALTERATION, "organisation:add")
    UNIT_ADD = Kind(Verb.ALTERATION, "unit:add")
    UNIT_EDIT = Kind(Verb.ALTERATION, "unit:edit")
    SETUP_READ = Kind(Verb.CONSULTATION, "setup:read")
    AGENCY_PROPOSE = Kind(Verb.ALTERATION, "agency:propose")
    AGREEMENT_CHANGE = Kind(Verb.ALTERATION, "agreement:change")
    AGREEMENT_END = Kind(Verb.ALTERATION, "agreement:end")
    RELEASE_END = Kind(Verb.ALTERATION, "release:end")
    SETTING_CHANGE = Kind(Verb.ALTERATION, "setting:change")
    HOLIDAY_PROPOSE = Kind(Verb.ALTERATION, "holiday:propose")
    HOLIDAY_REMOVE = Kind(Verb.ALTERATION, "holiday:remove")
    ALLEGATION_RECLOCK = Kind(Verb.ALTERATION, "allegation:due-again")
    PROPOSAL_AGREE = Kind(Verb.ALTERATION, "proposal:agree")
    PROPOSAL_REFUSE = Kind(Verb.ALTERATION, "proposal:refuse")
    DUTY_LIST = Kind(Verb.CONSULTATION, "duty:list")
    DUTY_ASSIGN = Kind(Verb.ALTERATION, "duty:assign")
    DUTY_END = Kind(Verb.ALTERATION, "duty:end")
    HOLIDAYS_SEED = Kind(Verb.ALTERATION, "holidays:seed")
    SIGN_IN = Kind(Verb.SECURITY, "session:sign-in")
    SIGN_OUT = Kind(Verb.SECURITY, "session:sign-out")
    SESSION_END = Kind(Verb.SECURITY, "session:end")
    SESSION_REPLACED = Kind(Verb.SECURITY, "session:replaced")
    SESSION_NOTICE = Kind(Verb.SECURITY, "session:notice-read")
    PASSPHRASE_CHANGE = Kind(Verb.SECURITY, "account:passphrase")
    SIGN_OUT_EVERYWHERE = Kind(Verb.SECURITY, "session:sign-out-everywhere")
    UNLOCK = Kind(Verb.SECURITY, "session:unlock")
    LOCK = Kind(Verb.SECURITY, "session:lock")
    PAGE_REFUSED = Kind(Verb.SECURITY, "page:refused")
    REQUEST_FORGED = Kind(Verb.SECURITY, "request:forged")
    REQUEST_LIMITED = Kind(Verb.SECURITY, "request:limited")
    INTEGRITY_FAILED = Kind(Verb.SECURITY, "custody:integrity:failed")
    CEREMONY = Kind(Verb.SECURITY, "deployment:ceremony")
    CEREMONY_HELD = Kind(Verb.SECURITY, "deployment:ceremony-held")
    ROSTER_CHANGE = Kind(Verb.SECURITY, "group:roster")
    BUNDLE_PUBLISH = Kind(Verb.SECURITY, "group:publish")
    STORE_BACKUP = Kind(Verb.SECURITY, "store:backup")
    STORE_RESTORE = Kind(Verb.SECURITY, "store:restore")
    STORE_UPGRADE = Kind(Verb.SECURITY, "store:upgrade")
    SWEEP = Kind(Verb.SECURITY, "store:sweep")
    HEARTBEAT = Kind(Verb.SECURITY, "log:heartbeat")

    @property
    def verb(self) -> Verb:
        """The legal verb this act counts as."""
        return self.value.verb

    @property
    def action(self) -> str:
        """The text an entry carries."""
        return self.value.action

    @property
    def reveals(self) -> bool:
        """Whether a signed checkpoint must cover the attempt before anything is opened."""
        return self.value.reveals
