"""Made-up reports: streets, firms and people that do not exist, from one seed: the same unit each time."""

import random
from dataclasses import dataclass, field

from app.demonstration.plan_words import HOURS

TOWNS = (
    "Marlhaven", "Upper Tarnwick", "Stonebeck", "Eastmere", "Cold Ashby Quay", "Fennbridge", "Hallowdale", "Port Irwell",
    "Nether Larkham", "Saltby Green", "Wexmoor", "Kings Ottering",
)  # fmt: skip
STREETS = (
    "Tannery Row", "Cinder Lane", "Old Mill Road", "Foundry Street", "Quayside", "Larch Avenue", "Station Parade",
    "Ropewalk", "Granary Wharf", "Bellmaker Street", "Sorrel Close", "Upper Brewhouse Lane",
)  # fmt: skip
# So many that two reports seldom name the same place by chance.
FIRMS = (
    "Gleam Hand Car Wash", "Silver Fork Takeaway", "Northgate Nail Bar", "Brightfield Poultry", "Ridgeway Scaffolding",
    "Palm Court Care Home", "Ironbridge Builders", "Kestrel Couriers", "Lantern Restaurant", "Orchard Packing",
    "Regent Language College", "Halcyon Laundry", "Bluebell Hand Car Wash", "Golden Carp Takeaway", "Velvet Nail Bar",
    "Fenside Mushrooms", "Harrier Parcels", "Copperfield Roofing", "Larkspur Care Home", "Tidemill Fish Packing",
    "Pemberley Language College", "Snowdrop Laundry", "Mulberry Cleaning", "Saffron Kitchen", "Oakapple Nurseries",
    "Quarry Lane Skips", "Thistledown Bedding", "Pebble Beach Chalets", "Marlpit Demolition", "Hollyhock Barbers",
    "Juniper Tyres", "Moorhen Salads", "Crossways Minimarket", "Rooksmoor Poultry", "Beacon Phone Repairs",
    "Willowherb Removals",
)  # fmt: skip
FIRST = (
    "Viktor",
    "Samir",
    "Elena",
    "Duc",
    "Marta",
    "Yusuf",
    "Grace",
    "Anton",
    "Mei",
    "Bashir",
    "Ruta",
    "Emeka",
    "Sofia",
    "Karol",
)
LAST = (
    "Brandlow",
    "Okonjo-Ward",
    "Petrusca",
    "Haldane",
    "Nguyenfield",
    "Marsovic",
    "Tolland",
    "Achterberg",
    "Lisowen",
    "Dharmaraj",
)
VEHICLES = ("white van", "silver estate car", "blue minibus", "black saloon", "grey pick-up")
TIMES = (
    "most mornings before six",
    "on Thursday evenings",
    "at weekends",
    "every night after eleven",
    "since the spring",
)

KINDS: tuple[tuple[str, str], ...] = (
    ("ILLEGAL_WORKING", "{firm} on {street} in {town} has people working there who are not allowed to work. They arrive in a {vehicle} {time} and are paid in cash. The person in charge is called {person}."),
    ("MODERN_SLAVERY", "Six or seven people sleep in the back of {firm}, {street}, {town}. They are never out alone and one of them was crying. {person} takes their wages and keeps their passports in a drawer."),
    ("SHAM_MARRIAGE", "A wedding at the register office in {town} is not real. {person} is being paid to marry somebody they met last week so that they can stay. The money was handed over at {firm}."),
    ("OVERSTAYING", "{person} came as a student to {firm} in {town} and stopped going to classes two years ago. They live above the shop on {street}."),
    ("FALSE_DOCUMENTS", "Somebody at {firm} in {town} sells cards and letters that look official. {person} printed one while I was in the shop. It costs four hundred pounds."),
    ("ILLEGAL_RENTING", "A house on {street}, {town}, has mattresses in every room. {person} collects the rent in cash {time}. People come and go in a {vehicle}."),
    ("FACILITATION", "{person} says openly that they can bring people over by lorry. The lorry parks behind {firm} on {street} in {town} {time}."),
    ("VISA_DECEPTION", "{firm} in {town} writes letters saying that people have jobs there. They do not. {person} signs them and is paid for each."),
    ("BOGUS_EDUCATION", "The college over {firm} in {town} has no teachers. {person} marks everybody as present. I have never seen a class."),
    ("DRUGS", "Parcels come to {firm} on {street} in {town} {time}. {person} signs for them and passes them on from a {vehicle}. It smells."),
    ("TOBACCO_ALCOHOL", "{firm} in {town} sells cigarettes without duty from under the counter. {person} fetches them in a {vehicle} {time}."),
    ("EXPLOITATION_CHILD", "There is a boy of about fourteen working in the kitchen of {firm}, {town}. He is there in school hours. {person} shouts at him."),
    ("CASH", "{person} takes bags of money from {firm} to a {vehicle} {time}. It is far more than that place can earn."),
    ("ABSCONDER", "{person}, who did not turn up when they should have, stays with a cousin on {street}, {town}, and works at {firm} {time}."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sanitised:
    """What an agency reads of one kind of report: nothing that only one person could have told."""

    title: str
    text: str


SAID_OF_IT = "Information of unknown reliability, not tested, has been received."
ASKED_OF_IT = "The agency may wish to check its own records, and to say what it finds."
OTHER_REPORT = Sanitised(
    "Suspected immigration crime",
    "It concerns people and premises in the area, and says that what happens there has gone on for some time.",
)
REPORTS: dict[str, Sanitised] = {
    "ILLEGAL_WORKING": Sanitised(
        "Employment without the right to work",
        "People without the right to work are said to be employed at premises in the area and paid in cash. Vehicles "
        "are said to arrive early in the morning and to leave in the evening.",
    ),
    "MODERN_SLAVERY": Sanitised(
        "Workers said to be held at a business",
        "Several workers are said to sleep where they work, never to be out alone, and to be without their passports. "
        "Approach with regard to their safety: those in charge may be present.",
    ),
    "SHAM_MARRIAGE": Sanitised(
        "Marriage said to be paid for",
        "A notice of marriage in the area is said to be for leave to remain only, and money to have been handed over.",
    ),
    "FALSE_DOCUMENTS": Sanitised(
        "Sale of false documents",
        "Cards and letters that look official are said to be made and sold from premises in the area.",
    ),
    "ILLEGAL_RENTING": Sanitised(
        "House let to many people in cash",
        "A house is said to be let room by room to people who may not rent, and the rent to be taken in cash.",
    ),
    "FACILITATION": Sanitised(
        "Movement of people by lorry",
        "A person in the area is said to offer to bring people into the country hidden in goods vehicles.",
    ),
    "VISA_DECEPTION": Sanitised(
        "Letters for jobs that do not exist",
        "A business is said to sign letters for visas in return for money, for jobs that do not exist.",
    ),
    "BOGUS_EDUCATION": Sanitised(
        "College said to teach nobody",
        "A college is said to mark students as present who are not, and to hold no classes.",
    ),
    "DRUGS": Sanitised(
        "Parcels said to hold drugs",
        "Parcels are said to be received at premises in the area, and passed on from a vehicle.",
    ),
    "TOBACCO_ALCOHOL": Sanitised(
        "Tobacco sold without duty",
        "A shop is said to sell cigarettes from under the counter on which no duty was paid.",
    ),
    "EXPLOITATION_CHILD": Sanitised(
        "Child said to work in school hours",
        "A child is said to work in a kitchen during school hours. A safeguarding referral has been made.",
    ),
    "OVERSTAYING": Sanitised(
        "Leave to remain said to have ended",
        "A person whose leave has ended is said to live above business premises in the area.",
    ),
    "ABSCONDER": Sanitised(
        "Person said to have failed to report",
        "A person who did not report when required is said to stay with relatives in the area, and to work there.",
    ),
    "CASH": Sanitised(
        "Cash beyond what a business can earn",
        "Bags of cash are said to leave premises in the area, more than the business there can earn.",
    ),
}

OWN_FIRST = (
    "Agnes",
    "Bertram",
    "Caradoc",
    "Delphine",
    "Evander",
    "Fenella",
    "Gideon",
    "Hermia",
    "Isolde",
    "Jolyon",
    "Keziah",
    "Lorcan",
)
OWN_LAST = ("Wetherspry", "Tolpuddlow", "Quarrington", "Oxenholme", "Ravenscar", "Birdlip", "Candlewick", "Mousehold")
HOW_KNOWN = (
    "I live opposite and see it from my window.",
    "I used to work there.",
    "My sister was offered a job there.",
    "I deliver there every week.",
)
DANGERS = ("", "", "The owner knows my family.", "They would know that it was me.", "He has been violent before.")
# Numbers that the regulator keeps for drama: they reach nobody.
PHONE = "07700 900{number:03d}"


@dataclass(frozen=True, slots=True)
class Teller:
    """Somebody who tells us something, and how to reach them."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    email: str = field(repr=False)
    how_known: str = field(repr=False)
    danger: str = field(repr=False)
    safe_times: str = field(repr=False)
    care: str = ""

    def own(self) -> dict[str, str]:
        """Return what they say of themselves, as the form has it."""
        return {
            "name": self.name, "phone": self.phone, "email": self.email, "how_known": self.how_known,
            "danger": self.danger, "safe_times": self.safe_times, "care": self.care,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One report: what it is about, and everything said in it."""

    kind: str
    account: str = field(repr=False)
    person: str = field(repr=False)
    firm: str = field(repr=False)
    street: str = field(repr=False)
    town: str = field(repr=False)
    time: str
    danger_to_life: bool


class Writer:
    """Makes up reports and people, from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def story(self) -> Story:
        """Return a report that was not told before, or hardly ever."""
        pick = self.chance.choice
        kind, text = pick(KINDS)
        person, firm, street, town, time = (
            f"{pick(FIRST)} {pick(LAST)}",
            pick(FIRMS),
            pick(STREETS),
            pick(TOWNS),
            pick(TIMES),
        )
        number = self.chance.randint(1, 140)
        where = f"{number} {street}"
        account = text.format(firm=firm, street=where, town=town, person=person, vehicle=pick(VEHICLES), time=time)
        return Story(kind, account, person, firm, where, town, time, self.chance.random() < 0.02)

    def teller(self, number: int) -> Teller:
        """Return somebody who gives their details; the first ninety-six have names of their own."""
        pick = self.chance.choice
        first = OWN_FIRST[number % len(OWN_FIRST)]
        last = OWN_LAST[(number // len(OWN_FIRST) + number) % len(OWN_LAST)]
        email = f"{first}.{last}@post.example".lower()
        phone, times = PHONE.format(number=number % 1000), pick(HOURS).said
        return Teller(f"{first} {last}", phone, email, pick(HOW_KNOWN), pick(DANGERS), times)
