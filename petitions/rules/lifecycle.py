"""The life of a case as one table: who may do what, from where to where, and what it sets off.

Everything that moves a case is a row of ``STEPS``; the staff page draws its buttons from this table and
nothing else, ``actions/_advance.py`` obeys it, and ``huiyin diagram`` prints it. Which clocks a step starts
and stops stands in ``rulebook.toml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from petitions.rules.terms import (
    AFTER_OPINION,
    FINAL_STATUSES,
    OPEN_STATUSES,
    OPINION_GIVEN,
    UNDER_REVIEW,
    Action,
    Notice,
    PetitionClass,
    Recipient,
    Relation,
    Role,
    Status,
)

Who = tuple[tuple[Role, Relation], ...]

PETITIONER: Who = ((Role.CITIZEN, Relation.PETITIONER),)
OFFICE_DESK: Who = (
    (Role.CLERK, Relation.OFFICE_DESK),
    (Role.OFFICE_HEAD, Relation.OFFICE_DESK),
)
OFFICE: Who = ((Role.CLERK, Relation.OFFICE), (Role.OFFICE_HEAD, Relation.OFFICE))
OFFICE_HEAD: Who = ((Role.OFFICE_HEAD, Relation.OFFICE_DESK),)
UNIT: Who = (
    (Role.HANDLER, Relation.HANDLING_UNIT),
    (Role.UNIT_HEAD, Relation.HANDLING_UNIT),
)
SUPERVISION: Who = ((Role.SUPERVISOR, Relation.OVERSEER),)
UNIT_HEAD: Who = ((Role.UNIT_HEAD, Relation.HANDLING_UNIT),)
CO_UNIT: Who = ((Role.HANDLER, Relation.CO_UNIT), (Role.UNIT_HEAD, Relation.CO_UNIT))
CONSULTED: Who = ((Role.HANDLER, Relation.CONSULTED), (Role.UNIT_HEAD, Relation.CONSULTED))
REVIEWER: Who = ((Role.HANDLER, Relation.REVIEWER), (Role.UNIT_HEAD, Relation.REVIEWER))
SIGNS_REVIEW: Who = ((Role.UNIT_HEAD, Relation.REVIEWER), *OFFICE)
"""The letters office records what was decided where nobody of that unit can do it here (``review_bars.py``)."""

ALL_CLASSES = frozenset(PetitionClass)
APPEALS = frozenset({PetitionClass.APPEAL})
WITH_UNIT = frozenset(
    {
        Status.ROUTED,
        Status.ACCEPTED,
        Status.REPLY_DRAFTED,
        Status.REPLY_APPROVED,
        Status.ANSWERED,
    }
)
IN_HAND = frozenset({Status.ACCEPTED, Status.REPLY_DRAFTED})
CO_HANDLED = frozenset({Status.ROUTED, Status.OBJECTED, Status.REPLY_APPROVED}) | IN_HAND
AT_DESK = frozenset({Status.REGISTERED, Status.OBJECTED})
UNDECIDED = frozenset({Status.REGISTERED, Status.ROUTED})
BEFORE_ANSWER = OPEN_STATUSES - AFTER_OPINION


@dataclass(frozen=True, slots=True)
class Step:
    """One row: an action, the states it may start from, and all that follows from it.

    ``target`` None leaves the state as it is. ``needs`` names the facts that must be given.
    ``on_timeline`` says whether the citizen reads it in the timeline of the case.
    """

    action: Action
    sources: frozenset[Status]
    target: Status | None
    who: Who
    article: str
    needs: tuple[str, ...] = ()
    notices: tuple[tuple[Notice, Recipient], ...] = ()
    classes: frozenset[PetitionClass] = ALL_CLASSES
    on_timeline: bool = True
    changes_case: bool = True
    """False for a mere look: it is recorded, but makes nobody else's open page stale."""


_TO_PETITIONER = Recipient.PETITIONER

_REVIEW_ASKED = (
    (Notice.REVIEW_ASKED, _TO_PETITIONER),
    (Notice.REVIEW_SENT, Recipient.REVIEWER),
    (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
    (Notice.OFFICE_NEWS, Recipient.OFFICE),
)
_REVIEW_DECIDED = (
    (Notice.REVIEW_DECIDED, _TO_PETITIONER),
    (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
    (Notice.OFFICE_NEWS, Recipient.OFFICE),
)

_ROWS: tuple[Step, ...] = (
    Step(
        Action.SUBMIT,
        frozenset(),
        Status.RECEIVED,
        PETITIONER,
        "信访工作条例 §17–19",
        needs=("petition_class",),
        notices=(
            (Notice.RECEIVED, _TO_PETITIONER),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.ENTER,
        frozenset(),
        Status.REGISTERED,
        ((Role.CLERK, Relation.OFFICE), (Role.OFFICE_HEAD, Relation.OFFICE)),
        "信访工作条例 §17, §19, §21",
        needs=("petition_class", "channel"),
        notices=((Notice.REGISTERED, _TO_PETITIONER),),
    ),
    Step(
        Action.REGISTER,
        frozenset({Status.RECEIVED}),
        Status.REGISTERED,
        OFFICE_DESK,
        "信访工作条例 §21–22",
        notices=((Notice.REGISTERED, _TO_PETITIONER),),
    ),
    Step(
        Action.REDACT,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §30, §46(5)",
        needs=("title", "request", "facts"),
    ),
    Step(
        Action.TRANSFER,
        frozenset({Status.REGISTERED}),
        Status.ROUTED,
        OFFICE_DESK,
        "信访工作条例 §22(1)(2)",
        needs=("unit_id",),
        notices=(
            (Notice.FORWARDED, _TO_PETITIONER),
            (Notice.UNIT_CASE_SENT, Recipient.HANDLING_UNIT),
        ),
    ),
    Step(
        Action.ASSIGN,
        frozenset({Status.REGISTERED}),
        Status.ROUTED,
        OFFICE_DESK,
        "信访工作条例 §22(3)",
        needs=("unit_id", "limit_days"),
        notices=(
            (Notice.FORWARDED, _TO_PETITIONER),
            (Notice.UNIT_CASE_SENT, Recipient.HANDLING_UNIT),
        ),
    ),
    Step(
        Action.OPEN_JOINT,
        AT_DESK,
        None,
        OFFICE_DESK,
        "信访工作条例 §24",
        needs=("units", "reason"),
        notices=((Notice.JOINT_OPENED, Recipient.CONSULTED),),
    ),
    Step(
        Action.VOICE_JOINT,
        AT_DESK,
        None,
        CONSULTED,
        "信访工作条例 §24",
        needs=("lead_unit_id", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
        on_timeline=False,
    ),
    Step(
        Action.SETTLE_JOINT,
        AT_DESK,
        None,
        OFFICE_DESK,
        "信访工作条例 §24",
        needs=("way", "unit_id"),
    ),
    Step(
        Action.OBJECT,
        frozenset({Status.ROUTED}),
        Status.OBJECTED,
        UNIT,
        "信访工作条例 §23(3)",
        needs=("reasons",),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
    ),
    Step(
        Action.UPHOLD_OBJECTION,
        frozenset({Status.OBJECTED}),
        Status.REGISTERED,
        OFFICE_DESK,
        "信访工作条例 §23(3)",
        needs=("ruling",),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
    ),
    Step(
        Action.OVERRULE_OBJECTION,
        frozenset({Status.OBJECTED}),
        Status.ROUTED,
        OFFICE_DESK,
        "信访工作条例 §23(3)",
        needs=("ruling",),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
    ),
    Step(
        Action.ACKNOWLEDGE,
        frozenset({Status.ROUTED}),
        None,
        UNIT,
        "office practice",
        needs=("promised_on",),
    ),
    Step(
        Action.TAKE,
        WITH_UNIT,
        None,
        UNIT,
        "信访工作条例 §23",
        on_timeline=False,
    ),
    Step(
        Action.INVITE_CO_HANDLER,
        frozenset({Status.ROUTED, Status.ACCEPTED}),
        None,
        OFFICE + UNIT,
        "office practice",
        needs=("unit_id", "task", "last_day"),
        notices=((Notice.CO_INVITED, Recipient.CO_UNIT),),
    ),
    Step(
        Action.FILE_CO_OPINION,
        CO_HANDLED,
        None,
        CO_UNIT,
        "office practice",
        needs=("opinion",),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
    ),
    Step(
        Action.END_CO_HANDLING,
        CO_HANDLED,
        None,
        OFFICE + UNIT,
        "office practice",
        needs=("reason",),
        notices=((Notice.CO_NEWS, Recipient.CO_UNIT),),
    ),
    Step(
        Action.ACCEPT,
        frozenset({Status.ROUTED}),
        Status.ACCEPTED,
        UNIT,
        "信访工作条例 §23, §31(6)",
        notices=((Notice.ACCEPTED, _TO_PETITIONER),),
    ),
    Step(
        Action.DECLINE,
        UNDECIDED,
        Status.NOT_ACCEPTED,
        OFFICE_DESK + UNIT,
        "信访工作条例 §19, §22–23, §31",
        needs=("ground", "explanation", "where_to_go"),
        notices=((Notice.DECLINED, _TO_PETITIONER), (Notice.OFFICE_NEWS, Recipient.OFFICE)),
    ),
    Step(
        Action.NO_LONGER_ACCEPT,
        UNDECIDED,
        Status.NO_LONGER_ACCEPTED,
        OFFICE_DESK + UNIT,
        "信访工作条例 §36",
        needs=("earlier_number", "explanation"),
        notices=(
            (Notice.NO_LONGER_ACCEPTED, _TO_PETITIONER),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.REDIRECT,
        UNDECIDED | {Status.ACCEPTED},
        Status.REDIRECTED,
        OFFICE_DESK + UNIT,
        "信访工作条例 §31(1)–(5)",
        needs=("procedure", "body", "explanation"),
        notices=((Notice.REDIRECTED, _TO_PETITIONER), (Notice.OFFICE_NEWS, Recipient.OFFICE)),
        classes=APPEALS,
    ),
    Step(
        Action.ASK_MORE,
        frozenset({Status.RECEIVED, Status.REGISTERED, Status.ROUTED, Status.ACCEPTED}),
        None,
        OFFICE_DESK + UNIT,
        "信访工作条例 §19",
        needs=("question",),
        notices=((Notice.QUESTION, _TO_PETITIONER),),
    ),
    Step(
        Action.SUPPLEMENT,
        OPEN_STATUSES,
        None,
        PETITIONER,
        "信访工作条例 §18, §21",
        notices=(
            (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
            (Notice.UNIT_NEWS, Recipient.REVIEWER),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.ATTACH,
        OPEN_STATUSES,
        None,
        OFFICE + UNIT + CO_UNIT + REVIEWER,
        "信访工作条例 §21",
        on_timeline=False,
    ),
    Step(
        Action.NOTE,
        frozenset(Status),
        None,
        OFFICE + UNIT + CO_UNIT + REVIEWER,
        "信访工作条例 §21",
        needs=("text",),
        on_timeline=False,
    ),
    Step(
        Action.REQUEST_EXTENSION,
        IN_HAND,
        None,
        UNIT,
        "信访工作条例 §34",
        needs=("days", "reason"),
        notices=((Notice.APPROVAL_WANTED, Recipient.UNIT_HEAD),),
        classes=APPEALS,
        on_timeline=False,
    ),
    Step(
        Action.APPROVE_EXTENSION,
        IN_HAND,
        None,
        UNIT_HEAD,
        "信访工作条例 §34",
        needs=("days", "reason"),
        notices=((Notice.EXTENDED, _TO_PETITIONER),),
        classes=APPEALS,
    ),
    Step(
        Action.REFUSE_EXTENSION,
        IN_HAND,
        None,
        UNIT_HEAD,
        "信访工作条例 §34",
        needs=("reason",),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
        classes=APPEALS,
        on_timeline=False,
    ),
    Step(
        Action.TURN_ORDINARY,
        IN_HAND,
        None,
        UNIT_HEAD,
        "信访事项简易办理办法",
        needs=("reason",),
        notices=((Notice.EXTENDED, _TO_PETITIONER),),
    ),
    Step(
        Action.DRAFT_REPLY,
        IN_HAND,
        Status.REPLY_DRAFTED,
        UNIT,
        "信访工作条例 §29–32",
        needs=("kind", "opinion"),
        notices=((Notice.APPROVAL_WANTED, Recipient.UNIT_HEAD),),
        on_timeline=False,
    ),
    Step(
        Action.APPROVE_REPLY,
        frozenset({Status.REPLY_DRAFTED}),
        Status.REPLY_APPROVED,
        UNIT_HEAD,
        "信访工作条例 §32",
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
        on_timeline=False,
    ),
    Step(
        Action.RETURN_REPLY,
        frozenset({Status.REPLY_DRAFTED, Status.REPLY_APPROVED}),
        Status.ACCEPTED,
        UNIT_HEAD,
        "信访工作条例 §32",
        needs=("comments",),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
        on_timeline=False,
    ),
    Step(
        Action.ISSUE_REPLY,
        frozenset({Status.REPLY_APPROVED}),
        Status.ANSWERED,
        UNIT,
        "信访工作条例 §29–32, §34",
        notices=(
            (Notice.REPLY, _TO_PETITIONER),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.RECORD_SERVICE,
        frozenset({Status.ANSWERED, Status.CLOSED}),
        None,
        UNIT,
        "信访工作条例 §35",
        needs=("served_on", "service_method"),
    ),
    Step(
        Action.ISSUE_INTERIM_REPLY,
        frozenset({Status.REPLY_APPROVED}),
        Status.ACCEPTED,
        UNIT,
        "信访工作条例 §21, §32",
        notices=((Notice.INTERIM_REPLY, _TO_PETITIONER),),
    ),
    Step(
        Action.CLOSE,
        OPINION_GIVEN,
        Status.CLOSED,
        (*UNIT, (Role.OFFICE_HEAD, Relation.OFFICE)),
        "信访工作条例 §22(3), §32",
        needs=("close_reason",),
        notices=((Notice.CLOSED, _TO_PETITIONER),),
    ),
    Step(
        Action.REQUEST_REVIEW,
        frozenset({Status.ANSWERED, Status.CLOSED}),
        Status.IN_REVIEW,
        PETITIONER + OFFICE,
        "信访工作条例 §35",
        needs=("text",),
        notices=_REVIEW_ASKED,
    ),
    Step(
        Action.REQUEST_REREVIEW,
        frozenset({Status.REVIEWED, Status.CLOSED}),
        Status.IN_REREVIEW,
        PETITIONER + OFFICE,
        "信访工作条例 §36",
        needs=("text",),
        notices=_REVIEW_ASKED,
    ),
    Step(
        Action.DRAFT_REVIEW,
        UNDER_REVIEW,
        None,
        REVIEWER + OFFICE,
        "信访工作条例 §35–36",
        needs=("outcome", "findings", "opinion", "legal_basis"),
        notices=((Notice.UNIT_NEWS, Recipient.REVIEWER),),
        on_timeline=False,
    ),
    Step(
        Action.RECORD_HEARING,
        frozenset({Status.IN_REREVIEW}),
        None,
        REVIEWER + OFFICE,
        "信访工作条例 §36",
        needs=("held_on", "days"),
    ),
    Step(
        Action.DECIDE_REVIEW,
        frozenset({Status.IN_REVIEW}),
        Status.REVIEWED,
        SIGNS_REVIEW,
        "信访工作条例 §35",
        notices=_REVIEW_DECIDED,
    ),
    Step(
        Action.DECIDE_REREVIEW,
        frozenset({Status.IN_REREVIEW}),
        Status.CONCLUDED,
        SIGNS_REVIEW,
        "信访工作条例 §36",
        notices=_REVIEW_DECIDED,
    ),
    Step(
        Action.REMAND,
        UNDER_REVIEW,
        Status.ACCEPTED,
        SIGNS_REVIEW,
        "信访工作条例 §35–36",
        notices=_REVIEW_DECIDED,
    ),
    Step(
        Action.RECORD_REVIEW_SERVICE,
        frozenset({Status.REVIEWED, Status.CLOSED}),
        None,
        OFFICE,
        "信访工作条例 §36",
        needs=("served_on", "service_method"),
    ),
    Step(
        Action.WITHDRAW,
        BEFORE_ANSWER,
        Status.WITHDRAWN,
        PETITIONER,
        "office practice",
        needs=("confirmed",),
        notices=(
            (Notice.WITHDRAWN, _TO_PETITIONER),
            (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.REQUEST_CORRECTION,
        OPEN_STATUSES,
        None,
        OFFICE + UNIT,
        "office practice",
        needs=("fact", "new", "cause", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
        on_timeline=False,
    ),
    Step(
        Action.APPROVE_CORRECTION,
        OPEN_STATUSES,
        None,
        OFFICE,
        "office practice",
        needs=("fact",),
        notices=(
            (Notice.CORRECTED, _TO_PETITIONER),
            (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
        ),
    ),
    Step(
        Action.REFUSE_CORRECTION,
        OPEN_STATUSES,
        None,
        OFFICE,
        "office practice",
        needs=("fact", "reason"),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
        on_timeline=False,
    ),
    Step(
        Action.RECUSE,
        OPEN_STATUSES,
        None,
        OFFICE + UNIT + CO_UNIT + CONSULTED + REVIEWER,
        "信访工作条例 §28",
        needs=("cause", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
    ),
    Step(
        Action.ORDER_RECUSAL,
        OPEN_STATUSES,
        None,
        OFFICE + UNIT_HEAD,
        "信访工作条例 §28",
        needs=("cause", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
    ),
    Step(
        Action.END_RECUSAL,
        OPEN_STATUSES,
        None,
        ((Role.OFFICE_HEAD, Relation.OFFICE),),
        "信访工作条例 §28",
        needs=("reason",),
        on_timeline=False,
    ),
    Step(
        Action.REQUEST_RECUSAL,
        OPEN_STATUSES,
        None,
        PETITIONER,
        "信访工作条例 §28",
        needs=("whom", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
    ),
    Step(
        Action.GRANT_RECUSAL,
        OPEN_STATUSES,
        None,
        ((Role.OFFICE_HEAD, Relation.OFFICE), *SUPERVISION),
        "信访工作条例 §28",
        notices=((Notice.RECUSAL_DECIDED, _TO_PETITIONER),),
    ),
    Step(
        Action.REFUSE_RECUSAL,
        OPEN_STATUSES,
        None,
        ((Role.OFFICE_HEAD, Relation.OFFICE), *SUPERVISION),
        "信访工作条例 §28",
        needs=("reason",),
        notices=((Notice.RECUSAL_DECIDED, _TO_PETITIONER),),
    ),
    Step(
        Action.NAME_ACCUSED,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §30, §46(5)",
        needs=("reason",),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
        on_timeline=False,
    ),
    Step(
        Action.RECALL,
        WITH_UNIT - {Status.ANSWERED} | {Status.OBJECTED},
        Status.REGISTERED,
        OFFICE,
        "信访工作条例 §30, §46(5)",
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
    ),
    Step(
        Action.REQUEST_EXCEPTION,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §30",
        needs=("kind", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
        on_timeline=False,
    ),
    Step(
        Action.APPROVE_EXCEPTION,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §30",
        on_timeline=False,
    ),
    Step(
        Action.REFUSE_EXCEPTION,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §30",
        needs=("reason",),
        on_timeline=False,
    ),
    Step(
        Action.REQUEST_ERASURE,
        FINAL_STATUSES,
        None,
        OFFICE,
        "个人信息保护法 §47",
        needs=("ground", "reason"),
        notices=(
            (Notice.ERASURE_ASKED, _TO_PETITIONER),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.APPROVE_ERASURE,
        FINAL_STATUSES,
        None,
        OFFICE,
        "个人信息保护法 §47",
        needs=("confirmed",),
    ),
    Step(
        Action.REFUSE_ERASURE,
        FINAL_STATUSES,
        None,
        OFFICE,
        "个人信息保护法 §47",
        needs=("reason",),
    ),
    Step(
        Action.REVEAL,
        frozenset(Status),
        None,
        OFFICE + UNIT + REVIEWER,
        "个人信息保护法 §6, §51",
        needs=("reason",),
        on_timeline=False,
        changes_case=False,
    ),
    Step(
        Action.REQUEST_CODE,
        frozenset(Status),
        None,
        OFFICE,
        "office practice",
        needs=("identity", "reason"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
        on_timeline=False,
    ),
    Step(
        Action.REISSUE_CODE,
        frozenset(Status),
        None,
        OFFICE,
        "office practice",
        needs=("confirmed",),
        notices=((Notice.CODE_REPLACED, _TO_PETITIONER),),
    ),
    Step(
        Action.REFUSE_CODE,
        frozenset(Status),
        None,
        OFFICE,
        "office practice",
        needs=("reason",),
        on_timeline=False,
    ),
    Step(
        Action.REPLACE_CODE,
        frozenset(Status),
        None,
        PETITIONER,
        "office practice",
        needs=("confirmed",),
        notices=((Notice.CODE_OWN, _TO_PETITIONER),),
    ),
    Step(
        Action.FOLLOW_UP,
        OPEN_STATUSES,
        None,
        OFFICE + UNIT,
        "信访工作条例 §19, §21",
        needs=("channel", "received_on", "text"),
        notices=(
            (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
            (Notice.UNIT_NEWS, Recipient.REVIEWER),
            (Notice.OFFICE_NEWS, Recipient.OFFICE),
        ),
    ),
    Step(
        Action.LINK_CASES,
        frozenset(Status),
        None,
        OFFICE + UNIT,
        "office practice",
        needs=("kind", "reason"),
        on_timeline=False,
    ),
    Step(
        Action.UNLINK_CASES,
        frozenset(Status),
        None,
        OFFICE + UNIT,
        "office practice",
        needs=("reason",),
        on_timeline=False,
    ),
    Step(
        Action.MERGE_INTO,
        frozenset({Status.REGISTERED}),
        Status.JOINED,
        OFFICE_DESK,
        "信访工作条例 §19, §21",
        needs=("reason",),
        notices=((Notice.JOINED, _TO_PETITIONER),),
    ),
    Step(
        Action.UNDO_MERGE,
        frozenset({Status.JOINED}),
        Status.REGISTERED,
        OFFICE,
        "信访工作条例 §19, §21",
        needs=("reason",),
        notices=((Notice.REGISTERED, _TO_PETITIONER),),
    ),
    Step(
        Action.FILE_CLOSING_REPORT,
        AFTER_OPINION,
        None,
        UNIT_HEAD,
        "信访工作条例 §22(3)",
        needs=("done", "result", "told"),
        notices=((Notice.OFFICE_NEWS, Recipient.OFFICE),),
        on_timeline=False,
    ),
    Step(
        Action.ACCEPT_CLOSING_REPORT,
        AFTER_OPINION | {Status.CONCLUDED},
        None,
        OFFICE,
        "信访工作条例 §22(3)",
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
        on_timeline=False,
    ),
    Step(
        Action.RETURN_CLOSING_REPORT,
        AFTER_OPINION,
        None,
        OFFICE,
        "信访工作条例 §22(3)",
        needs=("reason",),
        notices=((Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),),
        on_timeline=False,
    ),
    Step(
        Action.REPORT_UP,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §22(1), §25",
        needs=("addressee", "proposal"),
        on_timeline=False,
    ),
    Step(
        Action.RECORD_INSTRUCTION,
        OPEN_STATUSES,
        None,
        OFFICE,
        "信访工作条例 §22(1)",
        needs=("text", "post"),
        notices=(
            (Notice.UNIT_NEWS, Recipient.HANDLING_UNIT),
            (Notice.UNIT_NEWS, Recipient.REVIEWER),
        ),
        on_timeline=False,
    ),
)

STEPS: Mapping[Action, Step] = {row.action: row for row in _ROWS}

OFFICE_DESK_STATUSES = frozenset({Status.RECEIVED, Status.REGISTERED, Status.OBJECTED})
"""The case lies on the letters office's own desk; from ``routed`` on it lies with a unit."""


def step_for(action: Action, status: Status | None) -> Step | None:
    """The row for ``action`` if it may start from ``status`` (None: the case does not exist yet)."""
    step = STEPS[action]
    if status is None:
        return step if not step.sources else None
    return step if status in step.sources else None


def missing(step: Step, facts: Mapping[str, object]) -> tuple[str, ...]:
    """The names of needed facts that are absent or blank, in the order of the row."""
    return tuple(
        name
        for name in step.needs
        if facts.get(name) in (None, False) or not str(facts[name]).strip()
    )


def ends(status: Status) -> bool:
    """Whether nothing more is owed in this state."""
    return status in FINAL_STATUSES
