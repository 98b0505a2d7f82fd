"""The shape of a step's page: its form, what it explains, how it is filled, and the action it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString

from petitions.queries.case_views import CaseFile
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action
from staff.forms.step import StepForm

PLAIN = "staff/steps/step.html"


class Answer(str):
    """A whole page that an ``act`` returns, shown on this answer alone, in place of the case file."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One press of a button: which case and version, by whom and when."""

    case_id: int
    version: int
    by: Actor
    now: datetime

    @property
    def how(self) -> dict[str, Any]:
        """The arguments every action takes."""
        return {
            "case_id": self.case_id,
            "version": self.version,
            "by": self.by,
            "now": self.now,
        }


def _nothing(_form: Any, _file: CaseFile) -> None:
    """Choices that do not depend on the case."""


def _blank(_file: CaseFile) -> Mapping[str, Any]:
    """An empty form."""
    return {}


@dataclass(frozen=True, slots=True)
class StepPage:
    """A page for one action; ``act`` may return a sentence to show in place of ``done``, or an Answer."""

    action: Action
    act: Callable[[Any, Turn], str | None]
    done: LazyString
    explanation: LazyString
    form: type[StepForm] = StepForm
    template: str = PLAIN
    prepare: Callable[[Any, CaseFile], None] = _nothing
    """Fills in the choices that depend on the case."""
    start: Callable[[CaseFile], Mapping[str, Any]] = _blank
    """What stands in the form at first."""
    beside: Callable[[CaseFile], Mapping[str, Any]] = _blank
    """What the template is told beyond the case file."""
    leaves: bool = False
    """Whether the case may be gone for this officer afterwards; then he is led to his queue."""
    warning: LazyString | None = None
    """Said before a step that cannot be taken back."""
