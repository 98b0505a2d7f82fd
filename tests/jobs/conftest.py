"""The town the worker works for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import Town, make_town


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)
