"""What the law suggests when the matter is already in another procedure: advice, never a block."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.rules.admissibility import GROUNDS, PROCEDURES, Hint, TimeLimit, triage
from portal.answers import Answers, legal_status, petition_class

_WORDS: dict[str, tuple[LazyString, LazyString]] = {
    "in_court": (
        _l("这件事可能要由人民法院解决"),
        _l(
            "已经进入诉讼的事项，要按诉讼程序办。对判决、裁定不服的，可以上诉或者申请再审，也可以"
            "向人民检察院申请监督。信访工作机构不能改变法院的裁判。"
        ),
    ),
    "in_arbitration": (
        _l("这件事可能要通过仲裁解决"),
        _l(
            "已经申请仲裁的事项，要按仲裁程序办。对劳动争议仲裁裁决不服的，一般可以在法律规定的"
            "期限内向人民法院起诉。"
        ),
    ),
    "in_reconsideration": (
        _l("这件事可能要通过行政复议解决"),
        _l("已经申请行政复议的事项，由行政复议机关决定。对复议决定不服的，可以向人民法院起诉。"),
    ),
    "in_review": (
        _l("这件事正在信访复查、复核"),
        _l("复查、复核机关作出意见以前，同一件事不再另外受理。请等待复查、复核意见。"),
    ),
    "ask_the_person": (
        _l("不清楚也没有关系"),
        _l(
            "收到过法院的传票、判决书，仲裁委员会的裁决书，或者行政复议决定书的，说明这件事已经"
            "在走其他程序。手边有这些文书的，请在附件里一起提交，工作人员会帮您判断。"
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """The words of one hint, with what the rules say about place, article and time limit."""

    heading: LazyString
    text: LazyString
    hint: Hint
    limit: TimeLimit | None


def advice_for(answers: Answers) -> Advice | None:
    """Advice for what the citizen answered, if there is any."""
    kind = petition_class(answers)
    if kind is None:
        return None
    hint = triage(legal_status(answers), kind)
    if hint.code not in _WORDS:
        return None
    heading, text = _WORDS[hint.code]
    return Advice(heading, text, hint, _limit(hint))


def _limit(hint: Hint) -> TimeLimit | None:
    if hint.procedure is not None:
        return PROCEDURES[hint.procedure].limit
    return GROUNDS[hint.ground].limit if hint.ground is not None else None
