"""The responsibility map as rules: which unit answers for a matter, why, and what counts when rules disagree.

"谁主管、谁负责": duty comes before place. A suggestion names the rule and what it matched; a person decides
(信访工作条例 §22). Where the order of ``CONFLICT`` leaves two units level, none of them is suggested alone: both are
shown, and the matter is settled as a joint one (§24). An accusation follows only rules made for accusations (§30).
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from petitions.rules.terms import PetitionClass, UnitKind

MOST_RULES = 500
MOST_WORDS = 60
"""In one rule, of words and of places each."""
WORD_LEAST, WORD_MAX = 2, 30
"""Characters of a word."""
TEXT_MAX = 120
"""Characters of a name, an office, a post or an article."""
BASIS_MAX = 300
PRIORITY_MAX = 99
SHOWN = 3
"""Candidates that a page shows."""


class WordMatch(StrEnum):
    """How many of a rule's words have to occur."""

    ANY = "any"
    ALL = "all"


class MatchKind(StrEnum):
    """On what a rule matched."""

    CATEGORY = "category"
    WORDS = "words"
    PLACE = "place"
    CLASS = "class"


class Criterion(StrEnum):
    """What decides between rules that all match, the first that tells them apart."""

    DUTY = "duty"
    CATEGORY = "category"
    WORDS = "words"
    PLACE = "place"
    PRIORITY = "priority"


CONFLICT: tuple[Criterion, ...] = tuple(Criterion)
"""The order: a duty (category or words) before a mere place, the more specific category, more words, a place that
is named as well, then the office's own priority."""
JOINT = "信访工作条例 §24"
"""What holds when they do not decide: several units, and who takes it is agreed or ruled on."""
SOURCE = "信访工作条例 §22"


@dataclass(frozen=True, slots=True)
class Post:
    """Who answers for it, as a post and never more than one officer of the house."""

    title: str = ""
    officer_id: int | None = None


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """One line of the map. Blank conditions hold for every case; a rule without any matches nothing.

    Without ``unit_id`` the unit is found by its kind: the one whose name stands in the place of the problem.
    """

    key: int
    """The same in all versions of the map."""
    name: str
    unit_id: int | None = None
    unit_kind: UnitKind | None = None
    office: str = ""
    """The inner office of the unit, in words."""
    category: str = ""
    """The code of a category; those below it count too."""
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    match: WordMatch = WordMatch.ANY
    petition_class: PetitionClass | None = None
    leader: Post = Post()
    first: Post = Post()
    priority: int = 0
    basis: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class PlaceUnit:
    """A unit that may be found by its name."""

    id: int
    kind: UnitKind
    name: str


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """What rules look at of a case."""

    text: str
    place: str = ""
    categories: tuple[str, ...] = ()
    """Codes from the first level down."""
    petition_class: PetitionClass = PetitionClass.APPEAL


@dataclass(frozen=True, slots=True)
class Match:
    """One thing a rule matched on, in the words of the rule; for a class its value."""

    kind: MatchKind
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a rule names for the case, and why."""

    rule: RoutingRule
    unit_id: int
    why: tuple[Match, ...]
    rank: tuple[int, ...]
    """In the order of ``CONFLICT``, larger first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The units that matching rules name, each once, the best first."""

    candidates: tuple[Candidate, ...] = ()
    tied: bool = False
    """The first ones stand level: no single unit is suggested."""
    decided_by: Criterion | None = None
    """What put the first before the second; None for a tie and for fewer than two."""

    @property
    def best(self) -> Candidate | None:
        """The one unit suggested, if there is one."""
        return None if self.tied or not self.candidates else self.candidates[0]

    @property
    def level(self) -> tuple[Candidate, ...]:
        """The candidates nothing tells apart: one, or all of a tie."""
        return tuple(each for each in self.candidates if each.rank == self.candidates[0].rank)


def comparable(text: str) -> str:
    """Text as words are looked for in it: NFKC (full-width signs become plain), no case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


class RuleMap:
    """Rules made ready once to be asked for many cases; each question costs one search a word."""

    def __init__(self, rules: Iterable[RoutingRule], units: Sequence[PlaceUnit] = ()) -> None:
        self.rules = tuple(rules)
        self._words = {rule.key: _comparable_all(rule.words) for rule in self.rules}
        self._places = {rule.key: _comparable_all(rule.places) for rule in self.rules}
        self._units = [(each, comparable(place_name(each.name))) for each in units]

    def suggest(self, facts: RoutingFacts, *, allowed: frozenset[int] | None = None) -> Suggestion:
        """The units for a case; ``allowed``: those it may be sent to, None for all."""
        text = comparable(facts.text)
        place = comparable(facts.place)
        found = [
            candidate
            for rule in self.rules
            for candidate in self._candidates(rule, facts, text, place)
            if allowed is None or candidate.unit_id in allowed
        ]
        return _suggestion(found)

    def _candidates(
        self, rule: RoutingRule, facts: RoutingFacts, text: str, place: str
    ) -> Iterable[Candidate]:
        why = self._why(rule, facts, text, place)
        if why is None:
            return
        for unit_id, named in self._targets(rule, place):
            reasons = (*why, *named)
            if any(each.kind is not MatchKind.CLASS for each in reasons):
                yield Candidate(rule, unit_id, reasons, _rank(rule, reasons))

    def _why(
        self, rule: RoutingRule, facts: RoutingFacts, text: str, place: str
    ) -> tuple[Match, ...] | None:
        """Everything it matched on; None when one of its conditions does not hold."""
        why: list[Match] = []
        if rule.petition_class is None:
            if facts.petition_class is PetitionClass.ACCUSATION:
                return None
        elif rule.petition_class is not facts.petition_class:
            return None
        else:
            why.append(Match(MatchKind.CLASS, (rule.petition_class.value,)))
        if rule.category:
            if rule.category not in facts.categories:
                return None
            why.append(Match(MatchKind.CATEGORY, (rule.category,)))
        if rule.words:
            words = [word for word, plain in self._words[rule.key] if plain in text]
            if not words or (rule.match is WordMatch.ALL and len(words) < len(rule.words)):
                return None
            why.append(Match(MatchKind.WORDS, tuple(words)))
        if rule.places:
            # Where nobody wrote down a place, the text may still name it.
            where = place or text
            places = [word for word, plain in self._places[rule.key] if plain in where]
            if not places:
                return None
            why.append(Match(MatchKind.PLACE, tuple(places)))
        return tuple(why)

    def _targets(self, rule: RoutingRule, place: str) -> Iterable[tuple[int, tuple[Match, ...]]]:
        """The units the rule sends to, with what found them."""
        if rule.unit_id is not None:
            yield rule.unit_id, ()
        elif rule.unit_kind is not None:
            for unit, name in self._units:
                if unit.kind is rule.unit_kind and len(name) >= WORD_LEAST and name in place:
                    yield unit.id, (Match(MatchKind.PLACE, (place_name(unit.name),)),)


ENDINGS = ("居民委员会", "村民委员会", "办事处", "人民政府", "党群服务中心")


def place_name(unit_name: str) -> str:
    """What people call the place of a unit: 柳荫社区居民委员会 is 柳荫社区."""
    for ending in ENDINGS:
        if unit_name.endswith(ending) and len(unit_name) - len(ending) >= WORD_LEAST:
            return unit_name[: -len(ending)]
    return unit_name


def _comparable_all(words: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [(word, comparable(word)) for word in words]
    return [(word, plain) for word, plain in pairs if plain]


def _rank(rule: RoutingRule, why: Sequence[Match]) -> tuple[int, ...]:
    """How the candidate stands in the order of ``CONFLICT``."""
    found = {each.kind: each.what for each in why}
    duty = MatchKind.CATEGORY in found or MatchKind.WORDS in found
    standing = {
        Criterion.DUTY: int(duty),
        Criterion.CATEGORY: len(rule.category),
        Criterion.WORDS: len(found.get(MatchKind.WORDS, ())),
        Criterion.PLACE: int(MatchKind.PLACE in found),
        Criterion.PRIORITY: rule.priority,
    }
    return tuple(standing[each] for each in CONFLICT)


def _suggestion(found: Sequence[Candidate]) -> Suggestion:
    """Best first; a unit and office named by several rules stands where its best rule puts it."""
    ordered = sorted(found, key=lambda each: (*(-part for part in each.rank), each.rule.key))
    once: dict[tuple[int, str], Candidate] = {}
    for candidate in ordered:
        once.setdefault((candidate.unit_id, candidate.rule.office), candidate)
    candidates = tuple(once.values())
    if not candidates:
        return Suggestion()
    first = candidates[0].rank
    if len({each.unit_id for each in candidates if each.rank == first}) > 1:
        return Suggestion(candidates, tied=True)
    behind = next((each.rank for each in candidates if each.rank != first), first)
    pairs = zip(CONFLICT, first, behind, strict=True)
    return Suggestion(candidates, decided_by=next((name for name, a, b in pairs if a != b), None))


class RuleRefused(ValueError):
    """A rule that no map may hold: a code for ``web/wording``."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def check_rule(rule: RoutingRule) -> None:
    """Whether a map may hold the rule. Raises RuleRefused."""
    if (rule.unit_id is None) == (rule.unit_kind is None):
        raise RuleRefused("rule_without_unit")
    if not (rule.category or rule.words or rule.places or rule.unit_kind):
        raise RuleRefused("rule_without_condition")
    for words in (rule.words, rule.places):
        if len(words) > MOST_WORDS:
            raise RuleRefused("rule_many_words", most=MOST_WORDS)
        for word in words:
            if not WORD_LEAST <= len(comparable(word)) <= WORD_MAX:
                raise RuleRefused(
                    "rule_word", word=word[:WORD_MAX], least=WORD_LEAST, most=WORD_MAX
                )
    if not rule.name.strip():
        raise RuleRefused("rule_without_name")
    if not 0 <= rule.priority <= PRIORITY_MAX:
        raise RuleRefused("rule_priority", most=PRIORITY_MAX)
