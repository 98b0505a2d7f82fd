"""What it is about: title, request, facts and reasons (信访工作条例 §19)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from petitions.rules.completeness import FACTS_MAX, REASONS_MAX, REQUEST_MAX, TITLE_MAX
from petitions.rules.terms import PetitionClass
from portal.answers import Answers, petition_class
from portal.forms.stage import StageForm
from web.fields import TextAreaField, TextField
from web.validators import MaxLength, Required

REQUESTS = {
    PetitionClass.SUGGESTION: (_l("您的建议"), _l("希望怎样改进。")),
    PetitionClass.ACCUSATION: (_l("您的请求"), _l("希望有关机关查处什么、纠正什么。")),
    PetitionClass.APPEAL: (_l("您的请求"), _l("希望解决什么问题、怎样解决。有几项就分几条写。")),
}
FACTS = {
    PetitionClass.SUGGESTION: _l("现在的情况是怎样的，问题出在哪里。"),
    PetitionClass.ACCUSATION: _l("什么时间、什么地点、谁做了什么、您是怎样知道的。"),
    PetitionClass.APPEAL: _l("什么时间、什么地点、发生了什么、找过哪些单位、结果怎样。"),
}


class WhatForm(StageForm):
    """Stage 4."""

    title = TextField(
        _l("标题"),
        [Required(_l("请用一句话写明是什么事。")), MaxLength(TITLE_MAX)],
        hint=_l("一句话说明是什么事，最多 60 个字。"),
        width="full",
    )
    request = TextAreaField(
        _l("您的请求"),
        [Required(_l("请写明您的请求。")), MaxLength(REQUEST_MAX)],
        limit=REQUEST_MAX,
        rows=5,
    )
    facts = TextAreaField(
        _l("事实经过"),
        [Required(_l("请写明事实经过。")), MaxLength(FACTS_MAX)],
        limit=FACTS_MAX,
        rows=9,
    )
    reasons = TextAreaField(
        _l("理由和依据"),
        [MaxLength(REASONS_MAX)],
        hint=_l("为什么应当这样办；知道有关规定的，可以写上。"),
        limit=REASONS_MAX,
        rows=4,
    )

    def suit(self, answers: Answers) -> None:
        """The same three boxes (Art. 19), in the words of each class."""
        kind = petition_class(answers) or PetitionClass.APPEAL
        label, self.request.hint = REQUESTS[kind]
        self.request.label.text = str(label)
        self.facts.hint = FACTS[kind]
