"""Every test of the actions happens in the same town."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, actor_of, do, make_town


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


@pytest.fixture
def called(town: Town, now: datetime) -> int:
    """A case that concerns works and education, whose common superior is the government."""
    case_id = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.OPEN_JOINT, case_id, by=actor_of(town.clerk), now=now)
    return case_id
