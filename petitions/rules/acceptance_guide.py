"""The acceptance guide: a short tree of questions, each with its article, that ends in a proposal (§19–§36).

It proposes and never decides: an officer takes the step on its own page, where everything can be changed.
Answers are codes alone, so that they may stand in an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from petitions.rules.admissibility import GROUNDS, Place
from petitions.rules.other_procedures import WAYS, Way
from petitions.rules.terms import Action, DeclineGround, PetitionClass, Status

AT_OFFICE, AT_UNIT = Status.REGISTERED, Status.ROUTED
"""Where a case lies while it is not decided whether it is taken on."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A leaf: the step for each state a case may be in, the ground or way, and the article.

    ``code`` names the words of the notice in ``staff/guide_words.py``; ``place`` is where a refusal leads.
    """

    code: str
    steps: Mapping[Status, Action]
    article: str
    ground: DeclineGround | None = None
    way: Way | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: where it leads, a further question (its code) or a proposal."""

    code: str
    leads_to: "str | Proposal"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its article."""

    code: str
    article: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """How far the answers reach: questions with the answer given, then the open one or the proposal."""

    answered: tuple[tuple[Question, str], ...]
    open: Question | None
    proposal: Proposal | None

    @property
    def answers(self) -> dict[str, str]:
        """Question to answer, of this path alone: what may stand in an address."""
        return {question.code: given for question, given in self.answered}


def _both(office: Action, unit: Action) -> Mapping[Status, Action]:
    return MappingProxyType({AT_OFFICE: office, AT_UNIT: unit})


def _declined(ground: DeclineGround) -> Proposal:
    row = GROUNDS[ground]
    return Proposal(
        ground.value,
        _both(Action.DECLINE, Action.DECLINE),
        row.article,
        ground=ground,
        place=row.place,
    )


def _redirected(way: Way) -> Proposal:
    row = WAYS[way]
    return Proposal(
        f"way_{way.value}",
        _both(Action.REDIRECT, Action.REDIRECT),
        row.article,
        way=way,
        place=row.place,
    )


TAKEN_ON = Proposal("ours", _both(Action.TRANSFER, Action.ACCEPT), "信访工作条例 §22–23")
SENT_ON = Proposal(
    "another_unit", _both(Action.TRANSFER, Action.OBJECT), "信访工作条例 §22, §23(3)"
)
TO_INSPECTION = Proposal(
    "to_inspection",
    _both(Action.TRANSFER, Action.OBJECT),
    "信访工作条例 §22, §30",
    place=Place.DISCIPLINE_INSPECTION,
)
ASKED = Proposal("ask_more", _both(Action.ASK_MORE, Action.ASK_MORE), "信访工作条例 §19")
CONCLUDED = Proposal(
    "concluded", _both(Action.NO_LONGER_ACCEPT, Action.NO_LONGER_ACCEPT), "信访工作条例 §36"
)

FIRST = "concluded"
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        each.code: each
        for each in (
            Question(
                FIRST,
                "信访工作条例 §36",
                (
                    Answer("same", CONCLUDED),
                    Answer("new_facts", "in_review"),
                    Answer("no", "in_review"),
                ),
            ),
            Question(
                "in_review",
                "信访工作条例 §35–36",
                (Answer("yes", _declined(DeclineGround.IN_REVIEW)), Answer("no", "in_progress")),
            ),
            Question(
                "in_progress",
                "信访工作条例 §19",
                (Answer("yes", _declined(DeclineGround.IN_PROGRESS)), Answer("no", "class")),
            ),
            Question(
                "class",
                "信访工作条例 §29–31",
                (
                    Answer(PetitionClass.APPEAL.value, "way"),
                    Answer(PetitionClass.ACCUSATION.value, "inspection"),
                    Answer(PetitionClass.SUGGESTION.value, "clear"),
                ),
            ),
            Question(
                "way",
                "信访工作条例 §31",
                (Answer("none", "clear"), *(Answer(way.value, _redirected(way)) for way in Way)),
            ),
            Question(
                "inspection",
                "信访工作条例 §22, §30",
                (Answer("yes", TO_INSPECTION), Answer("no", "clear")),
            ),
            Question(
                "clear",
                "信访工作条例 §19",
                (
                    Answer("yes", "competent"),
                    Answer("not_asked", ASKED),
                    Answer("asked_in_vain", _declined(DeclineGround.NO_FACTS)),
                ),
            ),
            Question(
                "competent",
                "信访工作条例 §22–23",
                (
                    Answer("ours", TAKEN_ON),
                    Answer("another_unit", SENT_ON),
                    Answer("nobody_here", _declined(DeclineGround.OUT_OF_SCOPE)),
                ),
            ),
        )
    }
)


def walk(given: Mapping[str, str]) -> Path:
    """Follow the answers from the first question; what is unknown, or off the path, counts as not answered."""
    answered: list[tuple[Question, str]] = []
    here = QUESTIONS[FIRST]
    while True:
        chosen = next((each for each in here.answers if each.code == given.get(here.code)), None)
        if chosen is None:
            return Path(tuple(answered), here, None)
        answered.append((here, chosen.code))
        if isinstance(chosen.leads_to, Proposal):
            return Path(tuple(answered), None, chosen.leads_to)
        here = QUESTIONS[chosen.leads_to]


def proposals() -> tuple[Proposal, ...]:
    """Every leaf of the tree."""
    return tuple(
        each.leads_to
        for question in QUESTIONS.values()
        for each in question.answers
        if isinstance(each.leads_to, Proposal)
    )
