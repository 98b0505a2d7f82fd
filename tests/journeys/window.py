"""One person's browser window: opens, fills in and presses as people do, and has every page looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, FilePayload, Locator, Page, Response

from tests.journeys.inspection import Inspector

BROWSER = "/usr/bin/chromium"
BROWSER_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@dataclass(frozen=True)
class Look:
    """The device a page is seen on."""

    width: int
    height: int
    touch: bool = False
    sharpness: float = 1


PHONE, DESK = Look(360, 740, touch=True), Look(1280, 800)


class Window:
    """A window of somebody's own: nobody else's cookies, one language, scripts or none."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        inspector: Inspector,
        look: Look = DESK,
        *,
        scripts: bool = True,
        language: str = "zh-CN",
    ) -> None:
        self.url, self.inspector, self.language = url, inspector, language
        self._context = browser.new_context(
            base_url=url,
            viewport={"width": look.width, "height": look.height},
            has_touch=look.touch,
            is_mobile=look.touch,
            device_scale_factor=look.sharpness,
            locale=language,
            timezone_id="Asia/Shanghai",
        )
        self._context.set_default_timeout(10_000)
        self._scripts = scripts
        self.status = 0
        self.page = self._new_page()

    def _new_page(self) -> Page:
        page = self._context.new_page()
        self.inspector.watch(page)
        # Switched off by the protocol rather than by the context, so that axe can still be asked.
        self._switch: CDPSession | None = None
        if not self._scripts:
            self._switch = self._context.new_cdp_session(page)
            self._switch.send("Emulation.setScriptExecutionDisabled", {"value": True})
        return page

    def another_tab(self) -> Window:
        """A second tab of the same browser, with the same cookies."""
        tab = object.__new__(Window)
        tab.__dict__.update(self.__dict__)
        tab.page = tab._new_page()
        return tab

    def close(self) -> None:
        """Close the browser of this person."""
        self._context.close()

    # Going somewhere: each ends with a look at the page that came.

    def open(self, path: str) -> None:
        """Type an address."""
        self._came(self.page.goto(path))

    def press(self, words: str, inside: str = "main") -> None:
        """Press the button, or follow the link, with these words."""
        self.go(self.control(words, inside).first.click)

    def control(self, words: str, inside: str = "main") -> Locator:
        """Buttons and links that say so exactly."""
        place = self.page.locator(inside)
        button = place.get_by_role("button", name=words, exact=True)
        return button.or_(place.get_by_role("link", name=words, exact=True))

    def send(self, form: str = "main form") -> None:
        """Press the first button of a form."""
        self.go(self.page.locator(f"{form} button:not([formaction], [type='button'])").first.click)

    def press_value(self, name: str, value: str) -> None:
        """Press the button that carries this value."""
        self.go(self.page.locator(f'main button[name="{name}"][value="{value}"]').first.click)

    def follow(self, path: str) -> None:
        """Follow the link, or press the button of the form, that leads to a path."""
        place = self.page.locator("main")
        link = place.locator(f'a[href^="{path}"]').or_(
            place.locator(f'form[action^="{path}"] button')
        )
        self.go(link.first.click)

    def go(self, how: Callable[[], object]) -> None:
        """Do something that leads to another page."""
        with self.page.expect_navigation(wait_until="load") as arrival:
            how()
        self._came(arrival.value)

    def press_twice(self, selector: str, until: str) -> None:
        """A double click: the second press breaks off what the first began; then until something is there."""
        self.page.locator(selector).dblclick(no_wait_after=True)
        self.page.wait_for_selector(until)
        self.page.wait_for_load_state("load")
        self.status = 200
        self.look()

    def back(self) -> None:
        """The browser's own button."""
        self._came(self.page.go_back())

    def _came(self, answer: Response | None) -> None:
        self.status = answer.status if answer else 0
        self.look()

    def look(self) -> None:
        """Have the page looked at as it stands."""
        expected = "en" if self.language.startswith("en") else "zh-CN"
        self.inspector.look(self.page, expected, self._switch)

    # Filling in, by the names of the fields.

    def field(self, name: str) -> Locator:
        """The field, or the fields, of that name."""
        return self.page.locator(f'main [name="{name}"]')

    def fill(self, **answers: str) -> None:
        """Write into fields."""
        for name, text in answers.items():
            self.field(name).fill(text)

    def choose(self, **choices: str) -> None:
        """Choose a radio button or an entry of a list."""
        for name, value in choices.items():
            field = self.field(name)
            if field.first.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def is_choice(self, name: str) -> bool:
        """Whether one chooses there rather than writes."""
        field = self.field(name).first
        kind = field.evaluate("each => each.tagName === 'SELECT' ? 'select' : each.type")
        return kind in {"select", "radio"}

    def tick(self, *names: str) -> None:
        """Tick boxes."""
        for name in names:
            self.field(name).check()

    def attach(self, name: str, *files: Path | FilePayload) -> None:
        """Choose files."""
        self.field(name).set_input_files(list(files))

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.field(name).first.input_value()

    # Reading.

    def reads(self, words: str) -> bool:
        """Whether the page says so, in its text or in a box of text."""
        boxes = "() => [...document.querySelectorAll('textarea')].map(each => each.value).join(' ')"
        return words in self.page.locator("body").inner_text() + self.page.evaluate(boxes)

    def text(self, selector: str = "main") -> str:
        """The text of one part of the page."""
        return self.page.locator(selector).first.inner_text().strip()

    @property
    def heading(self) -> str:
        """The page's h1."""
        return self.text("h1")

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.url)
