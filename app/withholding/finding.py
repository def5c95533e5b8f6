"""Where an account tells who gave it: the places of a source's own details in what the source wrote."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.withholding import phrases
from app.withholding.addresses import address_terms, find_addresses
from app.withholding.cutting import Cut, Span, cut, merged
from app.withholding.details import NON_ANSWERS, SourceDetails
from app.withholding.introductions import find_introductions
from app.withholding.lookalikes import as_seen, is_latin, latin
from app.withholding.name_terms import terms_of
from app.withholding.names import find_names, is_shouted
from app.withholding.phones import find_phones, phone_terms
from app.withholding.reading import Reading, Run, run_together, words_of

# An employer's first word alone is cut where it is long enough to be its own, and written with a capital.
_LEAST_FIRST_WORD = 5

# Two initials stand for too many things; three are as good as a name to those who work there.
_LEAST_INITIALS = 3

# A birth date written in figures without separators is cut from this length on; shorter ones need three groups.
_WHOLE_DATE = 8
_DATE_GROUPS = 3

# Nobody has more of a detail, nor a longer one. Without a bound, details made for it would take the form's time.
_MOST_VALUES = 20
_MOST_CHARS = 250

# So many words before a day or year may speak of a birth.
_NEAR_BIRTH = 5
_BIRTH = frozenset(["born", "birthday", "bday", "birth", "dob"])


def find(account: str, details: SourceDetails) -> tuple[Span, ...]:
    """
    Return the places to cut, in order, none overlapping: half-open character offsets into ``account``.

    Errs towards cutting. What it does not find: nicknames that are no form of the name, names misspelt twice, a town, a
    road named without its kind, an age, a few figures of a number, a name in another alphabet than it was given in, and
    what only a person would understand. ``docs/decisions/2026-11-cutting-words.md`` says how often. What only looks as
    if it were in another alphabet, in the account or in the details, is found by what it looks like.
    """
    known = answered(details)
    return tuple(merged(account, (*_all(Reading(account), known), *_find_seen(account, known))))


def find_words(account: str, words: str) -> tuple[Span, ...]:
    """Return the places where these words stand as whole words, however they are typed, spaced or parted."""
    found: dict[Span, None] = {}
    for text, term in ((account, words), (as_seen(account), as_seen(words))):
        reading = Reading(text)
        found |= dict.fromkeys(map(reading.span, reading.phrase(run_together(term))))
    return tuple(found)


def withhold(account: str, details: SourceDetails) -> Cut:
    """Return the account with the source's own details cut out; the account given is left as it is."""
    return cut(account, find(account, details))


def answered(details: SourceDetails) -> SourceDetails:
    """Return the details without fields that hold no answer, such as *none*, each no longer than names are."""

    def kept(values: tuple[str, ...]) -> tuple[str, ...]:
        held = (value[:_MOST_CHARS] for value in values[:_MOST_VALUES])
        return tuple(value for value in held if (said := " ".join(words_of(value))) and said not in NON_ANSWERS)

    return SourceDetails(
        names=kept(details.names),
        phones=kept(details.phones),
        emails=kept(details.emails),
        addresses=kept(details.addresses),
        employers=kept(details.employers),
        identifiers=kept(details.identifiers),
        born_on=details.born_on,
    )


def _find_seen(account: str, details: SourceDetails) -> Iterator[Span]:
    """Yield what is found only when letters are read as what they look like. What stays another alphabet stays."""
    seen, known = as_seen(account), _details_as_seen(details)
    if (seen, known) == (account, details):
        return
    for span in _all(Reading(seen), known):
        if is_latin(seen[span.start : span.end]):
            yield span


def _details_as_seen(details: SourceDetails) -> SourceDetails:
    """Return details as they are seen."""

    def each(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(latin, values))

    return SourceDetails(
        names=each(details.names),
        phones=details.phones,
        emails=each(details.emails),
        addresses=each(details.addresses),
        employers=each(details.employers),
        identifiers=each(details.identifiers),
        born_on=details.born_on,
    )


def _all(reading: Reading, details: SourceDetails) -> Iterator[Span]:
    yield from find_introductions(reading)
    yield from find_names(reading, terms_of(details.names))
    yield from find_phones(reading, phone_terms(details.phones))
    yield from find_addresses(reading, address_terms(details.addresses))
    yield from _find_phrases(reading, phrases.email_phrases(details.emails))
    yield from _find_phrases(reading, phrases.identifier_phrases(details.identifiers))
    yield from _find_phrases(reading, phrases.employer_phrases(details.employers))
    yield from _find_short_employers(reading, details.employers)
    if details.born_on is not None:
        yield from _find_birth(reading, details.born_on)


def _find_phrases(reading: Reading, terms: Iterable[str]) -> Iterator[Span]:
    for term in set(terms):
        yield from map(reading.span, reading.phrase(term))


def _find_short_employers(reading: Reading, employers: Iterable[str]) -> Iterator[Span]:
    """Yield an employer's first word alone with a capital, and its initials in capitals: people shorten names."""
    for employer in employers:
        words = phrases.name_of_employer(employer)
        if len(words) < 2:
            continue
        if len(words[0]) >= _LEAST_FIRST_WORD:
            runs = reading.phrase(words[0])
            yield from (reading.span(run) for run in runs if reading.first_letter(run.first).isupper())
        initials = "".join(word[0] for word in words)
        if len(initials) >= _LEAST_INITIALS and not is_shouted(reading.original):
            yield from (reading.span(run) for run in reading.phrase(initials) if reading.as_typed(run.first).isupper())


def _find_birth(reading: Reading, born_on: date) -> Iterator[Span]:
    for term in set(phrases.birth_phrases(born_on)):
        for run in reading.phrase(term):
            if len(term) >= _WHOLE_DATE or run.last - run.first + 1 >= _DATE_GROUPS:
                yield reading.span(run)
    for term in set(phrases.birthday_phrases(born_on)):
        yield from (reading.span(run) for run in reading.phrase(term) if _speaks_of_birth(reading, run))


def _speaks_of_birth(reading: Reading, run: Run) -> bool:
    before = reading.words[max(0, run.first - _NEAR_BIRTH) : run.first]
    return not _BIRTH.isdisjoint(before)
