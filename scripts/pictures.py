"""Takes the pictures of the README from the invented town, and from nothing else.

scripts/pictures.py          all of them, into docs/pictures
scripts/pictures.py queue    those whose name begins so
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from petitions.rules.terms import Status  # noqa: E402
from tests.journeys.inspection import Inspector  # noqa: E402
from tests.journeys.people import Citizen, Officer  # noqa: E402
from tests.journeys.running import Office, demonstration  # noqa: E402
from tests.journeys.window import (  # noqa: E402
    BROWSER,
    BROWSER_ARGUMENTS,
    Look,
    Window,
)
from web.town.seed import PASSWORD  # noqa: E402

PLACE = ROOT / "docs" / "pictures"
PHONE, DESK = Look(360, 780, touch=True, sharpness=2), Look(1280, 860)
LARGEST = 300_000
COLOURS = 256
DATE_FIELDS_IN_CHINESE = """() => document.querySelectorAll('input[type=date]').forEach(
    each => { each.type = 'text'; each.value = '年 /月/日'; })"""
"""As a Chinese browser shows an empty one; ours has only its English words."""


class NoInspector(Inspector):
    """Lets every page pass."""

    def look(self, *_given: object) -> None:
        """Nothing to find here."""


def start(window: Window, _office: Office) -> None:
    """The portal's first page."""
    window.open("/")


def receipt(window: Window, _office: Office) -> None:
    """What is shown after filing."""
    Citizen(window).files_a_petition()


def tracking(window: Window, office: Office) -> None:
    """The timeline of a petition that has its answer."""
    citizen = Citizen(window)
    citizen.number, citizen.code = office.receipts()[Status.ANSWERED]
    citizen.opens_the_case()
    window.page.locator(".moj-timeline").evaluate("each => scrollTo(0, each.offsetTop - 70)")


def queue(window: Window, _office: Office) -> None:
    """The list of a clerk."""
    Officer(window, "xf-clerk1").signs_in(PASSWORD)
    window.open("/staff/queue/")
    window.page.evaluate(DATE_FIELDS_IN_CHINESE)


def case_file(window: Window, _office: Office) -> None:
    """A case that waits for its handler."""
    Officer(window, "zjj-1").signs_in(PASSWORD)
    window.open(f"/staff/queue/?status={Status.ACCEPTED.value}")
    window.go(window.page.locator(".hy-cases a").first.click)


PICTURES: Mapping[str, tuple[Look, Callable[[Window, Office], None]]] = {
    "portal-start-phone": (PHONE, start),
    "receipt-phone": (PHONE, receipt),
    "tracking-phone": (PHONE, tracking),
    "queue": (DESK, queue),
    "case-file": (DESK, case_file),
}


def take(name: str, browser: Browser, office: Office) -> None:
    """One picture, in few colours."""
    look, go_there = PICTURES[name]
    window = Window(browser, office.url, NoInspector(""), look)
    go_there(window, office)
    window.page.evaluate("document.activeElement?.blur()")
    picture = Image.open(io.BytesIO(window.page.screenshot())).convert("RGB")
    window.close()
    path = PLACE / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {picture.width} x {picture.height}  {size // 1024} kB")
    if size > LARGEST:
        sys.exit(f"{path.name} is too large: {size} bytes")


def main() -> None:
    """All pictures, or those asked for."""
    wanted = tuple(sys.argv[1:]) or ("",)
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(BROWSER_ARGUMENTS))
        with demonstration(Path(folder) / "town") as office:
            for name in PICTURES:
                if name.startswith(wanted):
                    take(name, browser, office)
        browser.close()


if __name__ == "__main__":
    main()
