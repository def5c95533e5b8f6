"""Who tells the made-up unit something besides the ordinary, and in what words: each once."""

from dataclasses import dataclass, field

from app.allegations.types import AllegationType
from app.demonstration.plan_words import FAR_AWAY, HOURS
from app.demonstration.stories import PHONE, Story, Teller
from app.sources.standings import CHILD, VULNERABLE


@dataclass(frozen=True, slots=True)
class Besides:
    """One report and who gives it: how many days ago it came, in a life of the whole length."""

    days_ago: float
    kind: AllegationType
    account: str = field(repr=False)
    person: str = ""
    firm: str = ""
    street: str = ""
    town: str = ""
    teller: Teller | None = field(default=None, repr=False)

    def story(self) -> Story:
        """Return what is told, as the form has it."""
        where = (self.person, self.firm, self.street, self.town)
        return Story(self.kind.value, self.account, *where, time="", danger_to_life=False)


def _teller(number: int, name: str, hours: str, how_known: str, danger: str = "", care: str = "") -> Teller:
    """Return somebody whose telephone is of those numbers that nobody has."""
    email = f"{name.replace(' ', '.').lower()}@post.example"
    return Teller(name, PHONE.format(number=number), email, how_known, danger, hours, care)


T = AllegationType
YOUNG = Besides(
    90, T.EXPLOITATION_CHILD,
    "A boy of thirteen washes up in the kitchen until midnight, on school days as well. The owner says that he has to "
    "pay back what his ticket cost.",
    "Bashir Tolland", "Lantern Restaurant", "Quayside", "Marlhaven",
    _teller(901, "Tamsin Oakhollow", HOURS[2].said, "I am in the same class as he is.", care=CHILD),
)  # fmt: skip
ILL = Besides(
    70, T.ILLEGAL_RENTING,
    "Nine or ten people sleep in the garages behind the house. Whoever collects the rent takes the post too, and has "
    "keys to every flat.",
    "Karol Haldane", "", "Larch Avenue", "Stonebeck",
    _teller(902, "Edwin Fallowmere", HOURS[0].said, "I see it from my bed.", "They have my key.", VULNERABLE),
)  # fmt: skip
ABROAD = Besides(
    60, T.VISA_DECEPTION,
    "The office over the laundry sells letters that say somebody has work here. It costs two thousand pounds, and half "
    "of that is paid before they travel.",
    "Grace Dharmaraj", "Halcyon Laundry", "Station Parade", "Eastmere",
    _teller(903, "Nadia Farrowgate", FAR_AWAY.said, "My brother was offered such a letter.", "They know my mother."),
)  # fmt: skip
BY_THE_FORM = (YOUNG, ILL, ABROAD)
AWAY = "Nadia Farrowgate"
IN_CARE = ("Tamsin Oakhollow", "Edwin Fallowmere")
# The newest of all: their details lie sealed, and a flag says that they are under 18 or vulnerable.
JUST_NOW = Besides(
    0.3, T.EXPLOITATION_CHILD,
    "Two girls from my school get into a black saloon at the gate on Thursdays. They come back with money and will not "
    "say from where.",
    "", "", "Old Mill Road", "Fennbridge",
    _teller(904, "Perran Whitlow", HOURS[5].said, "I saw it three times.", care=CHILD),
)  # fmt: skip
BY_TELEPHONE = Besides(
    25, T.TOBACCO_ALCOHOL,
    "Boxes of cigarettes are brought to the back door on Sunday nights and are gone by Monday noon.",
    "Marta Brandlow", "Kestrel Couriers", "Foundry Street", "Port Irwell",
    _teller(905, "Wilmot Seaborne", HOURS[0].said, "I clean the offices there.", "They would know that it was me."),
)  # fmt: skip
# What Crimestoppers passes on: assessed long ago; with a question to whoever called; with words that show who called.
BY_THE_LINE = Besides(
    75, T.ILLEGAL_WORKING,
    "Six people are brought to the packing hall before five each morning and are fetched after dark. They are paid in "
    "cash and sleep above the shop.",
    "Anton Lisowen", "Orchard Packing", "Cinder Lane", "Fennbridge",
)  # fmt: skip
TO_BE_ASKED = Besides(
    6, T.FACILITATION,
    "A lorry with a false wall at the front of its load stands behind the scaffolding yard from Friday to Sunday.",
    "", "Ridgeway Scaffolding", "Tannery Row", "Hallowdale",
)  # fmt: skip
STAYS_UNKNOWN = Besides(
    5, T.DRUGS,
    "The parcels are handed over at the tyre shop after it has shut, two or three in a week, always from the same car.",
    "", "Juniper Tyres", "Sorrel Close", "Wexmoor",
)  # fmt: skip
SHOWS_WHO = Besides(
    0.8, T.SHAM_MARRIAGE,
    "A wedding on Saturday is paid for. The caller is the sister of the bride and was in the room when they agreed.",
    "Elena Petrusca", "", "Station Parade", "Marlhaven",
)  # fmt: skip
BY_A_COLLEAGUE = Besides(
    40, T.CORRUPTION,
    "Somebody who decides in this office on which days premises are visited tells a man who runs car washes of it. "
    "Twice a place was empty that had been full a day before.",
    "Viktor Marsovic", "Gleam Hand Car Wash", "Tannery Row", "Cold Ashby Quay",
    _teller(906, "Dora Finchley-Moss", HOURS[4].said, "I see the lists of visits.", "We are four in the room."),
)  # fmt: skip
ASKED_BY_RECEIPT = "What is written on the car, and is it on the same days each week?"
QUESTION = "On which days does the lorry leave, and is it the same one each time?"
