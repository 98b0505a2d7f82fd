import pytest
from datetime import datetime
from petitions.rules.terms import Status
from tests.factories import Town, a_case, stored


@pytest.mark.parametrize("status", list(Status))
def test_a_case_can_stand_in_every_state(town: Town, now: datetime, status: Status) -> None:
    case_id = a_case(town, status, now=now)
    assert stored(case_id).status is status
