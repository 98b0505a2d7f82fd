"""Words about reviews and re-reviews: what they are, what they come to, why a step is refused."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

from petitions.rules.reviews import ReviewLevel, ReviewOutcome
from web.wording.case import Words

WORDS: Words = {
    ReviewLevel: {
        ReviewLevel.REVIEW: lazy_gettext("复查"),
        ReviewLevel.REREVIEW: lazy_gettext("复核"),
    },
    ReviewOutcome: {
        ReviewOutcome.UPHOLD: lazy_gettext("维持原来的意见"),
        ReviewOutcome.CHANGE: lazy_gettext("变更原来的意见"),
        ReviewOutcome.REMAND: lazy_gettext("撤销原来的意见，责令重新办理"),
    },
}

REFUSALS: dict[str, LazyString] = {
    "no_review_window": lazy_gettext(
        "现在没有可以请求复查、复核的意见：还没有处理意见书，或者已经请求过了。请看页面上写明的期限和办法。"
    ),
    "review_too_late": lazy_gettext(
        "收到意见书之日起 30 日的期限已经过了，不能再请求复查、复核。有新的事实和理由的，可以另行提出信访事项。"
    ),
    "review_before_opinion": lazy_gettext("收到请求的日期不能早于意见书作出的那天。"),
    "office_orders_recusal": lazy_gettext(
        "正在复查、复核的，由信访机构或者复查、复核机关决定回避，承办单位不能决定由谁复查、复核。"
    ),
    "served_earlier_than_told": lazy_gettext(
        "已经按登记的送达日期告诉信访人期限，改早会缩短他的期限，只能改晚。"
    ),
    "opinion_reviewed": lazy_gettext(
        "信访人已经就这份答复请求过复查，什么时候送达不再影响期限，不用再登记。"
    ),
    "no_review": lazy_gettext("现在没有等待作出意见的复查、复核，请刷新页面。"),
    "took_part": lazy_gettext(
        "您参加过这件信访事项的办理或者上一次复查，不能再复查、复核，请由本机关其他人员办理。"
    ),
    "reviewing_unit_decides": lazy_gettext(
        "这件由上一级机关、单位的人员复查、复核，信访机构可以查看和催办。"
    ),
    "office_keeps_review": lazy_gettext(
        "您单位能在系统中办理的人员不足两人，或者都参加过办理，这件由信访机构按您单位的决定登记。"
    ),
    "no_review_draft": lazy_gettext("还没有起草复查、复核意见，请先由另一人起草。"),
    "own_review_draft": lazy_gettext("自己起草的意见不能由自己签发，请由另一人签发。"),
    "review_remands": lazy_gettext("起草的意见是撤销并责令重新办理，请用那一步签发。"),
    "review_remands_not": lazy_gettext("起草的意见不是撤销原来的意见，请用签发意见书那一步。"),
    "no_review_opinion": lazy_gettext("现在没有在计算复核期限的复查意见书。"),
    "hearing_recorded": lazy_gettext("听证已经登记过了。"),
    "hearing_before_request": lazy_gettext("听证日期不能早于收到复核请求的那天。"),
    "hearing_too_late": lazy_gettext("复核的期限在听证以前已经过了，不能再因为听证顺延。"),
    "hearing_in_future": lazy_gettext("听证日期不能晚于今天。"),
    "received_in_future": lazy_gettext("收到日期不能晚于今天。"),
    "hearing_days": lazy_gettext(
        "听证所需时间要在 1 天到 %(most)s 天之间，不能早于收到复核请求的那天开始。"
    ),
}
"""Codes of the steps of a review."""
