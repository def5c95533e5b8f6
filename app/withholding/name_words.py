"""The words that finding a name turns on: titles, short forms and spellings, and what is too ordinary to be a slip."""

TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "madam", "dame", "lord", "lady"]
    + ["rev", "reverend", "father", "fr", "imam", "rabbi", "sheikh"]
)

_ORDINARY = """
a all also am an and any are as at be but by can did do for from had has have he her here him his how i if in is it its
just last may me more most my next no not now of on one or our out over shall she since so some than that the their them
then there these they this those to two up us was we well were what when where which who why will with would you your
"""
_ABBREVIATIONS = """
am cv dj dna ee eu gb gp hm hr id ie it me mp my ni no nhs ok pc pm ps tb tv uk un us usa uv vat vip
"""

# Words too frequent to be taken for a short form or a slip, and abbreviations written in capitals. Neither list keeps
# a word from being cut when it is part of the name as given.
ORDINARY = frozenset(_ORDINARY.split())
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())

# One line for one name. Whoever gives one of these may write any of the others of themselves.
_GROUPS = """
abdul abdel abdool
ahmed ahmad ahmet achmed
aisha ayesha aysha aicha
alexander alex alec sandy xander sasha aleksander alexandra lexi
alfred alf alfie fred
andrew andy drew andrei andrzej
anne ann anna annie anya
anthony antony tony
barbara barb babs
benjamin ben benny benjy
catherine katherine kathryn katharine cathryn kate katie kathy cathy kitty kat
charles charlie chas chuck
charlotte lottie charlie
christine christina chris chrissie tina
christopher chris kris kit
daniel dan danny
david dave davey dai
deborah debra deb debbie
donald don donny
dorothy dot dottie dolly
edward ed eddie ted teddy ned
eleanor ellie nell nellie nora elena
elizabeth elisabeth liz lizzie beth betty betsy eliza lisa elspeth
fatima fatimah fatma
francis frank frankie fran
gerald gerard gerry jerry
hassan hasan
helen helena nell ellen
henry harry hal
hussein hussain husain hossein
ibrahim ebrahim abraham abe
isabel isobel isabella bella izzy
jacob jake jakub
james jim jimmy jamie jem
jennifer jen jenny jenni
jessica jess jessie
john jon jack johnny jonny ian ivan juan
jonathan jon jonny jonty
joseph joe joey yusuf youssef josef jozef
joshua josh
judith judy judi
kenneth ken kenny
leonard len lenny leo
margaret maggie meg peggy marge margie greta rita mags
mark marc marco
mary marie maria molly polly mae
matthew matt matty mateusz
maximilian max
michael mike mick micky mickey mikey michal mikhail
mohammed muhammad mohamed mohammad muhammed mohamad mehmet mohd mo
natasha tasha natalia natalie nat
nicholas nick nicky nico nikolai mikolaj
nicola nicky nikki
oluwaseun seun
pamela pam
patricia pat patsy tricia trish paddy
patrick pat paddy rick
peter pete piotr pyotr
philip phillip phil pip
rebecca becky becca bex
richard rich dick rick ricky ritchie
robert rob bob bobby robbie bert
roger rodge
ronald ron ronnie
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
stephen steven steve stevie stefan
susan sue susie suzy suzanne
syed sayed sayyid said
tatiana tanya tatyana
theodore ted theo teddy
theresa teresa terry tess tessa
thomas tom tommy tomasz
timothy tim timmy
valerie val
veronica ronnie nicky
victoria vicky vickie tori
vincent vince vinny
walter walt wally
william will bill billy willy liam
yasmin yasmine jasmine jasmin
zachary zach zac zack
"""

GROUPS: tuple[frozenset[str], ...] = tuple(frozenset(line.split()) for line in _GROUPS.split("\n") if line)


def also_known_as(part: str) -> frozenset[str]:
    """Return the other forms of one given name, folded; none when the table does not know it."""
    found = frozenset(form for group in GROUPS if part in group for form in group)
    return found - {part}
