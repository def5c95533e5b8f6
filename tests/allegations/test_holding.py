"""Words that would tell who spoke: nobody but a custodian reads on until they are cut, and what is cut is gone."""

import pytest

from app.allegations import service
from app.allegations.given import Person, Where
from app.errors import Invalid, NotFound, Refused
from app.withholding.cutting import MARK
from tests.allegations.desk import Desk

TELLS = "Canary-Sister-otter"
ACCOUNT = f"He hides there. I know because I am {TELLS}, and only  {TELLS.lower()} has the key."
REASON = f"It says that she is {TELLS}."


def held(desk: Desk) -> str:
    people = (Person(name="Marek Dolny", description=f"brother of {TELLS}"),)
    places = (Where(address=f"the house of {TELLS}", postcode="LS1 4AB"),)
    ref = desk.taken(account=ACCOUNT, people=people, places=places, happened_when=f"since {TELLS} came")
    desk.do("asha", service.hold, ref, reason=REASON)
    return ref


def test_the_assessor_stops_and_nobody_else_reads_on(desk: Desk) -> None:
    ref = held(desk)
    assert desk.row(ref).status == "HELD_SOURCE"
    for who in ("asha", "mia", "cleo"):
        with pytest.raises(Refused) as refused:
            desk.do(who, service.read, ref)
        assert refused.value.rule == "is_not_held"
    assert desk.decisions(ref, "allegation:hold") == ["attempted", "done"]


def test_why_it_is_held_goes_to_the_source_unit_and_stands_nowhere_in_clear_in_the_log(desk: Desk) -> None:
    ref = held(desk)
    assert desk.do("hana", service.read_held, ref).allegation.held_reason == REASON
    audit = b"".join(path.read_bytes() for path in desk.unit.folder.glob("audit.db*"))
    assert TELLS.encode() not in audit
    assert desk.value("SELECT count(*) FROM allegation_history WHERE reason LIKE '%otter%'") == 0


def test_a_custodian_cuts_the_words_everywhere_and_it_goes_back_to_where_it_stood(desk: Desk) -> None:
    ref = held(desk)
    assert desk.do("hana", service.cut, ref, words=[TELLS, "only"]) == 5
    row = desk.row(ref)
    assert (row.status, row.stage, row.held_from, row.words_held) == ("IN_ASSESSMENT", "CLOCK", None, False)
    assert row.account == f"He hides there. I know because I am {MARK}, and {MARK} has the key."
    assert row.happened_when == f"since {MARK} came"
    assert row.held_reason == ""
    assert row.cut_at is not None
    assert desk.do("asha", service.read, ref).people[0].description == f"brother of {MARK}"
    assert desk.decisions(ref, "allegation:cut") == ["attempted", "done"]


def test_what_was_cut_stands_nowhere_in_the_case_store_any_more(desk: Desk) -> None:
    ref = held(desk)
    case = desk.unit.house.stores.case
    assert case is not None
    desk.do("hana", service.cut, ref, words=[TELLS])
    with case.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = b"".join(path.read_bytes() for path in desk.unit.folder.glob("case.db*"))
    assert ref.encode() in kept
    assert TELLS.encode() not in kept
    assert TELLS.lower().encode() not in kept


def test_words_that_do_not_stand_there_cut_nothing(desk: Desk) -> None:
    ref = held(desk)
    with pytest.raises(Invalid) as invalid:
        desk.do("hana", service.cut, ref, words=[TELLS, "her cousin"])
    assert set(invalid.value.problems) == {"words"}
    assert desk.row(ref).account == ACCOUNT
    assert desk.row(ref).status == "HELD_SOURCE"
    assert desk.refusal(ref, "allegation:cut") == "form_is_valid"


def test_part_of_a_word_is_not_the_word(desk: Desk) -> None:
    ref = desk.taken(account="The annex is full.")
    desk.do("asha", service.hold, ref, reason="Ann")
    with pytest.raises(Invalid):
        desk.do("hana", service.cut, ref, words=["ann"])


def test_where_nothing_tells_it_goes_back_as_it_is(desk: Desk) -> None:
    ref = held(desk)
    assert desk.do("hana", service.cut, ref, words=["", "  "]) == 0
    row = desk.row(ref)
    assert (row.status, row.account, row.cut_at) == ("IN_ASSESSMENT", ACCOUNT, None)


def test_what_was_held_before_anybody_took_it_becomes_free_again(desk: Desk) -> None:
    ref = desk.collect(account="Ring me, my number is 07700 900123.")
    desk.do("hugo", service.cut, ref, words=["07700 900123"])
    row = desk.row(ref)
    assert (row.status, row.owner_ref) == ("RECEIVED", None)
    desk.do("asha", service.take, ref)


@pytest.mark.parametrize("who", ["asha", "ben", "mia", "ava", "dora", "olga", "sid"])
def test_only_a_custodian_sees_the_words_or_cuts_them(desk: Desk, who: str) -> None:
    ref = held(desk)
    for act, values in ((service.read_held, {}), (service.cut, {"words": [TELLS]})):
        with pytest.raises((Refused, NotFound)):
            desk.do(who, act, ref, **values)
    assert desk.row(ref).account == ACCOUNT
    assert desk.decisions(ref, "allegation:cut") == ["attempted", "refused"]


def test_a_custodian_sees_nothing_of_what_is_not_held(desk: Desk) -> None:
    ref = desk.taken()
    for act, values in ((service.read_held, {}), (service.cut, {"words": ["men"]}), (service.read, {})):
        with pytest.raises(Refused):
            desk.do("hana", act, ref, **values)


@pytest.mark.parametrize("who", ["ben", "hana", "dora", "sol"])
def test_only_its_owner_or_their_manager_holds(desk: Desk, who: str) -> None:
    ref = desk.taken("asha")
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.hold, ref, reason="words")
    assert desk.row(ref).status == "IN_ASSESSMENT"


def test_words_told_later_are_shown_once_they_were_seen_to(desk: Desk) -> None:
    ref, locator = desk.with_mailbox()
    desk.do("asha", service.take, ref)
    desk.complete(ref)
    desk.assessed_of(ref)
    with desk.unit.steward() as uow:
        service.add_more(uow, locator, "Call me on 07700 900123. The van is blue.", intake_ref="more-1")
    assert desk.do("asha", service.read, ref).additions == []
    assert [one.text for one in desk.do("hana", service.read_held, ref).additions] == [
        "Call me on 07700 900123. The van is blue."
    ]
    desk.do("hana", service.cut, ref, words=["me on 07700 900123"])
    [shown] = desk.do("asha", service.read, ref).additions
    assert shown.text == f"Call {MARK}. The van is blue."
    assert desk.row(ref).status == "ASSESSED"


def test_words_in_letters_that_look_the_same_are_the_same_words(desk: Desk) -> None:
    told = f"I am {TELLS}, {TELLS.replace('a', chr(0x430))} or {TELLS.replace('e', 'e' + chr(0x301))}."
    ref = desk.taken(account=told)
    desk.do("asha", service.hold, ref, reason=REASON)
    assert desk.do("hana", service.cut, ref, words=[TELLS]) == 2
    assert desk.row(ref).account == f"I am {MARK} or {MARK}."
