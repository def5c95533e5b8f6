"""The words of the register: labels for codes, one row for each."""

DAY_LABELS = {
    "MON": "Monday",
    "TUE": "Tuesday",
    "WED": "Wednesday",
    "THU": "Thursday",
    "FRI": "Friday",
    "SAT": "Saturday",
    "SUN": "Sunday",
}
BAND_LABELS = {
    "LOW": "Low",
    "MEDIUM": "Medium",
    "HIGH": "High",
    "VERY_HIGH": "Very high",
    "CRITICAL": "Critical",
}
PLAN_LABELS = {
    "WRITTEN": "Waits for a controller",
    "APPROVED": "Approved",
    "RETURNED": "Sent back",
    "STOPPED": "To be written anew",
}
PLAN_COLOURS = {"WRITTEN": "yellow", "APPROVED": "green", "RETURNED": "orange", "STOPPED": "red"}
BAND_COLOURS = {"LOW": "green", "MEDIUM": "yellow", "HIGH": "orange", "VERY_HIGH": "red", "CRITICAL": "red"}
CHANNEL_LABELS = {
    "PHONE": "Telephone",
    "SMS_ALLOWED": "Text message",
    "EMAIL": "E-mail",
    "IN_PERSON": "In person",
    "RETURN_CODE": "A message they open with their receipt words",
}
RISK_CHANGE_LABELS = {
    "SAME": "It seems the same",
    "HIGHER": "It seems greater: the source unit looks at it",
    "LOWER": "It seems less",
    "UNKNOWN": "Cannot tell",
}
DIRECTION_LABELS = {"OUTGOING": "We called them", "INCOMING": "They came to us"}
VOICEMAIL_LABELS = {"NEVER": "Never leave anything", "COVER_ONLY": "The cover story only"}
COMPARTMENT_LABELS = {
    "contact": "How to reach them",
    "identity": "Who they are",
    "circumstances": "Their circumstances",
    "original": "What they wrote, as typed",
    "log": "What was said in contacts",
    "risk": "What is feared for them",
    "record": "The record of their use",
}
COMPARTMENT_HINTS = {
    "contact": "Number, safe times, cover story.",
    "identity": "Names, birth date, addresses, nationality.",
    "circumstances": "Relationships, how they know, dangers.",
    "original": "With their own details still in it.",
    "log": "Notes of every call.",
    "risk": "Risks, threats, welfare, and what is done about them, in words.",
    "record": "Statutory particulars, closing, and what was found afterwards.",
}
# What can be held shut because it did not open, and what the groups of custody are called.
HELD_LABELS = {
    "source": "A source",
    "submission": "A sealed part that waits",
    "person": "Somebody's keys",
    "group": "The keys of a group",
    "other": "Something else in custody",
}
GROUP_LABELS = {
    "custodians": "Custodians",
    "authorisers": "Authorisers",
    "auditors": "Auditors",
    "members": "Everybody who holds keys",
}
# The acts in which something can fail to open, as the log calls them.
ACT_LABELS = {
    "submission:open": "Opening what came in",
    "source:register": "Registering a source",
    "source:link": "Putting a report to a source",
    "source:dismiss": "Deleting a sealed part",
    "source:read": "Looking at the source",
    "source:open": "Opening one part",
    "source:write": "Changing the contact plan",
    "record:write": "Writing the statutory record",
    "source:close": "Closing a source",
    "source:reopen": "Opening a source again",
    "source:aftercare": "Looking at a source after closing",
    "words:compare": "Comparing the words of a report",
    "contact:approve": "Approving a request for contact",
    "contact:open": "Opening how to reach them",
    "contact:attempt": "Writing down an attempt",
    "session:sign-in": "Signing in",
    "session:unlock": "Unlocking keys",
    "account:passphrase": "Changing a passphrase",
    "log:note-read": "Reading a reason in the record",
}
PURPOSE_LABELS = {
    "REGISTRATION": "Registering a source",
    "CHECK_WORDS": "Checking the words of a report",
    "RISK_REVIEW": "Review the risk to them",
    "WELFARE": "See to their welfare",
    "SOURCE_CONTACT": "Prepare or check contact",
    "THREAT_TO_LIFE": "A threat to life",
    "DATA_CORRECTION": "Correct what is held",
    "COMPLAINT": "Answer a complaint",
    "DISCLOSURE_CPIA": "Disclosure in proceedings",
}
ASKED_PURPOSES = tuple(code for code in PURPOSE_LABELS if code not in {"REGISTRATION", "CHECK_WORDS"})
# What a submission's own details are called, in the order in which they are shown.
DETAIL_LABELS = {
    "name": "Name",
    "phone": "Telephone",
    "email": "E-mail",
    "handle": "Name used online",
    "address": "Address",
    "work": "Where they work",
    "safe_times": "Safe times to call",
    "voicemail": "Voicemail",
    "number_shown": "May our number be shown",
    "how_known": "How they know",
    "relationship": "Relationship to the people concerned",
    "danger": "What would put them in danger",
    "reach": "How else to reach them",
}
# What a person chose from a list, in the words of whoever reads it.
DETAIL_ANSWERS = {
    "voicemail": {"yes": "A message may be left", "no": "No message"},
    "number_shown": {"withheld": "No", "shown": "Yes, one that they can call back", "either": "As we like"},
}
FIELD_LABELS = DETAIL_LABELS | {
    "other_names": "Other names",
    "born_on": "Date of birth",
    "nationality": "Nationality",
    "channel": "Channel",
    "ends_on": "The plan ends on",
    "safe_days": "Safe days",
    "safe_from": "Safe from",
    "safe_to": "Safe until",
    "time_zone": "As clocks show in",
    "withhold_number": "Withhold our number",
    "cover_story": "Cover story",
    "wrong_person": "If somebody else answers",
    "language": "Language",
    "interpreter_vetted": "A vetted interpreter is needed",
    "needs": "What they need",
    "who_may_answer": "Who else may answer",
    "duress_phrase": "What they say if forced",
    "emergency": "In an emergency",
    "next_contact_on": "Next contact on",
    "do_not_contact": "Do not contact",
    "motive": "Why they told us",
    "said": "What was said",
    "outcome": "How it ended",
    "direction": "Who began",
    "tasked": "A task was spoken of",
    "risk_change": "The risk to them",
}
# How likely it is that two are one.
LIKELY_COLOURS = {"VERY_LIKELY": "orange", "LIKELY": "yellow", "POSSIBLE": "blue"}
