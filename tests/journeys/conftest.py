"""A running office and the people in front of it, each with a window of his own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.inspection import Inspector
from tests.journeys.people import Citizen, Clerk, Handler, UnitHead
from tests.journeys.running import Office, running_office
from tests.journeys.window import BROWSER, BROWSER_ARGUMENTS, DESK, PHONE, Look, Window

OpenWindow = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey: ``-m "not journey"`` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office, open, with its worker at work and a mail server that takes everything."""
    with running_office(tmp_path_factory.mktemp("office") / "data") as office:
        office.start_worker()
        yield office


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all windows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(BROWSER_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shapes() -> set[str]:
    """The shapes of page looked at so far; none is looked at twice."""
    return set()


@pytest.fixture(scope="session")
def everything_seen(office: Office, shapes: set[str]) -> Inspector:
    """Who looks at every page of every journey."""
    return Inspector(office.url.split("//")[1], seen=shapes)


@pytest.fixture
def inspector(everything_seen: Inspector) -> Iterator[Inspector]:
    """The same, and after each journey nothing may have been wrong on its way."""
    everything_seen.faults.clear()
    yield everything_seen
    assert not everything_seen.faults, "\n".join(["pages with faults:", *everything_seen.faults])


@pytest.fixture
def open_window(browser: Browser, office: Office, inspector: Inspector) -> Iterator[OpenWindow]:
    """Opens windows that are closed after the test: ``open_window(PHONE, scripts=False)``."""
    with ExitStack() as stack:

        def opened(look: Look = DESK, **given: Any) -> Window:
            window = Window(browser, office.url, inspector, look, **given)
            stack.callback(window.close)
            return window

        yield opened


@pytest.fixture
def phone(open_window: OpenWindow) -> Window:
    """A small telephone without JavaScript."""
    return open_window(PHONE, scripts=False)


@pytest.fixture
def desk(open_window: OpenWindow) -> Window:
    """A screen on a desk."""
    return open_window(DESK)


@pytest.fixture
def citizen(phone: Window) -> Citizen:
    """林晚舟, who has a small telephone, no JavaScript, and sewage in front of her door."""
    return Citizen(phone)


@pytest.fixture
def clerk(open_window: OpenWindow) -> Clerk:
    """李文书 of the letters office, signed in."""
    return Clerk(open_window()).signs_in()


@pytest.fixture
def handler(open_window: OpenWindow) -> Handler:
    """赵经办 of the housing bureau, signed in."""
    return Handler(open_window()).signs_in()


@pytest.fixture
def unit_head(open_window: OpenWindow) -> UnitHead:
    """周科长, his head, signed in."""
    return UnitHead(open_window()).signs_in()


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photograph that says where and with what it was taken."""
    path = tmp_path_factory.mktemp("pictures") / "门口.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Telltale Cameras"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 50.0), 3: "E", 4: (120.0, 10.0, 5.0)})
    Image.new("RGB", (320, 240), "steelblue").save(path, exif=exif)
    return path
