"""Why a source is erased or kept, by code, and what each state is called."""

# Data Protection Act 2018 Part 3: ss.39 (storage limitation), 46 and 47 (rectification, erasure), and an order.
ERASURE_GROUNDS = {
    "RETENTION_ENDED": "The time for which it may be kept is over",
    "ASKED_BY_PERSON": "The person asked for it, and it need not be kept",
    "ENTERED_WRONGLY": "It should never have been registered",
    "ORDERED": "A court or the Information Commissioner ordered it",
}
HOLD_GROUNDS = {
    "CPIA": "Disclosure in criminal proceedings (CPIA 1996)",
    "INQUIRY": "An inquiry or inquest",
    "LITIGATION": "Litigation, or a complaint that is open",
    "COMMISSIONER": "The Information Commissioner or another overseer asked for it to be kept",
}
STATES = {
    "PENDING": ("Waits for a second person", "yellow"),
    "REFUSED": ("Refused", "red"),
    "ERASED": ("Erased", "grey"),
}
# What keeps a source besides a hold, and who can change that.
KEPT_BY = {
    "HOLD": "A legal hold stands. A controller or an authoriser who did not set it can lift it.",
    "THREAT": "A threat to their life is open. It must be closed first.",
    "GLASS": "The glass was broken, and nobody has reviewed that yet. An auditor must do so first.",
    "SHUT": "Something of it did not open as it should and is held shut. Two custodians must release it first.",
}
