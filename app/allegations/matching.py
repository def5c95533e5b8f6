"""Keeping the key fields of an allegation beside it, so that the same person or place is found again."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.allegations.given import key_fields_of_person, key_fields_of_place
from app.allegations.keys import Key, KeyKind, kept, sought
from app.allegations.models import MatchKey, Place, Subject


def write_keys(case: Session, ref: str) -> frozenset[Key]:
    """Write the keys of an allegation anew from its people and places, and return what to look for elsewhere."""
    people = case.scalars(select(Subject).where(Subject.allegation_ref == ref)).all()
    places = case.scalars(select(Place).where(Place.allegation_ref == ref)).all()
    fields = [*map(key_fields_of_person, people), *map(key_fields_of_place, places)]
    wanted = frozenset[Key]().union(*map(kept, fields))
    there = case.execute(select(MatchKey.kind, MatchKey.value).where(MatchKey.allegation_ref == ref))
    known = {Key(KeyKind(kind), value) for kind, value in there}
    for key in known - wanted:
        case.execute(
            delete(MatchKey).where(
                MatchKey.kind == key.kind, MatchKey.value == key.value, MatchKey.allegation_ref == ref
            )
        )
    case.add_all(MatchKey(kind=key.kind.value, value=key.value, allegation_ref=ref) for key in sorted(wanted - known))
    return frozenset[Key]().union(*map(sought, fields))
