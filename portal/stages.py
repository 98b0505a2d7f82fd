"""The stages of a submission in order: which page comes next, and whether all of them are answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.answers import Answers, is_group, of
from portal.forms.group import GroupForm
from portal.forms.legal import LegalForm
from portal.forms.notice import NoticeForm
from portal.forms.stage import StageForm
from portal.forms.what import WhatForm
from portal.forms.where import WhereForm
from portal.forms.who import WhoForm


def _always(_answers: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Stage:
    """One page that asks; ``number`` is the step the citizen reads, which two pages may share."""

    name: str
    number: int
    title: LazyString
    form: type[StageForm]
    applies: Callable[[Answers], bool] = _always

    def remembered(self, answers: Answers) -> StageForm:
        """The form with what the draft holds."""
        return self.form.remembered(dict(of(answers, self.name)), answers)

    def is_complete(self, answers: Answers) -> bool:
        """Whether the kept answers of this stage are enough."""
        return bool(self.remembered(answers).validate())


FILES, CHECK, LAST = 6, 7, 7
"""Numbers of the steps that are no forms of their own, and how many steps there are."""

STAGES: dict[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage("notice", 1, _l("提交前须知"), NoticeForm),
        Stage("legal", 2, _l("其他程序"), LegalForm),
        Stage("who", 3, _l("信访人"), WhoForm),
        Stage("group", 3, _l("代表"), GroupForm, applies=is_group),
        Stage("what", 4, _l("请求、事实和理由"), WhatForm),
        Stage("where", 5, _l("地点和对象"), WhereForm),
    )
}


def asked(answers: Answers) -> list[Stage]:
    """The stages that this citizen is asked."""
    return [stage for stage in STAGES.values() if stage.applies(answers)]


def first_incomplete(answers: Answers) -> Stage | None:
    """Where he must go before he can send; None when everything is answered."""
    return next((stage for stage in asked(answers) if not stage.is_complete(answers)), None)


def after(stage: Stage, answers: Answers) -> Stage | None:
    """The next stage that asks; None before the files."""
    names = list(STAGES)
    later = names[names.index(stage.name) + 1 :]
    return next((STAGES[name] for name in later if STAGES[name].applies(answers)), None)


def before(stage: Stage, answers: Answers) -> Stage | None:
    """The stage before; None before the first."""
    names = list(STAGES)
    earlier = reversed(names[: names.index(stage.name)])
    return next((STAGES[name] for name in earlier if STAGES[name].applies(answers)), None)
