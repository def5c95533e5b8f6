"""The words of risk: labels for codes, one row for each."""

from app.risk.rules import Treatment

TREATMENT_LABELS = {
    Treatment.AVOID.value: "Avoid it: stop what causes it",
    Treatment.REDUCE.value: "Reduce it",
    Treatment.TRANSFER.value: "Hand it to somebody better placed",
    Treatment.ACCEPT.value: "Accept it, and say why",
}
EFFECTS = {"WORKED": "It helped", "PARTLY": "It helped in part", "NOT": "It did not help"}
FOUND_BY = {
    "SOURCE_SAID": "They told us",
    "OFFICER_SAW": "An officer noticed",
    "AGENCY_SAID": "An agency told us",
    "DOCUMENT": "Something written gave it away",
    "RECORD": "The record of consultations showed it",
    "OTHER": "In another way",
}
REACHES = {
    "SUSPECTED": "Somebody may have guessed",
    "INSIDE": "Known to somebody inside who should not know",
    "OUTSIDE": "Known to somebody outside",
    "SUBJECT": "Known to the person they told us about",
}
# Threat to life: how it came to be known, how real it is, and what can be decided (product defaults).
LEARNED_BY = {
    "CONTACT": "Said or heard in a contact",
    "MESSAGE": "A message or a call",
    "AGENCY": "Told by an agency or the police",
    "INTELLIGENCE": "Learned from information received",
    "DURESS": "The sign for duress",
    "OTHER": "In another way",
}
THREAT_GRADES = {
    "IMMEDIATE": "Real and immediate",
    "REAL": "Real, not immediate",
    "UNCLEAR": "Cannot be told yet: treated as immediate",
}
THREAT_OPTIONS = {
    "WARN_VICTIM": "Warn the person in danger",
    "DISRUPT": "Disrupt whoever threatens",
    "RELOCATE": "Move the person in danger",
    "ARREST": "Arrest",
    "PROTECT": "Protect where they are",
    "NO_NOTICE": "Give no notice",
}
ROLE_LABELS = {
    "NSU_HANDLER": "the handler",
    "NSU_CONTROLLER": "a controller",
    "NSU_AUTHORISER": "an authoriser",
}
WELFARE_QUESTIONS = {
    "safe": "Are they safe?",
    "stress": "How do they sleep, and how great is the strain?",
    "living": "Money, job and home",
    "family": "Family and others close to them",
    "suspicion": "Does anybody suspect them?",
    "stopping": "Do they want to stop?",
}
WELFARE_ANSWERS = {"0": "No worry", "1": "Some worry", "2": "Serious worry", "3": "Not safe, or at an end"}
