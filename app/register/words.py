"""The words of a source's life on the register: one row for each code."""

CLOSE_REASONS = {
    "OBJECTIVE_MET": "What was wanted has been reached",
    "NO_LONGER_ACCESS": "They no longer learn anything",
    "SOURCE_WISH": "They wish it",
    "UNRELIABLE": "What they tell is not reliable",
    "RISK_TOO_HIGH": "The risk to them is too high",
    "COMPROMISED": "They have become known",
    "DRIFT_REFERRED": "Handed to an agency that may authorise it",
    "DEATH": "They have died",
    "LOST_CONTACT": "They cannot be reached any more",
    "NEVER_ENGAGED": "They never wanted to be in touch",
}
# What is asked at closing, in this order: the name of each is its column.
CLOSING_QUESTIONS = {
    "told_again": "Told how to report again",
    "told_confidential": "Told that confidentiality goes on",
    "told_role": "Told not to say that they act for the unit",
    "rewards": "Rewards settled",
    "devices": "Devices given back",
    "welfare": "Told where to find help for themselves",
}
DONE, COULD_NOT, NONE_NEEDED = "DONE", "COULD_NOT", "NONE_NEEDED"
CLOSING_ANSWERS = {DONE: "Done", COULD_NOT: "Could not be done", NONE_NEEDED: "Does not apply"}
FINDINGS = {
    "NOTHING_NEW": "Nothing new",
    "NEEDS_HELP": "They need help or protection",
    "IN_DANGER": "They may be in danger: the source is to be opened again",
}
AFTERCARE_LABELS = {"DAYS_28": "28 days after closing", "DAYS_180": "180 days after closing"}
