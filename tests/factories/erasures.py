"""A case with a paper of every kind, and its erasure by two persons."""

from __future__ import annotations

from datetime import datetime, timedelta

from petitions.rules.erasure import WAIT
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    petitioner_of,
    staged,
)

YEAR = timedelta(days=366)


MARK = "芦荟胡同"
"""Stands in every text that anybody writes on the case."""


def a_whole_life(town: Town, now: datetime) -> int:
    """A case with a paper of every kind, each with the mark in it, that was closed a year ago."""
    clerk, handler, head = (actor_of(each) for each in (town.clerk, town.handler, town.unit_head))
    office_head = actor_of(town.office_head)
    case_id = a_case(
        town,
        Status.REGISTERED,
        now=now,
        submission=a_submission(
            title=f"{MARK}的下水道",
            request=f"请修{MARK}的下水道",
            facts=f"{MARK}三号楼前积水。",
            reasons=f"{MARK}归你们管。",
            problem_place=MARK,
            complained_about=f"{MARK}物业",
            confidential=True,
        ),
    )
    opinion = dict.fromkeys(("findings", "opinion", "legal_basis", "document_number", "body"), MARK)
    steps: tuple[tuple[Action, Actor, dict[str, object]], ...] = (
        (
            Action.REDACT,
            clerk,
            {
                "title": MARK,
                "request": MARK,
                "facts": MARK,
                "reasons": MARK,
                "problem_place": MARK,
                "complained_about": f"{MARK}物业，张建国",
                "reason": f"{MARK}同名",
            },
        ),
        (Action.OPEN_JOINT, clerk, {"reason": f"{MARK}归两家"}),
        (Action.VOICE_JOINT, handler, {"reason": f"{MARK}归我们"}),
        (
            Action.SETTLE_JOINT,
            clerk,
            {"lead_unit_id": town.works.id, "words": MARK, "document_number": MARK},
        ),
        (Action.ASSIGN, clerk, {"unit_id": town.works.id, "note": MARK}),
        (
            Action.OBJECT,
            handler,
            {
                "reasons": f"{MARK}不归我们：按照职责划分由市政公司管理和维修。",
                "checked": f"已查{MARK}的职责清单和三定方案。",
            },
        ),
        (Action.OVERRULE_OBJECTION, clerk, {"ruling": f"{MARK}归你们"}),
        (Action.ACCEPT, handler, {"procedure": f"到{MARK}核查"}),
        (Action.REVEAL, handler, {"reason": f"去{MARK}找信访人"}),
        (Action.ASK_MORE, handler, {"question": f"{MARK}几号？"}),
        (Action.SUPPLEMENT, petitioner_of(case_id), {"text": f"{MARK}三号"}),
        (Action.NOTE, handler, {"text": f"{MARK}已去"}),
        (Action.INVITE_CO_HANDLER, handler, {"task": f"去{MARK}核查"}),
        (Action.FILE_CO_OPINION, actor_of(town.other_handler), {"opinion": f"{MARK}完好"}),
        (Action.END_CO_HANDLING, handler, {"reason": f"{MARK}已经查清"}),
        (Action.ATTACH, handler, {"attachment_ids": [staged(handler, now, name=f"{MARK}.pdf")]}),
        (Action.REQUEST_CORRECTION, handler, {"new": f"{MARK}三号", "reason": MARK}),
        (Action.APPROVE_CORRECTION, office_head, {"comment": MARK}),
        (Action.ORDER_RECUSAL, clerk, {"reason": f"{MARK}的房主"}),
        (Action.END_RECUSAL, office_head, {"reason": f"不是{MARK}的"}),
        (Action.REQUEST_RECUSAL, petitioner_of(case_id), {"whom": f"{MARK}的人", "reason": MARK}),
        (Action.GRANT_RECUSAL, office_head, {"answer": MARK}),
        (Action.NAME_ACCUSED, clerk, {"reason": MARK}),
        (Action.REQUEST_EXCEPTION, clerk, {"reason": MARK}),
        (Action.REFUSE_EXCEPTION, office_head, {"reason": MARK}),
        (Action.FOLLOW_UP, clerk, {"text": f"{MARK}又来了"}),
        (Action.LINK_CASES, clerk, {"reason": MARK}),
        (Action.UNLINK_CASES, clerk, {"reason": MARK}),
        (Action.REQUEST_EXTENSION, handler, {"reason": f"{MARK}要开挖"}),
        (Action.APPROVE_EXTENSION, head, {"comment": MARK}),
        (Action.DRAFT_REPLY, handler, {"opinion": f"{MARK}已修", "facts_found": MARK}),
        (Action.RETURN_REPLY, head, {"comments": f"{MARK}写清楚"}),
        (Action.DRAFT_REPLY, handler, {"opinion": f"{MARK}已修好", "facts_found": MARK}),
        (Action.APPROVE_REPLY, head, {}),
        (Action.ISSUE_REPLY, handler, {}),
        (Action.REPORT_UP, clerk, {"proposal": f"{MARK}请研究"}),
        (Action.RECORD_INSTRUCTION, clerk, {"text": f"{MARK}请办", "post": f"{MARK}长"}),
        (Action.FILE_CLOSING_REPORT, head, {"done": MARK, "result": MARK, "told": MARK}),
        (Action.ACCEPT_CLOSING_REPORT, clerk, {"comment": f"{MARK}属实"}),
        (Action.CLOSE, handler, {}),
        (Action.REQUEST_REVIEW, petitioner_of(case_id), {"text": f"{MARK}没有查清"}),
        (Action.DRAFT_REVIEW, clerk, opinion),
        (Action.DECIDE_REVIEW, office_head, {}),
        (Action.REQUEST_REREVIEW, petitioner_of(case_id), {"text": f"{MARK}还是没有"}),
        (Action.DRAFT_REVIEW, clerk, opinion),
        (Action.DECIDE_REREVIEW, office_head, {}),
        (Action.REQUEST_CODE, clerk, {"reason": f"{MARK}的回执丢了"}),
        (Action.REFUSE_CODE, office_head, {"reason": f"{MARK}对不上"}),
    )
    for action, by, facts in steps:
        do(town, action, case_id, by=by, now=now, **facts)
    return case_id


def erase(town: Town, case_id: int, now: datetime, **facts: object) -> None:
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now - WAIT, **facts)
    do(town, Action.APPROVE_ERASURE, case_id, by=actor_of(town.office_head), now=now)
