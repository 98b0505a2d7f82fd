"""Suggests a first-level category from the words of a petition, and names the words; a person decides."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from petitions.rules.routing import comparable

FILE = Path(__file__).with_name("category_words.toml")
SURE, HINT = 3, 1
TITLE = 2
"""How much more a word of the title counts."""
LEAST = 2
"""Points; one hint alone, unless it stands in the title, says nothing."""
NAMED = 4
"""Words that the reason names at most, the weightiest first."""


@dataclass(frozen=True, slots=True)
class CategoryAdvice:
    """A first-level name, and the words that speak for it."""

    name: str
    words: tuple[str, ...]
    points: int
    next_points: int
    """Of the category that comes second."""


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """Weights of words by first-level name, the words in the form they are compared in."""

    weights: Mapping[str, Mapping[str, int]]

    def advice(self, title: str, text: str) -> CategoryAdvice | None:
        """The category most of the words speak for; None for too few words and for a draw."""
        head, body = comparable(title), comparable(text)
        scored = sorted(
            ((self._points(words, head, body), name) for name, words in self.weights.items()),
            key=lambda each: -sum(each[0].values()),
        )
        (best, name), (second, _) = scored[0], scored[1]
        points, next_points = sum(best.values()), sum(second.values())
        if points < LEAST or points == next_points:
            return None
        named = sorted(best, key=lambda word: -best[word])[:NAMED]
        return CategoryAdvice(name, tuple(named), points, next_points)

    def _points(self, words: Mapping[str, int], head: str, body: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for word, weight in words.items():
            if word in head:
                found[word] = weight * TITLE
            elif word in body:
                found[word] = weight
        return found


def read(text: str) -> CategoryWords:
    """The table from TOML."""
    weights: dict[str, dict[str, int]] = {}
    for table in tomllib.loads(text)["category"]:
        own = {comparable(word): HINT for word in table["hints"]}
        weights[table["name"]] = own | {comparable(word): SURE for word in table["sure"]}
    return CategoryWords(weights)


@lru_cache(maxsize=1)
def shipped() -> CategoryWords:
    """The words of ``category_words.toml``."""
    return read(FILE.read_text("utf-8"))
