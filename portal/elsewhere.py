"""What a letters office cannot settle, and who can: from the rules' own tables, plus the emergency numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from petitions.rules.admissibility import (
    GROUNDS,
    PROCEDURES,
    LimitUnit,
    ProcedureRow,
    TimeLimit,
)
from petitions.rules.terms import DeclineGround, Procedure
from web import wording

_MATTERS: dict[Procedure, LazyString] = {
    Procedure.LITIGATION: _l("起诉，或者不服法院的判决、裁定"),
    Procedure.ARBITRATION: _l("劳动人事争议、农村土地承包争议、约定仲裁的合同争议"),
    Procedure.ADMINISTRATIVE: _l("不服行政处罚、征收、许可等具体决定"),
    Procedure.PARTY_APPEAL: _l("举报党员、公职人员违纪违法；党员对处分不服"),
}
_PLACES: dict[Procedure, LazyString] = {
    Procedure.LITIGATION: _l("人民法院（诉讼服务热线 12368）"),
    Procedure.ARBITRATION: _l("仲裁委员会（劳动争议可先咨询 12333）"),
    Procedure.ADMINISTRATIVE: _l("行政复议机关（一般是作出决定的部门的本级人民政府）"),
    Procedure.PARTY_APPEAL: _l("纪检监察机关（举报电话 12388）"),
}
_OTHERS: tuple[tuple[LazyString, LazyString], ...] = (
    (_l("正在发生的违法犯罪、人身危险"), _l("公安机关 110")),
    (_l("急病、火灾"), _l("急救 120，消防 119")),
    (_l("停水停电、噪声、路灯等要马上处理的事"), _l("政务服务便民热线 12345")),
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One kind of matter, where it belongs, the time limit there, and the article."""

    matter: str | LazyString
    place: str | LazyString
    limit: str
    article: str


def elsewhere() -> list[Elsewhere]:
    """Every kind of matter that other bodies settle."""
    rows = [_row(PROCEDURES[code]) for code in _MATTERS]
    review = GROUNDS[DeclineGround.IN_REVIEW]
    rows.append(
        Elsewhere(
            _l("不服信访处理意见"),
            _l("原办理单位的上一级机关、单位（复查）"),
            limit_words(review.limit),
            review.article,
        )
    )
    return rows + [Elsewhere(matter, place, "", "") for matter, place in _OTHERS]


def limit_words(limit: TimeLimit | None) -> str:
    """How long another procedure leaves, with the article that says so."""
    if limit is None:
        return ""
    if limit.unit is LimitUnit.DAYS:
        length = ngettext("%(num)d 日内", "%(num)d 日内", limit.length)
    else:
        length = ngettext("%(num)d 个月内", "%(num)d 个月内", limit.length)
    return gettext(
        "一般在 %(length)s（%(article)s）", length=length, article=wording.article(limit.article)
    )


def _row(row: ProcedureRow) -> Elsewhere:
    return Elsewhere(_MATTERS[row.code], _PLACES[row.code], limit_words(row.limit), row.article)
