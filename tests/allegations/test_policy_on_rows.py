"""What policy says of an allegation and what it finds in the table are the same, for every act, on generated rows."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.policy import Action, allowed, visible
from app.allegations.models import Allegation, fact_columns
from app.allegations.models.allegation import STAGE_OF
from app.allegations.states import State
from app.database import CaseBase
from tests.access.strategies import NOW, UNITS, actors, people, tiers

ACTIONS = [action for action in Action if action.value.startswith("allegation:")]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@st.composite
def rows(draw: st.DrawFn) -> Allegation:
    """Return a row that the table takes."""
    status = draw(st.sampled_from(State))
    must_have_owner = status is State.IN_ASSESSMENT
    return Allegation(
        ref="IMS-2026-000001",
        link="link",
        intake_ref="intake",
        channel="ONLINE_FORM",
        types=[],
        priority="P3_ROUTINE",
        status=status.value,
        stage=STAGE_OF[status].value,
        unit_ref=draw(st.sampled_from(UNITS)),
        owner_ref=draw(people if must_have_owner else st.one_of(st.none(), people)),
        tier=draw(tiers),
        is_sensitive=draw(st.booleans()),
        words_held=status is State.HELD_SOURCE or draw(st.booleans()),
        held_from="RECEIVED" if status is State.HELD_SOURCE else None,
        outcome_code="VOID" if status is State.CLOSED else "",
        account="",
        received_at=AT,
        due_at=AT,
        assess_by=AT,
    )


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    CaseBase.metadata.create_all(engine)
    with Session(engine) as made:
        yield made


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("action", ACTIONS)
@given(row=rows(), actor=actors)
def test_a_row_is_found_exactly_where_policy_allows_it(
    session: Session, action: Action, row: Allegation, actor: Actor
) -> None:
    session.execute(delete(Allegation))
    session.add(row)
    session.flush()
    found = session.scalar(select(Allegation.ref).where(visible(actor, action, fact_columns(), NOW)))
    assert (found is not None) == allowed(actor, action, row.facts(), NOW)
    session.expunge_all()
