"""A unit that still has work, or the only letters office, cannot close its doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from petitions.actions.errors import Refused
from petitions.actions.manage_units import UnitFacts, change_unit
from petitions.rules.terms import Status
from tests.factories.cases import a_case
from tests.factories.town import actor_of, make_town


def test_a_unit_with_open_cases_stays_open(register: Session, now: datetime) -> None:
    town = make_town(register)
    a_case(town, Status.ACCEPTED, now=now)
    admin = actor_of(town.officers["administrator"])
    works = town.works
    facts = UnitFacts(works.code, works.name, works.kind, parent_id=works.parent_id)
    with pytest.raises(Refused, match="unit_has_open_cases"):
        change_unit(works.id, replace(facts, active=False), by=admin, now=now)
    change_unit(works.id, replace(facts, phone="000-1"), by=admin, now=now)


def test_an_idle_unit_may_close(register: Session, now: datetime) -> None:
    town = make_town(register)
    admin = actor_of(town.officers["administrator"])
    health = town.health
    facts = UnitFacts(health.code, health.name, health.kind, parent_id=health.parent_id)
    change_unit(health.id, replace(facts, active=False), by=admin, now=now)


def test_the_only_letters_office_stays_open(register: Session, now: datetime) -> None:
    town = make_town(register)
    admin = actor_of(town.officers["administrator"])
    for office in (town.foreign_office, town.office):
        facts = UnitFacts(office.code, office.name, office.kind, parent_id=office.parent_id)
        closing = replace(facts, active=False)
        if office is town.foreign_office:
            change_unit(office.id, closing, by=admin, now=now)
        else:
            with pytest.raises(Refused, match="last_office"):
                change_unit(office.id, closing, by=admin, now=now)
