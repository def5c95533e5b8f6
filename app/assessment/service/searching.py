"""Searching earlier reports by the key fields of this one, and judging what was found."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from app.allegations.given import key_fields_of_person, key_fields_of_place
from app.allegations.keys import KIND_LABELS, Fields, Key, sought
from app.allegations.relating import relate, unrelate
from app.assessment import queries
from app.assessment.file import File
from app.assessment.models import Search, SearchHit
from app.assessment.service.opening import begin
from app.database import new_id
from app.errors import Invalid, NotFound
from app.unit_of_work import UnitOfWork
from audit.events import Event

DECISIONS = {"SAME": "The same report", "LINKED": "Linked", "NOT_RELATED": "Not related"}


def first_search(uow: UnitOfWork, ref: str) -> None:
    """
    Search by the key fields as they came in, the moment somebody takes an allegation in hand.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_SEARCH, ref) as note:
        file, _assessment = begin(uow, ref)
        keys = own_keys(file)
        if keys:
            note.detail["hits"] = _search(uow, file, keys)


def search(uow: UnitOfWork, ref: str, *, more: Fields | None = None) -> int:
    """
    Search again, by the fields of this allegation and whatever else is given; return how many were found.

    What is searched for beyond the form is kept nowhere.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_SEARCH, ref) as note:
        file, _assessment = begin(uow, ref)
        keys = own_keys(file) | (sought(more) if more else frozenset())
        count = _search(uow, file, keys)
        note.detail["hits"] = count
        return count


def judge(uow: UnitOfWork, ref: str, decisions: Mapping[str, str]) -> None:
    """
    Judge hits: the same report, linked, or not related. What is the same or linked is linked from both sides.

    :param decisions: for the id of a hit, what it is.
    :raises Invalid: that is no answer.
    :raises NotFound: there is no such allegation, or no such hit of it that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_LINK, ref) as note:
        file, _assessment = begin(uow, ref)
        found = {hit.id: hit.ref for hit in queries.hits(uow, file)}
        judged: dict[str, list[str]] = {}
        for hit_id, decision in decisions.items():
            if decision not in DECISIONS:
                raise Invalid({"decision": "Choose what it is: the same, linked or not related."})
            if hit_id not in found:
                raise NotFound
            _judge(uow, ref, found[hit_id], uow.case.get_one(SearchHit, hit_id), decision)
            judged.setdefault(decision.lower(), []).append(found[hit_id])
        note.detail.update(judged)


def _judge(uow: UnitOfWork, ref: str, other_ref: str, row: SearchHit, decision: str) -> None:
    """Enter one judgement, and link the two or take the link back."""
    row.decision, row.by_ref, row.at = decision, uow.actor.person_ref, uow.now
    if decision == "NOT_RELATED":
        unrelate(uow, ref, other_ref)
    else:
        relate(uow, ref, other_ref, decision)


def own_keys(file: File) -> frozenset[Key]:
    """Return what to look for: the key fields of everybody and every place in the form."""
    fields = [*map(key_fields_of_person, file.people), *map(key_fields_of_place, file.places)]
    return frozenset[Key]().union(*map(sought, fields))


def search_keys(uow: UnitOfWork, file: File, keys: Collection[Key]) -> None:
    """Search anew, within an act that changed the key fields and records itself as well."""
    with uow.trail.recording(Event.ALLEGATION_SEARCH, file.ref) as note:
        note.detail["hits"] = _search(uow, file, keys)


def labels_of(kinds: Collection[str]) -> str:
    """Return the kinds of field in words, each once."""
    return ", ".join(dict.fromkeys(KIND_LABELS[kind] for kind in kinds))


def _search(uow: UnitOfWork, file: File, keys: Collection[Key]) -> int:
    """Run one search: keep what was judged, forget what is no longer found, and add what is new."""
    found = queries.matches(uow, file.ref, keys)
    row = Search(
        id=new_id(),
        allegation_ref=file.ref,
        round=file.allegation.round,
        kinds=sorted({key.kind.value for key in keys}),
        hits=len(found),
        by_ref=uow.actor.person_ref,
        at=uow.now,
    )
    uow.case.add(row)
    uow.case.flush()
    here = (SearchHit.allegation_ref == file.ref, SearchHit.round == file.allegation.round)
    uow.case.execute(delete(SearchHit).where(*here, SearchHit.decision == "", SearchHit.other_ref.not_in(list(found))))
    known = set(uow.case.scalars(select(SearchHit.other_ref).where(*here)))
    uow.case.add_all(
        SearchHit(
            allegation_ref=file.ref, round=file.allegation.round, search_id=row.id, other_ref=other, matched=kinds
        )
        for other, kinds in found.items()
        if other not in known
    )
    return len(found)
