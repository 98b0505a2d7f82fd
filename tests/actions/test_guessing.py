"""A second factor cannot be guessed by somebody who knows the password and has time."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from petitions.actions.errors import Refused
from petitions.actions.sign_in import PER_ACCOUNT, pass_second_factor, sign_in
from petitions.models import Officer
from tests.factories import Town
from tests.factories.town import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_new_sessions_give_no_new_guesses(register: Session, town: Town, now: datetime) -> None:
    register.get_one(Officer, town.clerk.id).totp_secret = SECRET
    register.commit()
    tokens = [
        sign_in("clerk", PASSWORD, address=f"10.0.0.{number}", now=now).token for number in range(3)
    ]
    for guess in range(PER_ACCOUNT):
        with pytest.raises(Refused, match="second_factor_wrong"):
            pass_second_factor(tokens[guess % 2], f"{guess:06}", now=now)

    right = pyotp.TOTP(SECRET).at(now)
    with pytest.raises(Refused, match="sign_in_throttled"):
        pass_second_factor(tokens[2], right, now=now)
    later = now + timedelta(minutes=15, seconds=1)
    pass_second_factor(tokens[2], pyotp.TOTP(SECRET).at(later), now=later)
