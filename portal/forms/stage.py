"""The form of one stage of a submission: drawn from kept answers, checked alone and again as a whole."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.answers import Answers
from web.form import OfficeForm

LONGEST_KEPT = 20_000
"""Characters kept of one answer that is too long to be taken: enough to shorten it."""


class StageForm(OfficeForm):
    """Answers arrive from a post or from the draft; the token was checked before the view."""

    def suit(self, answers: Answers) -> None:
        """Leave out or reword what is not asked of this class of petition."""

    def kept(self) -> dict[str, Any]:
        """The answers as the draft keeps them, right or wrong."""
        return {
            name: value[:LONGEST_KEPT] if isinstance(value, str) else value
            for name, value in self.data.items()
        }

    @classmethod
    def posted(cls, answers: Answers) -> StageForm:
        """The stage as just sent."""
        form = cls(formdata=request.form, meta={"csrf": False})
        form.suit(answers)
        return form

    @classmethod
    def remembered(cls, given: dict[str, Any], answers: Answers) -> StageForm:
        """The stage as the draft has it."""
        form = cls(formdata=None, data=given, meta={"csrf": False})
        form.suit(answers)
        return form
