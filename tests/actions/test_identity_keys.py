"""Identities lie under keys of their own, bound to their column; what lies under the old ones is named and moved."""

from datetime import datetime
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import Column, LargeBinary, select, text, type_coerce
from sqlalchemy.orm import Session

from petitions.models import Case, Officer, Petitioner
from petitions.models.encrypted import IdentityText, moved
from petitions.models.keyring import field_cipher, identity_cipher
from tests.factories import Town, a_case, a_submission
from web.checks.keeping import check_fields

COLUMNS = [
    *(each for each in Petitioner.__table__.c if isinstance(each.type, IdentityText)),
    Case.__table__.c.complained_about,
]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_an_identity_opens_with_the_key_of_its_column_alone(
    register: Session, town: Town, now: datetime, column: Column[Any]
) -> None:
    a_case(town, now=now, submission=a_submission(complained_about="某科长"))
    register.rollback()
    raw = bytes(register.scalars(select(type_coerce(column, LargeBinary))).one())
    assert identity_cipher(str(column)).decrypt(raw)
    with pytest.raises(InvalidToken):
        field_cipher().decrypt(raw)
    with pytest.raises(InvalidToken):
        identity_cipher("petitioners.other").decrypt(raw)


def test_every_identity_column_names_its_own_place() -> None:
    places = {str(each): each.type.place for each in COLUMNS if isinstance(each.type, IdentityText)}
    assert places == {str(each): str(each) for each in COLUMNS}
    assert len(COLUMNS) == 6
    assert not isinstance(Officer.__table__.c.totp_secret.type, IdentityText)


def test_what_lies_under_the_old_key_is_read_and_named(
    register: Session, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    old = field_cipher().encrypt("张建国".encode())
    register.execute(text("UPDATE petitioners SET name = :old"), {"old": old})
    register.commit()
    assert register.scalars(select(Petitioner.name)).one() == "张建国"
    (fault,) = list(check_fields(register))
    assert (fault.kind, fault.subject.split()[0]) == ("key", "person")
    assert "migrate" in fault.words
    register.execute(
        text("UPDATE petitioners SET name = :new"), {"new": moved(old, "petitioners.name")}
    )
    register.commit()
    assert list(check_fields(register)) == []


def test_moving_twice_or_what_cannot_be_read_does_nothing() -> None:
    old = field_cipher().encrypt("某".encode())
    new = moved(old, "petitioners.name")
    assert new is not None
    assert moved(new, "petitioners.name") is None
    assert moved(b"nonsense", "petitioners.name") is None
    assert field_cipher().decrypt(moved(new, "petitioners.name", back=True) or b"").decode() == "某"
