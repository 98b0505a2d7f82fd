"""The words of the acceptance guide: questions, answers, and the notice texts an officer may change."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.rules.other_procedures import Way
from petitions.rules.terms import PetitionClass
from web import wording

QUESTIONS: dict[str, LazyString] = {
    "concluded": _l("这件事项是否已经有复核意见？"),
    "in_review": _l("同一事项是否正在复查、复核，或者还可以请求复查、复核？"),
    "in_progress": _l("同一事项是否已经受理或者正在办理，而且还在规定的期限内？"),
    "class": _l("信访人提出的是哪一类？"),
    "way": _l("这件事项是否应当通过其他法定程序解决？"),
    "inspection": _l("检举控告是否属于纪检监察机关的职权？"),
    "clear": _l("事实和请求是否清楚，能不能办理？"),
    "competent": _l("由谁办理？"),
}
_NO = _l("不是")
_YES = _l("是")

ANSWERS: dict[str, dict[str, LazyString]] = {
    "concluded": {
        "same": _l("有，提出的还是同一事实和理由"),
        "new_facts": _l("有，但是提出了新的事实或者理由"),
        "no": _l("没有"),
    },
    "in_review": {"yes": _YES, "no": _NO},
    "in_progress": {"yes": _YES, "no": _NO},
    "class": {each.value: wording.word(each) for each in PetitionClass},
    "way": {
        "none": _l("不是，由信访途径办理"),
        **{each.value: wording.word(each) for each in Way},
    },
    "inspection": {"yes": _YES, "no": _l("不是，由有权处理的机关、单位办理")},
    "clear": {
        "yes": _l("清楚"),
        "not_asked": _l("不清楚，还没有请信访人补充"),
        "asked_in_vain": _l("不清楚，请信访人补充以后仍然无法办理"),
    },
    "competent": {
        "ours": _l("承办单位（信访机构转送的对象，或者本单位）"),
        "another_unit": _l("另一个单位"),
        "nobody_here": _l("不属于本级机关、单位及其下级的职权"),
    },
}

NOTICES: dict[str, LazyString] = {
    "concluded": _l(
        "您提出的事项已经作出复核意见，这次提出的是同一事实和理由，依照规定不再受理。"
        "您有新的事实或者理由的，可以另行提出。"
    ),
    "in_review": _l(
        "同一事项正在复查、复核，或者还在可以请求复查、复核的期限内，在作出意见以前不另外受理。"
        "请等待意见，或者在期限内向复查、复核机关提出请求。"
    ),
    "in_progress": _l(
        "同一事项已经受理，正在规定的期限内办理，不另外受理。"
        "您可以凭编号和查询码查询办理情况，补充材料；超过期限没有答复的，请告诉我们。"
    ),
    "no_facts": _l(
        "您反映的事项没有写明事实和请求，请您补充后仍然无法办理。"
        "写明时间、地点、经过和请求的，可以重新提出。"
    ),
    "out_of_scope": _l(
        "您反映的事项不属于本级机关、单位及其下级的职权范围，我们没有办理的权限。"
        "请向告知书写明的机关、单位提出。"
    ),
    "ask_more": _l("请写明事情发生的时间、地点、经过，涉及的单位，以及您的具体请求。"),
    "another_unit": _l("该事项不属于本单位的职权，应当由另一个单位办理，依据是："),
    "to_inspection": _l("该检举控告属于纪检监察机关的职权，应当按照干部管理权限移送，依据是："),
}
"""By the code of a proposal; the same for transfer and acceptance need none."""
