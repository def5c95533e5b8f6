"""The words of the auditor's pages: why the log is read, and what each verb and decision is called."""

from audit.events import Decision, Verb

# The purposes for which a log may be used: Data Protection Act 2018 s.62(4), and a request of the Commissioner.
PURPOSES = {
    "VERIFY_LAWFULNESS": "Verify that processing is lawful",
    "SELF_MONITORING_DISCIPLINE": "Self-monitoring, discipline included",
    "INTEGRITY_SECURITY": "Integrity and security of data",
    "CRIMINAL_PROCEEDINGS": "Criminal proceedings",
    "COMMISSIONER_REQUEST": "A request of the Information Commissioner",
}
VERBS = {
    Verb.COLLECTION.value: "Collection",
    Verb.ALTERATION.value: "Alteration",
    Verb.CONSULTATION.value: "Consultation",
    Verb.DISCLOSURE.value: "Disclosure",
    Verb.COMBINATION.value: "Combination",
    Verb.ERASURE.value: "Erasure",
    Verb.SECURITY.value: "Security",
}
DECISIONS = {
    Decision.ATTEMPTED.value: "Attempted",
    Decision.DONE.value: "Done",
    Decision.REFUSED.value: "Refused",
    Decision.FAILED.value: "Failed",
}
COLOURS = {"attempted": "blue", "done": "green", "refused": "red", "failed": "orange"}
