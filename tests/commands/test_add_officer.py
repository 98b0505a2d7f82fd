"""The first account of an empty house and every other one."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.sign_in import sign_in
from petitions.adapters import clock
from petitions.models import Officer, Unit
from petitions.rules.terms import Role, UnitKind
from tests.commands.conftest import Huiyin


def test_an_empty_house_gets_its_office_and_its_administrator(
    huiyin: Huiyin, register: Session
) -> None:
    said = huiyin(
        *("add-officer", "fang", "--role", "administrator", "--unit", "XF", "--name", "方行舟"),
        *("--create-unit", "回音市信访局", "--email", "fang@example.invalid"),
        *("--badge", " X0001 "),
    )

    assert said.exit_code == 0, said.output
    unit = register.scalars(select(Unit)).one()
    assert (unit.code, unit.name, unit.kind) == ("XF", "回音市信访局", UnitKind.LETTERS_OFFICE)
    officer = register.scalars(select(Officer)).one()
    assert (officer.name, officer.role, officer.badge) == ("方行舟", Role.ADMINISTRATOR, "X0001")
    assert officer.must_change_password
    password = said.output.split("first password: ")[1].strip()
    assert sign_in("fang", password, address="x", now=clock.now()).token


def test_the_second_one_joins_and_a_unit_below_is_made(huiyin: Huiyin, register: Session) -> None:
    huiyin("add-officer", "one", "--role", "clerk", "--unit", "XF", "--create-unit", "信访局")
    huiyin("add-officer", "two", "--role", "clerk", "--unit", "XF", "--create-unit", "信访局")
    huiyin(
        *("add-officer", "three", "--role", "handler", "--unit", "JYJ", "--create-unit", "教育局"),
        *("--kind", "government", "--parent", "XF"),
    )

    assert len(register.scalars(select(Unit)).all()) == 2
    assert len(register.scalars(select(Officer)).all()) == 3
    below = register.scalars(select(Unit).where(Unit.code == "JYJ")).one()
    assert below.path.startswith("/1/")
    assert below.kind is UnitKind.GOVERNMENT


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_cannot_be_is_said(huiyin: Huiyin, register: Session) -> None:
    huiyin("add-officer", "one", "--role", "clerk", "--unit", "XF", "--create-unit", "信访局")

    for arguments, words in (
        (("one", "--role", "clerk", "--unit", "XF"), "there is an officer one already"),
        (("two", "--role", "clerk", "--unit", "XF", "--badge", "9" * 41), "1 to 40 signs"),
        (("two", "--role", "clerk", "--unit", "NO"), "no unit NO (units: XF)"),
        (("two", "--role", "citizen", "--unit", "XF"), "citizen"),
        (("t wo", "--role", "clerk", "--unit", "XF"), "without spaces"),
        (
            ("two", "--role", "clerk", "--unit", "A", "--create-unit", "甲", "--parent", "B"),
            "no unit B",
        ),
    ):
        said = huiyin("add-officer", *arguments)
        assert said.exit_code == 2, said.output
        assert words in said.output
        assert "password" not in said.output
    assert len(register.scalars(select(Officer)).all()) == 1
