"""The receipt on paper: number, time, channel, office, the signed line with its QR code, and how to check it."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale, gettext, ngettext

from petitions.adapters import clock
from petitions.adapters.letters import typeset
from petitions.queries import directory
from petitions.queries.limits import policy_today
from petitions.queries.own_receipt import HeldReceipt
from petitions.queries.tracking import tracked
from petitions.rules.terms import Clock
from web import wording
from web.filters import date_words, datetime_words
from web.language import CHINESE, ENGLISH, HTML_LANG, LOCALES
from web.pages import office_name
from web.proof.qr import line_picture, svg
from web.settings import current

CHUNK, WIDTH = 4, 56
"""Signs of the key's name in one group, and of the signed line in one row."""


def paper(case_id: int, held: HeldReceipt) -> bytes:
    """The PDF, in the language of the petition. The query code is not in it: a paper may be shown to anybody."""
    language = ENGLISH if held.language == ENGLISH else CHINESE
    with force_locale(LOCALES[language]):
        data = _data(case_id, held, language)
    return typeset("receipt", data, at=held.signed_at)


def _data(case_id: int, held: HeldReceipt, language: str) -> dict[str, Any]:
    site = current().public_url
    return {
        "lang": HTML_LANG[language].partition("-")[0],
        "title": gettext("信访事项登记回执"),
        "office": office_name(),
        "rows": _rows(held, language),
        "line_head": gettext("签名回执"),
        "line_about": gettext(
            "下面这一行由本机关签名，证明这件信访事项在上述时间已经登记。二维码里是同样的一行。"
        ),
        "line": [held.line[at : at + WIDTH] for at in range(0, len(held.line), WIDTH)],
        "qr": svg(line_picture(held.line)),
        "qr_alt": gettext("签名回执的二维码"),
        "check_head": gettext("怎样核验"),
        "check": [
            gettext(
                "打开 %(address)s，扫描二维码，把这一行粘贴进去，或者上传回执文件。",
                address=f"{site}/proof/",
            ),
            gettext(
                "每天公布全部回执的封存值：隔天以后，可以证明这件事项在登记簿里，没有被删除，也没有被改动时间。"
            ),
            gettext(
                "核验显示“登记簿里没有”或者“不成立”的，请保留本回执，向上一级信访工作机构反映。"
            ),
        ],
        "next_head": gettext("接下来"),
        "next": next_steps(case_id),
        "foot": gettext("本回执不含查询码。编号和查询码请分开保管；查询码任何人都不会向您要。"),
    }


def _rows(held: HeldReceipt, language: str) -> list[list[str]]:
    office = directory.unit(held.office_id)
    name = (office.name_en if language == ENGLISH else office.name) if office else ""
    groups = [held.key_id[at : at + CHUNK] for at in range(0, len(held.key_id), CHUNK)]
    found = [
        [gettext("信访件编号"), held.number],
        [gettext("登记号"), held.registration_number or ""],
        [gettext("收到日期"), date_words(held.received_on)],
        [gettext("登记时间"), datetime_words(held.signed_at)],
        [gettext("提出方式"), str(wording.word(held.channel))],
        [gettext("登记的机构"), name],
        [gettext("电话"), office.phone if office else ""],
        [gettext("附件"), str(len(held.files))],
        [gettext("签名公钥"), " ".join(groups)],
    ]
    return [row for row in found if row[1]]


def next_steps(case_id: int) -> list[str]:
    """What happens next and by when, as it stands today (信访工作条例 §22, §23, §34)."""
    case, policy = tracked(case_id, now=clock.now()), policy_today()
    if case is None:
        return []
    first = (Clock.SORT, Clock.NOTICE_DIRECT)
    found = [
        gettext(
            "我们登记，并转给有权处理的单位，最迟：%(day)s。",
            day=date_words(view.clock.deadline.adjusted),
        )
        for view in case.clocks
        if view.clock.clock in first
    ][:1]
    notice, handling = policy[Clock.NOTICE_ROUTED].length, policy[Clock.HANDLING]
    found.append(
        ngettext(
            "承办单位收到以后 %(num)d 日内，告诉您是否受理。",
            "承办单位收到以后 %(num)d 日内，告诉您是否受理。",
            notice,
        )
    )
    if handling.runs_for({"petition_class": case.content.petition_class.value}):
        found.append(
            ngettext(
                "受理以后 %(num)d 日内办结，给您书面答复；情况复杂的最多延长 %(more)s 日。",
                "受理以后 %(num)d 日内办结，给您书面答复；情况复杂的最多延长 %(more)s 日。",
                handling.length,
                more=handling.max_extension,
            )
        )
    else:
        found.append(gettext("有关单位研究、调查以后，给您答复。"))
    found.append(gettext("需要补充材料的，会在查询页面上提问；您也可以随时补充。"))
    return found
