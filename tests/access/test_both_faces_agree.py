"""One rule, two faces: what policy says of a record and what it says of a row is the same, for everything generated."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, String, Table, create_engine, insert, select

from app.access.actor import Actor
from app.access.facts import Facts, Nothing
from app.access.policy import RULES, Action, could, require, visible
from app.access.predicates import Predicate
from app.access.terms import as_sql
from app.database import UTCDateTime
from app.errors import Refused
from tests.access.strategies import NOW, actors, facts_by_kind

TYPES: dict[str, Any] = {"int": Integer, "bool": Boolean, "datetime": UTCDateTime, "datetime | None": UTCDateTime}


def _name_of(annotation: Any) -> str:
    return (
        annotation.__name__
        if isinstance(annotation, type)
        else str(annotation).replace("datetime.datetime", "datetime")
    )


TABLES = {
    kind: Table(
        f"made_up_{kind.__name__.lower()}",
        MetaData(),
        *(Column(field.name, TYPES.get(_name_of(field.type), String), nullable=True) for field in fields(kind)),
    )
    for kind in facts_by_kind
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = create_engine("sqlite://")
    for table in TABLES.values():
        table.metadata.create_all(made)
    return made


def kinds_for(rules: list[Predicate], actor: Actor) -> list[type[Facts]]:
    """Return the kinds of facts that have everything these rules read, found by asking them."""
    fitting = []
    for kind, table in TABLES.items():
        try:
            for rule in rules:
                rule.claim(actor, table.c, NOW)
        except AttributeError:
            continue
        fitting.append(kind)
    return fitting


def by_require(actor: Actor, action: Action, facts: Facts) -> bool:
    try:
        require(actor, action, facts, NOW)
    except Refused:
        return False
    return True


def in_sql(engine: Engine, kind: type[Facts], facts: Facts, condition: Any) -> bool:
    table = TABLES[kind]
    with engine.begin() as connection:
        connection.execute(table.delete())
        connection.execute(insert(table).values(**asdict(facts)))
        return connection.execute(select(table.c.ref).where(condition)).first() is not None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("action", list(Action))
@given(data=st.data(), actor=actors)
def test_a_list_shows_exactly_what_may_be_opened(
    engine: Engine, action: Action, data: st.DataObject, actor: Actor
) -> None:
    rules = [rule for way in RULES[action] for rule in way]
    kinds = kinds_for(rules, actor)
    assert kinds, "no facts fit this action"
    kind = data.draw(st.sampled_from(kinds))
    facts = data.draw(facts_by_kind[kind])
    assert in_sql(engine, kind, facts, visible(actor, action, TABLES[kind].c, NOW)) == by_require(actor, action, facts)


ALL_RULES = {rule.name: rule for ways in RULES.values() for way in ways for rule in way}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("rule", list(ALL_RULES.values()), ids=list(ALL_RULES))
@given(data=st.data(), actor=actors)
def test_each_predicate_says_the_same_of_a_record_and_of_a_row(
    engine: Engine, rule: Predicate, data: st.DataObject, actor: Actor
) -> None:
    kind = data.draw(st.sampled_from(kinds_for([rule], actor)))
    facts = data.draw(facts_by_kind[kind])
    claimed = rule.claim(actor, facts, NOW)
    assert isinstance(claimed, bool)
    assert in_sql(engine, kind, facts, as_sql(rule.claim(actor, TABLES[kind].c, NOW))) is claimed


@settings(max_examples=100, deadline=None)
@given(actor=actors, action=st.sampled_from(list(Action)), data=st.data())
def test_a_menu_never_hides_what_somebody_may_do(actor: Actor, action: Action, data: st.DataObject) -> None:
    kinds = kinds_for([rule for way in RULES[action] for rule in way], actor)
    facts = data.draw(facts_by_kind[data.draw(st.sampled_from(kinds))])
    if by_require(actor, action, facts):
        assert could(actor, action, NOW)


def test_rules_about_the_person_need_no_record() -> None:
    moment: datetime = NOW
    for rule in ALL_RULES.values():
        if rule.of_actor:
            assert rule.claim(_someone(), Nothing(), moment) in {True, False}


def _someone() -> Actor:
    return Actor(
        person_ref="p1",
        account_ref="a1",
        name="A person",
        roles=frozenset(),
        unit_ref="u1",
        organisation_ref="o1",
        organisation_type="HMG",
        clearance="SC",
        clearance_rank=3,
        clearance_ends_at=NOW,
        training=frozenset(),
    )
