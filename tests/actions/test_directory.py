"""Successors of closed units, posts and places of reception: what the register takes and what it notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.close_unit import Closing, close_unit
from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.actions.manage_places import PlaceFacts, add_place, change_place
from petitions.actions.manage_posts import PostFacts, add_post, change_post
from petitions.actions.manage_units import UnitFacts, change_unit
from petitions.adapters import clock
from petitions.models import AuditEntry, Unit, UnitSuccessor
from petitions.queries import posts
from petitions.queries.network import closed_units, network, published_directory
from petitions.rules.permissions import Actor
from petitions.rules.terms import ClosingCause, Level, Status, UnitKind
from tests.factories.cases import a_case
from tests.factories.town import Town, actor_of, make_town

DAY = date(2026, 3, 2)


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


@pytest.fixture
def admin(town: Town) -> Actor:
    return actor_of(town.administrator)


def into(*units: Unit, cause: ClosingCause = ClosingCause.MERGED) -> Closing:
    return Closing(cause, "机构改革方案", DAY, tuple(unit.id for unit in units))


def acts(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.id)))


def test_a_closed_unit_names_who_goes_on(
    register: Session, town: Town, admin: Actor, now: datetime
) -> None:
    close_unit(town.health.id, into(town.works), by=admin, now=now)
    (closed,) = closed_units()
    assert closed.unit.id == town.health.id
    (after,) = closed.successors
    assert (after.id, after.cause, after.since) == (town.works.id, ClosingCause.MERGED, DAY)
    assert acts(register) == ["close_unit"]
    entry = register.scalars(select(AuditEntry)).one()
    assert entry.facts == {
        "unit_id": town.health.id,
        "cause": "merged",
        "successor_ids": [town.works.id],
    }


def test_a_split_unit_has_several(town: Town, admin: Actor, now: datetime) -> None:
    both = into(town.works, town.education, cause=ClosingCause.SPLIT)
    close_unit(town.health.id, both, by=admin, now=now)
    assert [each.id for each in closed_units()[0].successors] == [town.works.id, town.education.id]


def test_what_cannot_be_a_closing_is_refused(
    register: Session, town: Town, admin: Actor, now: datetime
) -> None:
    health = town.health.id
    for closing, code in (
        (into(), "no_successor"),
        (into(town.health), "bad_successor"),
        (into(town.works, cause=ClosingCause.SPLIT), "split_into_one"),
        (replace(into(), successor_ids=(99_999,)), "bad_successor"),
        (replace(into(), successor_ids=tuple(range(1, 30))), "bad_successor"),
    ):
        with pytest.raises(Refused, match=code):
            close_unit(health, closing, by=admin, now=now)
    with pytest.raises(NotFound):
        close_unit(99_999, into(town.works), by=admin, now=now)
    with pytest.raises(NotAllowed):
        close_unit(health, into(town.works), by=actor_of(town.clerk), now=now)
    close_unit(town.education.id, into(town.works), by=admin, now=now)
    with pytest.raises(Refused, match="bad_successor"):
        close_unit(health, into(town.education), by=admin, now=now)
    with pytest.raises(Refused, match="unit_closed"):
        close_unit(town.education.id, into(town.works), by=admin, now=now)
    assert acts(register) == ["close_unit"]


def test_a_letters_office_ends_its_cases_first(town: Town, admin: Actor, now: datetime) -> None:
    a_case(town, Status.REGISTERED, now=now)
    with pytest.raises(Refused, match="unit_hands_over_first") as refused:
        close_unit(town.office.id, into(town.foreign_office), by=admin, now=now)
    assert refused.value.facts == {"count": 1, "units": "邻市信访局"}


def test_the_only_letters_office_is_not_closed(town: Town, admin: Actor, now: datetime) -> None:
    close_unit(town.foreign_office.id, into(town.office), by=admin, now=now)
    with pytest.raises(Refused, match="last_office"):
        close_unit(town.office.id, into(town.government), by=admin, now=now)


def test_an_opened_unit_has_no_successor_any_more_and_the_row_stays(
    register: Session, town: Town, admin: Actor, now: datetime
) -> None:
    health = town.health
    close_unit(health.id, into(town.works), by=admin, now=now)
    assert len(closed_units()) == 1
    facts = UnitFacts(health.code, health.name, health.kind, parent_id=health.parent_id)
    change_unit(health.id, facts, by=admin, now=now + timedelta(days=1))
    assert closed_units() == ()
    register.rollback()
    assert register.scalars(select(UnitSuccessor)).one().ended_at == now + timedelta(days=1)
    close_unit(health.id, into(town.works), by=admin, now=now + timedelta(days=2))
    assert len(closed_units()) == 1


def test_every_unit_knows_its_level_and_its_letters_office(town: Town) -> None:
    found = {each.unit.id: each for each in network()}
    assert found[town.community.id].level is Level.COMMUNITY
    assert found[town.street.id].level is Level.STREET
    assert found[town.works.id].level is Level.DISTRICT
    for unit in (town.community, town.street, town.works, town.office, town.government):
        office = found[unit.id].office
        assert office is not None
        assert office.id == town.office.id
    assert found[town.office.id].is_office
    assert not found[town.works.id].is_office
    assert found[town.street.id].oddities == ("street_without_office",)


POST = PostFacts("信访信息员", DAY, lines=("城乡建设", "房产物业"), contact_clerk=True, phone="1")


def test_posts_are_added_changed_and_ended(
    register: Session, town: Town, admin: Actor, now: datetime
) -> None:
    post_id = add_post(town.handler.id, POST, by=admin, now=now)
    found = posts.post(post_id)
    assert found is not None
    assert (found.title, found.lines, found.contact_clerk) == (POST.title, POST.lines, True)
    assert found.lasts(DAY)
    assert not found.lasts(DAY - timedelta(days=1))
    assert len(posts.contacts(DAY + timedelta(days=1))) == 1
    ended = replace(POST, until_on=DAY, lines=())
    change_post(post_id, ended, by=admin, now=now)
    (found,) = posts.posts(town.handler.id)
    assert found.lines == ()
    assert not found.lasts(DAY + timedelta(days=1))
    assert posts.contacts(DAY + timedelta(days=1)) == ()
    assert acts(register) == ["add_post", "change_post"]


def test_what_cannot_be_a_post_is_refused(
    register: Session, town: Town, admin: Actor, now: datetime
) -> None:
    add_post(town.handler.id, POST, by=admin, now=now)
    other = add_post(town.handler.id, replace(POST, title="接访岗"), by=admin, now=now)
    with pytest.raises(Refused, match="post_taken"):
        add_post(town.handler.id, POST, by=admin, now=now)
    with pytest.raises(Refused, match="post_taken"):
        change_post(other, POST, by=admin, now=now)
    early = replace(POST, until_on=DAY - timedelta(days=1), title="早")
    with pytest.raises(Refused, match="post_ends_early"):
        add_post(town.handler.id, early, by=admin, now=now)
    with pytest.raises(NotFound):
        add_post(99_999, POST, by=admin, now=now)
    with pytest.raises(NotFound):
        change_post(99_999, POST, by=admin, now=now)
    with pytest.raises(NotAllowed):
        add_post(town.handler.id, POST, by=actor_of(town.office_head), now=now)
    assert acts(register) == ["add_post", "add_post"]


def test_places_are_added_and_changed(
    register: Session, town: Town, admin: Actor, now: datetime
) -> None:
    facts = PlaceFacts(town.office.id, "人民来访接待室", "人民路1号", days="周一至周五")
    place_id = add_place(facts, by=admin, now=now)
    with pytest.raises(Refused, match="place_taken"):
        add_place(facts, by=admin, now=now)
    with pytest.raises(Refused, match="no_such_unit"):
        add_place(replace(facts, unit_id=99_999), by=admin, now=now)
    with pytest.raises(NotFound):
        change_place(99_999, facts, by=admin, now=now)
    with pytest.raises(NotAllowed):
        change_place(place_id, facts, by=actor_of(town.clerk), now=now)
    change_place(place_id, replace(facts, access="西门有坡道"), by=admin, now=now)
    (found,) = posts.places(shown_only=True)
    assert (found.name, found.access, found.unit) == (
        "人民来访接待室",
        "西门有坡道",
        town.office.name,
    )
    change_place(place_id, replace(facts, active=False), by=admin, now=now)
    assert posts.places(shown_only=True) == ()
    assert len(posts.places()) == 1
    assert acts(register) == ["add_place", "change_place", "change_place"]


def test_the_portal_names_a_contact_clerk_only_where_it_may(
    town: Town, admin: Actor, now: datetime
) -> None:
    add_post(town.handler.id, POST, by=admin, now=now)
    add_post(town.other_handler.id, replace(POST, published=True), by=admin, now=now)
    add_post(town.colleague.id, replace(POST, contact_clerk=False), by=admin, now=now)
    shown = {
        unit.unit.id: [each.name for each in unit.contacts]
        for unit in published_directory("", DAY).levels[Level.DISTRICT]
        if unit.contacts
    }
    assert shown == {town.works.id: [""], town.education.id: [town.other_handler.name]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", 9),
        ("教育局", 1),
        ("ｕｎｉｔ　ｊｙ", 1),
        ("教育局 信访局", 0),
        ("房产物业", 1),
        ("东门坡道旁", 1),
        ("100%", 0),
        ("并入", 0),
    ],
)
def test_words_are_looked_for_in_all_that_is_published(
    town: Town, admin: Actor, now: datetime, words: str, found: int
) -> None:
    add_post(town.handler.id, POST, by=admin, now=now)
    add_place(PlaceFacts(town.street.id, "接待室", "东门坡道旁"), by=admin, now=now)
    assert published_directory(words, clock.local_day(now)).count == found


def test_a_closed_unit_is_shown_with_its_successor_alone(
    town: Town, admin: Actor, now: datetime
) -> None:
    close_unit(town.health.id, into(town.works), by=admin, now=now)
    found = published_directory("", DAY)
    assert [each.unit.id for each in found.closed] == [town.health.id]
    assert town.health.id not in {each.unit.id for level in found.levels.values() for each in level}
    assert published_directory("住房", DAY).closed != ()
    assert town.health.kind is UnitKind.GOVERNMENT
