"""Somebody who has a keyboard and nothing else."""

from __future__ import annotations

from tests.journeys.window import Window

FARTHEST = 60
"""Presses of Tab until something counts as out of reach."""
FOCUSED = "() => document.activeElement"


class Keyboard:
    """Moves with Tab, chooses with arrows and the space bar, and sees where he is."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page

    def reach(self, selector: str) -> None:
        """Tab until the focus is there; it must be visible then."""
        for _ in range(FARTHEST):
            if self.page.evaluate("at => document.activeElement.matches(at)", selector):
                self._sees_the_focus(selector)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} is out of reach on {self.window.path}")

    def _sees_the_focus(self, selector: str) -> None:
        place = self.page.locator(":focus").bounding_box()
        assert place, f"{selector} has the focus and cannot be seen"
        assert place["width"] > 1, f"{selector} has the focus and cannot be seen"

    @property
    def focused_name(self) -> str:
        """The name of the field that has the focus."""
        return str(self.page.evaluate("() => document.activeElement.name"))

    def press(self, key: str, *, leads_on: bool = False) -> None:
        """Press a key; ``leads_on`` where it opens another page."""
        if leads_on:
            self.window.go(lambda: self.page.keyboard.press(key))
        else:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into the field that has the focus."""
        self.page.keyboard.insert_text(text)

    def write(self, name: str, text: str) -> None:
        """Go to a field and write."""
        self.reach(f'[name="{name}"]')
        self.type(text)

    def tick(self, name: str) -> None:
        """Go to a box and tick it."""
        self.reach(f'[name="{name}"]')
        self.press("Space")
        assert self.page.locator(f'[name="{name}"]').is_checked()

    def choose(self, name: str, value: str) -> None:
        """Go to a group and move to one of its choices."""
        self.reach(f'[name="{name}"]')
        self.press("Space")
        choice = self.page.locator(f'[name="{name}"][value="{value}"]')
        for _ in range(self.page.locator(f'[name="{name}"]').count()):
            if choice.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name}={value} is out of reach")

    def send(self, button: str = "form button.govuk-button") -> None:
        """Go to a button of the page and press it."""
        self.reach(f"main {button}")
        self.press("Enter", leads_on=True)
