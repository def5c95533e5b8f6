"""Words for made-up accounts, none taken from the finder's own lists: it is measured on what it has not seen."""


def _split(text: str) -> list[str]:
    return text.split()


def _lines(text: str) -> list[str]:
    return text.strip().split("\n")


GIVEN = _split("""
Bartholomew Gwendolyn Konstantin Aleksandra Jacqueline Rajesh Oluwadamilola Perpetua Leopold Siobhan Caoimhe Llewellyn
Angharad Zbigniew Katarzyna Gintaras Ruxandra Dragomir Yevgenia Anastasia Mihai Ngozi Chukwuemeka Adaeze Kwabena
Akosua Temitope Tendai Farouk Khadija Nasreen Zulfiqar Parveen Harpreet Gurdeep Lakshmi Venkatesh Priyanka Thanuja
Xiulan Zhiwei Haruto Minjun Thuy Phuong Siriporn Marisol Esteban Joaquina Beatriz Thiago Fernanda Giuseppe Loredana
Marguerite Thibault Ingrid Torbjorn Sigrid Wolfgang Liesel Ottoline Clementine Rupert Cuthbert Philippa Rosalind
Tristan Imogen Jocelyn Winston Errol Desmond Marcia Delroy Tamika Precious Blessing Emmanuel Solomon Hezekiah Naomi
Rahel Selam Dawit Yohannes Amina Hodan
""")
SURNAMES = _split("""
Featherstonehaugh Cholmondeley Ormerod Pilkington Entwistle Braithwaite Postlethwaite Ramsbottom Penhaligon Trelawney
MacAllister Gilhooley Rafferty Shaughnessy Llewelyn-Bowen Prosser Szymanski Kaminska Petrauskas Ionescu Todorov
Kovalenko Shevchenko Okonkwo Adeyemi Nwachukwu Boateng Asante Moyo Chiwenga Bensalah Chaudhry Qureshi Siddiqui Mahmood
Dhaliwal Sandhu Iyer Chakraborty Wickramasinghe Zhang Ouyang Takahashi Park Tran Dinh Wongsakul Villanueva Echeverria
Albuquerque Carvalho Ferraro Lombardi Beauchamp Desrosiers Lindqvist Halvorsen Oberholzer Zimmermann Vandenberg
Thistlethwaite Aldridge Winterbourne Blackwood Underhill Marchbanks Fotheringay Devereux Kingsbury-Hale Sinclair
Drummond Abernethy Campbell Bogle Grant Lawal Tesfaye Gebremedhin Haile Warsame Hersi Tekle Rose Day Long Price Church
Banks Rivers Marsh Stone Wood
""")
SHORT = {
    "Bartholomew": "Bart", "Gwendolyn": "Gwen", "Konstantin": "Kostya", "Aleksandra": "Ola", "Jacqueline": "Jackie",
    "Rajesh": "Raj", "Oluwadamilola": "Dami", "Leopold": "Leo", "Katarzyna": "Kasia", "Anastasia": "Nastya",
    "Chukwuemeka": "Emeka", "Priyanka": "Priya", "Venkatesh": "Venkat", "Philippa": "Pippa", "Rosalind": "Ros",
    "Clementine": "Clemmie", "Marguerite": "Margot", "Wolfgang": "Wolfi", "Giuseppe": "Beppe", "Emmanuel": "Manny",
    "Solomon": "Sol", "Esteban": "Teban", "Zulfiqar": "Zulfi", "Harpreet": "Harry", "Imogen": "Immy", "Winston": "Win",
}  # fmt: skip
STREETS = _split("""
Larkhill Wexford Pemberton Quarry Tannery Fulbeck Skerne Orchardleigh Bellflower Cordwainer Marlpit Saltersgate
Hawthornden Jubilee Nightingale Kestrel Bluebell Windermere Balmoral Cromwell Gladstone Palmerston Trafalgar Inkerman
Sebastopol Station
""")
KINDS = _split("""
Road Street Avenue Lane Close Drive Crescent Gardens Terrace Grove Way Court
""")
SHORT_KINDS = {
    "Road": "Rd", "Street": "St.", "Avenue": "Ave", "Lane": "La", "Close": "Clo", "Drive": "Drv", "Crescent": "Cres.",
    "Gardens": "Gdns", "Terrace": "Tce", "Grove": "Gve", "Way": "Wy", "Court": "Crt",
}  # fmt: skip
TOWNS = _split("""
Skipton Widnes Goole Thetford Bodmin Hexham Rhyl Ayr Larne Poole Wisbech Redcar Barrow Cleator Penrith Ilkley
""")
EMPLOYERS = _lines("""
Brightwater
Zenithal
Oakfold
Pennine Gate
Harrowgate
Castlemere
Silverbeck
Northolt
Tidewell
Ashmoor
Kingsferry
Wrayburn
""")
TRADES = _lines("""
Logistics
Nursing Homes
Foods
Textiles
Cleaning Services
Recruitment
Packaging
Car Wash
Bakery
""")
LEGAL = ["Ltd", "Limited", "PLC", "LLP", "& Sons Ltd"]
MAILBOXES = _split("""
gmail.com hotmail.co.uk yahoo.com outlook.com btinternet.com icloud.com
""")

SENTENCES = _lines("""
{other} has been letting people work in the back kitchen since the spring without any papers at all.
There are at least {n} of them sleeping above the shop on {place} and nobody ever opens the curtains.
He collects the money every Friday and drives off in a grey van before it gets dark.
You can reach the manager on {phone} but he never says who owns it.
I have seen {other} hand over passports in the car park behind {shop}.
They told the council it was a family business, which it is not.
Most of the men came in through Dover in June and two of them were hurt.
The landlord is {other} and the rent book is in another name.
She said the wedding is on {day} and that neither of them has met before.
The boss keeps their documents in a safe and takes forty pounds a week for the bed.
It used to be run from {place} until the police came on {day}.
I think {other} works for {shop} but is paid by someone else.
There was a fire in the yard and they were told not to call anybody.
Somebody should look at the vans, there are {n} of them and none has a number plate that fits.
The older one speaks no English and is not let out on her own.
They moved a container on {day} and it was empty when it came back.
""")
