"""The people of the made-up unit and of three made-up agencies, over all roles and several vetting levels."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.enrolment import Cleared, Enrolment
from app.founding import FoundingOrganisation, FoundingUnit
from app.organisations.service import NewOrganisation
from app.training.enrolment import PassedCourse, everything_needed

ASSESSORS = ("asha", "bram", "cerys")
SOUTH_ASSESSOR, SOUTH_MANAGER, MANAGER, WRITER, CONTROLLER = "dilip", "owen", "mina", "dora", "cleo"
HANDLERS, AUTHORISER, HEAD, AUDITOR = ("hana", "hugo"), "ava", "rhona", "olga"
NORTH, SOUTH, SOURCE_UNIT = "Intelligence Unit North", "Intelligence Unit South", "National Source Unit"
HARBOUR, REVENUE, LABOUR = "Tidewater Police, Harbour Desk", "Revenue Link Desk", "Labour Standards Desk"


@dataclass(frozen=True, slots=True)
class Part:
    """One part to play: who, in which role, with which vetting, and what they came to do."""

    name: str
    roles: tuple[str, ...]
    level: str
    unit: str
    task: str
    courses: tuple[str, ...] = ()
    nationality: str = "GB"

    @property
    def sign_in_name(self) -> str:
        """The name they sign in with."""
        return self.name.lower().replace(" ", ".").replace("'", "")

    @property
    def is_partner(self) -> bool:
        """Whether they read on the partner face."""
        return bool({"AGENCY_READER", "RECEIVER"} & set(self.roles))


CALLS = ("SRC_ENGAGE", "SANITISE", "ATLAS", "PNC")
PARTS: tuple[Part, ...] = (
    Part("Asha Quillfeather", ("ASSESSOR",), "SC", NORTH, "Assess an allegation, ask for contact, call", CALLS),
    Part("Bram Ottershaw", ("ASSESSOR",), "CTC", NORTH, "Assess an allegation", CALLS),
    Part("Cerys Applegarth", ("ASSESSOR",), "SC", NORTH, "Assess an allegation, ask for contact", CALLS),
    Part("Dilip Marrowby", ("ASSESSOR",), "L1B", SOUTH, "Assess what came to the South", ("SRC_ENGAGE",)),
    Part("Mina Farthingdale", ("INTEL_MANAGER",), "SC", NORTH, "Agree as the second person, release a report"),
    Part("Owen Thackwray", ("INTEL_MANAGER",), "SC", SOUTH, "Manage the South"),
    Part(
        "Hana Birchwood",
        ("NSU_HANDLER",),
        "DV",
        SOURCE_UNIT,
        "Register a source, see to those in danger",
    ),
    Part("Hugo Lanyon", ("NSU_HANDLER",), "SC", SOURCE_UNIT, "Register a source, look after sources; on duty in turn"),
    Part(
        "Cleo Stonehouse",
        ("NSU_CONTROLLER",),
        "eDV",
        SOURCE_UNIT,
        "Oversee sources: plans, drift, closing",
    ),
    Part("Rhona Tarrington", ("NSU_CONTROLLER",), "DV", SOURCE_UNIT, "Head of the source unit: sees every alarm"),
    Part("Ava Rookwood", ("NSU_AUTHORISER",), "DV", SOURCE_UNIT, "Give the other half where two groups hold a source"),
    Part("Dora Finchley-Moss", ("DISSEM_OFFICER",), "SC", NORTH, "Write a report, withhold words in it"),
    Part("Iris Valecourt", ("INTAKE",), "CTC", NORTH, "Log what comes in"),
    Part("Tariq Holmwood", ("TASKING_CHAIR",), "eSC", NORTH, "Chair tasking"),
    Part("Selma Brightwater", ("SAFEGUARDING",), "SC", NORTH, "Advise on safeguarding"),
    Part("Olga Pennistone", ("AUDITOR",), "SC", NORTH, "Follow the record, prove an entry, review broken glass"),
    Part("Percy Dunmore", ("DPO",), "SC", NORTH, "Read the record for the Commissioner"),
    Part("Tess Larkrise", ("TRAINING_LEAD",), "CTC", NORTH, "Look after training"),
    Part("Sid Mossop", ("SYS_ADMIN",), "SC", NORTH, "Look after accounts; sees no source"),
    Part("Pia Northcliffe", ("AGENCY_READER",), "SC", HARBOUR, "Accept the conditions, read, record a result"),
    Part("Rex Dunwoody", ("AGENCY_READER",), "CTC", HARBOUR, "The same, with lower vetting"),
    Part("Lin Greyfriars", ("AGENCY_READER",), "SC", REVENUE, "Read what was sent to Revenue"),
    Part("Joao Ferncliff", ("AGENCY_READER",), "CTC", REVENUE, "Not a British national", nationality="PT"),
    Part("Wilf Amberstone", ("RECEIVER",), "CTC", REVENUE, "Act on what was sent, record a result"),
    Part("Nell Harcastle", ("AGENCY_READER",), "CTC", LABOUR, "Read what was sent to Labour Standards"),
)

ORGANISATIONS: dict[NewOrganisation, tuple[str, ...]] = {
    NewOrganisation("Home Office (made up)", "HMG", 15, "CTC"): (NORTH, SOUTH, SOURCE_UNIT),
    NewOrganisation(
        "Tidewater Police", "POLICE", 15, "CTC", True, agreement_ref="ISA-TW-7", agreement_ends_on=date(2099, 3, 31)
    ): (HARBOUR,),
    NewOrganisation("Revenue (made up)", "HMG", 15, "CTC", True): (REVENUE,),
    NewOrganisation(
        "Labour Standards Body", "LAW_ENFORCEMENT_OTHER", 10, "CTC", True, agreement_ref="ISA-LS-2",
        agreement_ends_on=date(2099, 3, 31),
    ): (LABOUR,),
}  # fmt: skip


def plan(passphrases: dict[str, str], first_day: date) -> list[FoundingOrganisation]:
    """Return what the ceremony founds: the unit, the agencies, and everybody with the words they were given."""
    return [
        FoundingOrganisation(
            organisation,
            [
                FoundingUnit(
                    name,
                    "england-and-wales",
                    [
                        _enrolment(part, passphrases[part.sign_in_name], first_day)
                        for part in PARTS
                        if part.unit == name
                    ],
                )
                for name in units
            ],
        )
        for organisation, units in ORGANISATIONS.items()
    ]


def _enrolment(part: Part, passphrase: str, first_day: date) -> Enrolment:
    """Return how somebody is enrolled. Courses were passed shortly before the first day, so that they last."""
    needed = everything_needed(part.roles, first_day)
    have = {course.course for course in needed}
    return Enrolment(
        name=part.name,
        sign_in_name=part.sign_in_name,
        unit_ref="",
        roles=part.roles,
        clearance=Cleared(part.level, first_day - timedelta(days=400), first_day + timedelta(days=1500)),
        courses=[*needed, *(PassedCourse(course, first_day) for course in part.courses if course not in have)],
        passphrase=passphrase,
        nationality=part.nationality,
    )
