"""The published directory: levels, letters offices, places, contact clerks, successors, and looking for a word."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from petitions.actions.close_unit import Closing, close_unit
from petitions.actions.manage_places import PlaceFacts, add_place
from petitions.actions.manage_posts import PostFacts, add_post
from petitions.adapters import clock
from petitions.rules.terms import ClosingCause
from tests.factories import Town, actor_of
from tests.portal.citizen import Citizen, Page

DAY = date(2026, 1, 5)


@pytest.fixture
def furnished(town: Town) -> Town:
    """The town with a place, two contact clerks and a closed unit."""
    admin, now = actor_of(town.administrator), clock.now()
    place = PlaceFacts(
        town.office.id, "来访接待室", "人民路3号", "0000-9", "周一至周五", "9:00", "东门有坡道"
    )
    add_place(place, by=admin, now=now)
    clerk = PostFacts("信访信息员", DAY, ("城乡建设",), contact_clerk=True, phone="0000-77")
    add_post(town.handler.id, clerk, by=admin, now=now)
    named = PostFacts("联络岗", DAY, contact_clerk=True, published=True)
    add_post(town.other_handler.id, named, by=admin, now=now)
    closing = Closing(ClosingCause.MERGED, "改革方案", DAY, (town.education.id,))
    close_unit(town.health.id, closing, by=admin, now=now)
    return town


def section(page: Page, unit_id: int) -> str:
    heading = page.soup.find(id=f"office-{unit_id}")
    assert heading is not None
    assert heading.parent is not None
    return " ".join(heading.parent.get_text().split())


def test_units_stand_by_level_with_their_letters_office(furnished: Town, citizen: Citizen) -> None:
    page = citizen.get("/offices/")
    assert [each["id"] for each in page.soup.find_all("h2", id=True)] == [
        *("level-district", "level-street", "level-community", "closed")
    ]
    community = section(page, furnished.community.id)
    assert "回音市信访局" in community
    assert "村、社区" in community
    assert "负责的信访机构" not in section(page, furnished.office.id)


def test_places_and_contact_clerks_are_shown(furnished: Town, citizen: Citizen) -> None:
    page = citizen.get("/offices/")
    office = section(page, furnished.office.id)
    for words in ("来访接待室", "人民路3号", "0000-9", "周一至周五", "东门有坡道"):
        assert words in office
    works = section(page, furnished.works.id)
    for words in ("信访信息员", "0000-77", "城乡建设"):
        assert words in works
    assert furnished.handler.name not in page.text
    assert furnished.other_handler.name in section(page, furnished.education.id)


def test_a_closed_unit_names_its_successor(furnished: Town, citizen: Citizen) -> None:
    page = citizen.get("/offices/")
    closed = section(page, furnished.health.id)
    assert "2026年1月5日起合并" in closed
    assert "回音市教育局" in closed
    assert page.soup.select(f'a[href$="/offices/#office-{furnished.education.id}"]')
    assert "改革方案" not in page.text


def test_words_narrow_the_page_and_stay_in_the_box(furnished: Town, citizen: Citizen) -> None:
    page = citizen.get("/offices/?q=东门+坡道")
    assert "找到 1 个单位" in page.text
    box = page.soup.find(id="q")
    assert box is not None
    assert box["value"] == "东门 坡道"
    assert page.soup.find(id=f"office-{furnished.works.id}") is None
    nothing = citizen.get("/offices/?q=" + "%3Cb%3E" * 100)
    assert nothing.status == 200
    assert "没有找到" in nothing.text


def test_an_english_reader_finds_english_names(furnished: Town, app: Flask) -> None:
    reader = Citizen(app, "en")
    page = reader.get("/offices/?q=unit+zj")
    assert "Unit ZJ" in section(page, furnished.works.id)
    assert "Contact clerk" in page.text
