"""Words about other procedures: the way there, the day its limit counts from, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from petitions.rules.admissibility import LimitUnit
from petitions.rules.other_procedures import WAYS, CountsFrom, Way
from web.wording.case import Words
from web.wording.rules import article

WORDS: Words = {
    Way: {
        Way.LAWSUIT: lazy_gettext("提起行政诉讼"),
        Way.INACTION_SUIT: lazy_gettext("行政机关收到申请后不办理的，提起行政诉讼"),
        Way.COURT_RULING: lazy_gettext("法院正在审理，或者不服法院的判决、裁定"),
        Way.PROCURATORATE: lazy_gettext("向检察机关申请监督、申诉"),
        Way.POLICE: lazy_gettext("公安机关的程序"),
        Way.ARBITRATION: lazy_gettext("申请仲裁"),
        Way.PARTY_APPEAL: lazy_gettext("党员申诉、申请复审等"),
        Way.RECONSIDERATION: lazy_gettext("申请行政复议"),
        Way.OTHER_ADMINISTRATIVE: lazy_gettext("行政裁决、确认、许可、处罚等行政程序"),
        Way.DUTY_REQUEST: lazy_gettext("申请查处违法行为、履行法定职责"),
    },
    CountsFrom: {
        CountsFrom.KNEW_THE_ACT: lazy_gettext("知道或者应当知道这一行政行为的那一天"),
        CountsFrom.APPLIED: lazy_gettext("行政机关收到申请的那一天"),
        CountsFrom.SERVED: lazy_gettext("收到决定书、裁判文书等的那一天"),
        CountsFrom.KNEW_THE_HARM: lazy_gettext("知道或者应当知道权利受到侵害的那一天"),
    },
    LimitUnit: {
        LimitUnit.DAYS: lazy_gettext("按日计算"),
        LimitUnit.MONTHS: lazy_gettext("按月计算"),
    },
}

GOES_ON = lazy_gettext("向信访工作机构提出，不会使这个期限停止或者重新计算。")
"""Said with every other procedure. The office's counsel confirms the wording (docs/deadlines.md)."""
OVER = lazy_gettext(
    "按登记的日期，作出这个决定时期限已经过了。有正当理由耽误的，是否还可以提出，请马上问上面写的机关。"
)
ASK_AT_ONCE = lazy_gettext("期限可能已经不多，请马上向上面写的机关问清楚最后一天。")


def length_words(length: int, unit: LimitUnit) -> str:
    """A limit's length: "6 个月", "60 日"."""
    if unit is LimitUnit.DAYS:
        return gettext("%(count)s 日", count=length)
    return gettext("%(count)s 个月", count=length)


def limit_lines(facts: Mapping[str, Any], day: Any) -> list[tuple[str, str]]:
    """Label and text of what a redirection says of the other procedure's limit; ``day`` writes a date.

    Redirections before there were ways say it in the officer's own words alone.
    """
    if facts.get("way") not in set(Way):
        return []
    row = WAYS[Way(facts["way"])]
    start = WORDS[CountsFrom][row.counts_from]
    lines = [(gettext("提出的期限"), _length(facts, start))]
    if facts.get("ends_on"):
        lines.append((gettext("从哪一天算起"), f"{day(date.fromisoformat(facts['known_on']))}"))
        lines.append(_end(facts, row.waits, day))
    else:
        lines.append((gettext("最后一天"), _unknown(facts, start)))
    if facts.get("limit_over"):
        lines.append((gettext("期限已经过了"), str(OVER)))
    lines.append((gettext("请注意"), str(GOES_ON)))
    return lines


def _length(facts: Mapping[str, Any], start: LazyString) -> str:
    row = WAYS[Way(facts["way"])]
    if "limit_length" not in facts:
        return gettext("由该程序的法律、文书规定，从%(start)s起算。", start=start)
    length = length_words(int(facts["limit_length"]), LimitUnit(facts["limit_unit"]))
    if row.limit is None:
        return gettext("%(length)s，从%(start)s起算。", length=length, start=start)
    law = article(row.limit.article)
    if row.waits:
        return gettext(
            "从%(start)s起满 %(length)s没有办理的，可以向人民法院起诉（%(article)s）。",
            start=start,
            length=length,
            article=law,
        )
    return gettext(
        "%(length)s，从%(start)s起算（%(article)s）。", length=length, start=start, article=law
    )


def _end(facts: Mapping[str, Any], waits: bool, day: Any) -> tuple[str, str]:
    ends, last = (date.fromisoformat(facts[name]) for name in ("ends_on", "last_on"))
    if waits:
        return gettext("什么时候可以起诉"), gettext(
            "到%(day)s仍然没有办理的，从第二天起可以起诉。", day=day(ends)
        )
    if last == ends:
        return gettext("最后一天"), gettext("%(day)s（含当日）", day=day(ends))
    return gettext("最后一天"), gettext(
        "%(day)s（含当日）。%(nominal)s是休息日，顺延到这一天（%(article)s）；为稳妥，请在%(nominal)s以前提出。",
        day=day(last),
        nominal=day(ends),
        article=article("民法典 §203"),
    )


def _unknown(facts: Mapping[str, Any], start: LazyString) -> str:
    if facts.get("known_on"):
        return str(ASK_AT_ONCE)
    return gettext("不知道%(start)s，算不出最后一天。%(ask)s", start=start, ask=ASK_AT_ONCE)
