"""Material added to an open case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.queries.paper_views import QuestionView
from petitions.rules.completeness import FACTS_MAX
from web.fields import FilesField, KeyField, RadiosField, TextAreaField
from web.form import ErrorItem, OfficeForm
from web.validators import ACCEPT, MaxLength, Required

NO_QUESTION = "0"
SHOWN_OF_QUESTION = 60


class SupplementForm(OfficeForm):
    """Text, files, or both; an answer says which question it answers."""

    submission_key = KeyField()
    question = RadiosField(
        _l("您要回答哪个问题？"), [Required(_l("请选择您要回答哪个问题。"))], choices=[]
    )
    text = TextAreaField(
        _l("补充的内容"),
        [MaxLength(FACTS_MAX)],
        hint=_l("新的情况，或者对问题的回答。只交附件的，可以不写。"),
        limit=FACTS_MAX,
        rows=8,
    )
    files = FilesField(_l("附件"), accept=ACCEPT, hint=_l("可以一次选几个，也可以分几次添加。"))

    def offer(self, questions: Sequence[QuestionView]) -> None:
        """The open questions to choose from; none is asked where there is none."""
        if not questions:
            del self.question
            return
        offered: list[tuple[Any, Any]] = [
            (str(each.id), _shortened(each.text)) for each in questions
        ]
        self.question.choices = [*offered, (NO_QUESTION, gettext("不是回答问题，是补充新的情况"))]
        if self.question.data not in {value for value, _ in offered} | {NO_QUESTION}:
            self.question.data = offered[0][0]

    @property
    def question_id(self) -> int | None:
        """The question answered, or None."""
        field = self._fields.get("question")
        return int(field.data) if field is not None and field.data != NO_QUESTION else None

    def error_items(self) -> list[ErrorItem]:
        """Every refused file, not only the first."""
        others = [item for item in super().error_items() if item.field_id != self.files.id]
        return others + [ErrorItem(self.files.id, str(each)) for each in self.files.errors]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_OF_QUESTION else f"{line[:SHOWN_OF_QUESTION]}…"
