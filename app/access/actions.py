"""What a person may ask to do, one row for each act that policy decides."""

from enum import StrEnum


class Action(StrEnum):
    """What a person may ask to do. Each has a row in RULES; a route without one keeps the application from starting."""

    SUBMIT = "submit"
    SIGN_IN = "session:sign-in"
    SESSION_OWN = "session:own"
    SESSION_END = "session:end"
    BOARD_READ = "board:read"
    PEOPLE_LIST = "people:list"
    PERSON_ENROL = "person:enrol"
    ORGANISATION_WRITE = "organisation:write"
    STEWARD = "steward"

    ALLEGATION_LIST = "allegation:list"
    ALLEGATION_READ = "allegation:read"
    ALLEGATION_TAKE = "allegation:take"
    ALLEGATION_WORK = "allegation:work"
    ALLEGATION_SEARCH = "allegation:search"
    ALLEGATION_HOLD = "allegation:hold"
    ALLEGATION_CUT = "allegation:cut"
    ALLEGATION_AGREE = "allegation:agree"
    ALLEGATION_RETURN = "allegation:return"
    ALLEGATION_DECIDE = "allegation:decide"
    ALLEGATION_DEVELOP = "allegation:develop"
    ALLEGATION_NOTE = "allegation:note"
    ALLEGATION_SEND = "allegation:send"
    ALLEGATION_RESULT = "allegation:result"
    ALLEGATION_CLOSE = "allegation:close"
    ALLEGATION_REOPEN = "allegation:reopen"

    SUBMISSION_LIST = "submission:list"
    SUBMISSION_OPEN = "submission:open"
    SOURCE_REGISTER = "source:register"
    SOURCE_LIST = "source:list"
    SOURCE_OPEN = "source:open"
    SOURCE_WRITE = "source:write"
    MESSAGE_SEND = "message:send"
    FROZEN_LIST = "frozen:list"
    FROZEN_RELEASE = "frozen:release"

    CONTACT_LIST = "contact:list"
    CONTACT_ASK = "contact:ask"
    CONTACT_DECIDE = "contact:decide"
    CONTACT_REVOKE = "contact:revoke"
    CONTACT_OPEN = "contact:open"
    CONTACT_ATTEMPT = "contact:attempt"

    REPORT_LIST = "report:list"
    REPORT_START = "report:start"
    REPORT_WRITE = "report:write"
    REPORT_RELEASE = "report:release"
    REPORT_RECALL = "report:recall"

    RELEASE_LIST = "release:list"
    RELEASE_ACCEPT = "release:accept"
    RELEASE_READ = "release:read"

    LOG_READ = "log:read"
    LOG_EXPORT = "log:export"
