"""What the ways into an act are made of: what each role needs, and the steps at which a record may stand."""

from app.access import predicates as p

# What everybody at work needs before anything else is asked.
AT_WORK = [p.vetting_is_current, p.trained("SRC_AWARE"), p.trained("DPA_P3")]
ADMINISTERING = [*AT_WORK, p.acts_as("SYS_ADMIN")]
ASSESSING = [*AT_WORK, p.acts_as("ASSESSOR"), p.trained("IMS_INDUCTION")]
MANAGING = [*AT_WORK, p.acts_as("INTEL_MANAGER")]
HANDLING = [*AT_WORK, p.acts_as("NSU_HANDLER"), p.trained("SRC_ENGAGE")]
CONTROLLING = [*AT_WORK, p.acts_as("NSU_CONTROLLER"), p.trained("SRC_CONTROL")]
AUTHORISING = [*AT_WORK, p.acts_as("NSU_AUTHORISER"), p.trained("SRC_CONTROL")]
# A custodian is a handler or a controller, each with the training of their own role.
KEEPING = (HANDLING, CONTROLLING)
CALLING = [*ASSESSING, p.trained("SRC_ENGAGE")]
WRITING = [*AT_WORK, p.acts_as("DISSEM_OFFICER", "ASSESSOR"), p.trained("SANITISE")]
AUDITING = [*AT_WORK, p.acts_as("AUDITOR"), p.trained("AUDIT"), p.only_audits]
# Those who hold keys of a group; only their own group acts on them.
IN_A_GROUP = (HANDLING, CONTROLLING, AUTHORISING, AUDITING)
LOOKING_AFTER = [
    [*ADMINISTERING, p.is_someone_else, p.stands_no_higher],
    *([*member, p.is_someone_else, p.is_group_colleague] for member in IN_A_GROUP),
]
SECOND_PERSON = [*AT_WORK, p.acts_as("SYS_ADMIN", "INTEL_MANAGER", "DPO")]
TWO_PAIRS_OF_EYES = [p.awaits_confirmation, p.entered_by_someone_else, p.concerns_someone_else]
RECEIVING = [*AT_WORK, p.acts_as("AGENCY_READER", "RECEIVER"), p.is_addressed, p.is_released, p.cleared_for_tier]
ADDRESSED = [*RECEIVING, p.is_named, p.is_government, p.embargo_has_passed]

ASSESSED_STATES = ("ASSESSED", "IN_DEVELOPMENT", "DISSEMINATED", "RESULT_DUE", "RESULTED", "CLOSED")
CLOSABLE = ("ASSESSED", "IN_DEVELOPMENT", "RESULTED")
TAKEABLE = p.stands_at("RECEIVED", "RETURNED", "REOPENED")
IN_HAND = p.stands_at("IN_ASSESSMENT")
