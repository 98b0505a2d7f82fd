"""What is refused, to whom, and that a refusal leaves no trace."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.actions.enter import enter
from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused
from petitions.models import Base, CaseEvent, OutboxNotice
from petitions.rules.erasure import WAIT
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    petitioner_of,
    staged,
    stored,
    version_of,
)
from tests.factories.outcomes import refused
from tests.factories.verbs import FACTS, confirmed_session, partner

ON_A_CASE = tuple(action for action, step in STEPS.items() if step.sources)
RIGHTFUL: dict[Action, str] = {
    **dict.fromkeys(ON_A_CASE, "handler"),
    Action.VOICE_JOINT: "other_handler",
    **dict.fromkeys(
        (
            Action.REGISTER,
            Action.REDACT,
            Action.TRANSFER,
            Action.OPEN_JOINT,
            Action.SETTLE_JOINT,
            Action.ASSIGN,
            Action.UPHOLD_OBJECTION,
            Action.OVERRULE_OBJECTION,
            Action.REQUEST_CODE,
            Action.REISSUE_CODE,
            Action.REFUSE_CODE,
            Action.REQUEST_ERASURE,
            Action.MERGE_INTO,
            Action.UNDO_MERGE,
            Action.ACCEPT_CLOSING_REPORT,
            Action.RETURN_CLOSING_REPORT,
            Action.REPORT_UP,
            Action.RECORD_INSTRUCTION,
        ),
        "clerk",
    ),
    **dict.fromkeys(
        (
            Action.APPROVE_REPLY,
            Action.RETURN_REPLY,
            Action.APPROVE_EXTENSION,
            Action.REFUSE_EXTENSION,
            Action.TURN_ORDINARY,
            Action.FILE_CLOSING_REPORT,
        ),
        "unit_head",
    ),
    **dict.fromkeys((Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION), "office_head"),
    **dict.fromkeys((Action.ORDER_RECUSAL, Action.END_RECUSAL), "office_head"),
    **dict.fromkeys((Action.GRANT_RECUSAL, Action.REFUSE_RECUSAL), "office_head"),
    **dict.fromkeys((Action.NAME_ACCUSED, Action.RECALL, Action.REQUEST_EXCEPTION), "clerk"),
    **dict.fromkeys((Action.APPROVE_EXCEPTION, Action.REFUSE_EXCEPTION), "office_head"),
    Action.FILE_CO_OPINION: "other_handler",
    **dict.fromkeys((Action.REQUEST_REVIEW, Action.REQUEST_REREVIEW), "clerk"),
    **dict.fromkeys((Action.DRAFT_REVIEW, Action.RECORD_HEARING), "clerk"),
    **dict.fromkeys((Action.DECIDE_REVIEW, Action.DECIDE_REREVIEW, Action.REMAND), "office_head"),
    Action.RECORD_REVIEW_SERVICE: "clerk",
    **dict.fromkeys((Action.APPROVE_ERASURE, Action.REFUSE_ERASURE), "office_head"),
}
"""Who may take each step, in the right state."""
OF_ENDED = (
    Action.RECORD_SERVICE,
    Action.REQUEST_REVIEW,
    Action.REQUEST_REREVIEW,
    Action.RECORD_REVIEW_SERVICE,
)
"""Steps that are open on an ended case too."""
ERASURES = (Action.REQUEST_ERASURE, Action.APPROVE_ERASURE, Action.REFUSE_ERASURE)


def traces(session: Session) -> dict[str, int]:
    """Rows of every table."""
    session.rollback()
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_no_step_is_taken_from_a_wrong_state(register: Session, town: Town, now: datetime) -> None:
    """One town for the whole table: what is refused changes nothing, so that nothing need be built anew."""
    ended = {status: a_case(town, status, now=now) for status in (Status.ACCEPTED, Status.CLOSED)}
    for action in ON_A_CASE:
        if STEPS[action].sources == frozenset(Status):
            continue
        of_ended = action in OF_ENDED or action in ERASURES
        case_id = ended[Status.ACCEPTED if of_ended else Status.CLOSED]
        citizen = action in (Action.WITHDRAW, Action.SUPPLEMENT, Action.REQUEST_RECUSAL)
        asked = action in (Action.FILE_CO_OPINION, Action.VOICE_JOINT)
        who = "handler" if asked else RIGHTFUL[action]
        by = petitioner_of(case_id) if citizen else actor_of(town.officers[who])
        given = {"attachment_ids": [staged(by, now)]} if action is Action.ATTACH else {}
        given |= partner(town, action, case_id, now)
        before = traces(register), version_of(case_id)

        error = refused(action, town, case_id, by=by, now=now, **given)

        assert isinstance(error, NotAllowed), action
        assert error.code in {"wrong_status", "no_right"}, action
        assert error.facts["action"] == action.value
        assert (traces(register), version_of(case_id)) == before, action


def test_no_step_is_open_to_everybody(town: Town, now: datetime) -> None:
    """A leader sees the cases of his offices and may do nothing to them."""
    cases: dict[Status, int] = {}
    for action in ON_A_CASE:
        status = sorted(STEPS[action].sources)[0]
        if status not in cases:
            cases[status] = a_case(town, status, now=now)

        error = refused(action, town, cases[status], by=actor_of(town.leader), now=now)

        assert isinstance(error, NotAllowed), action
        assert error.code == "no_right", action


STRANGERS = (
    *("other_handler", "other_head", "foreign_clerk", "foreign_leader", "auditor"),
    "administrator",
)


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.REVEAL], ids=str)
def test_a_foreign_case_does_not_exist(town: Town, now: datetime, action: Action) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    for who in STRANGERS:
        by = actor_of(town.officers[who])

        foreign = refused(action, town, case_id, by=by, now=now)
        missing = refused(action, town, 999_999, by=by, now=now, version=1)

        assert isinstance(foreign, NotFound), who
        assert (type(foreign), foreign.code, dict(foreign.facts)) == (
            type(missing),
            missing.code,
            dict(missing.facts),
        )


def test_a_petitioner_reaches_his_own_case_only(town: Town, now: datetime) -> None:
    mine, other = a_case(town, now=now), a_case(town, now=now)

    for action in (Action.WITHDRAW, Action.SUPPLEMENT):
        error = refused(action, town, other, by=petitioner_of(mine), now=now)
        assert isinstance(error, NotFound)


WRITTEN = frozenset(
    [
        "body",
        "comments",
        "done",
        "task",
        "earlier_number",
        "explanation",
        "opinion",
        "post",
        "proposal",
        "question",
        "request",
        "title",
        "reason",
        "reasons",
        "result",
        "ruling",
        "text",
        "told",
        "where_to_go",
    ]
)
WANTED = [
    (action, name)
    for action in FACTS
    for name in STEPS[action].needs
    if name in WRITTEN and action is not Action.APPROVE_EXTENSION  # its facts are the request's
]


def test_every_needed_fact_must_be_given(register: Session, town: Town, now: datetime) -> None:
    cases: dict[Action, int] = {}
    for action, name in WANTED:
        if action not in cases:
            cases[action] = ready_for(action, town, now)
            prepare(town, action, cases[action], now)
        case_id = cases[action]
        by = actor_of(town.officers[rightful(action, stored(case_id).status)])
        if action is Action.REQUEST_RECUSAL:
            by = petitioner_of(case_id)
        given: dict[str, Any] = {name: " \u3000\n", **partner(town, action, case_id, now)}
        if action is Action.REVEAL:
            given["session_id"] = confirmed_session(by, now)
        before = traces(register)

        error = refused(action, town, case_id, by=by, now=now, **given)

        if isinstance(error, Missing):
            assert name in error.names, action
        else:
            assert error.code.endswith("_without_reason"), action
        assert traces(register) == before, action


def ready_for(action: Action, town: Town, now: datetime) -> int:
    """A case on which the step may be taken."""
    if action in ERASURES:  # nobody's time runs any more
        return a_case(town, Status.WITHDRAWN, now=now - WAIT)
    if action is Action.REDACT:
        return a_case(town, now=now, submission=a_submission(confidential=True))
    if action in (Action.FILE_CO_OPINION, Action.END_CO_HANDLING):
        return a_case(town, Status.ROUTED, now=now)
    if action in (Action.REQUEST_REREVIEW, Action.RECORD_REVIEW_SERVICE):
        return a_case(town, Status.REVIEWED, now=now)
    if action is not Action.TURN_ORDINARY:
        return a_case(town, sorted(STEPS[action].sources)[0], now=now)
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, Action.ACCEPT, case_id, by=actor_of(town.handler), now=now, simple=True)
    return case_id


def rightful(action: Action, status: Status) -> str:
    """Before a unit has it, the case is the clerk's."""
    if action in (Action.NOTE, Action.ATTACH, Action.REVEAL):
        return "clerk"
    desk = status in {Status.RECEIVED, Status.REGISTERED, Status.OBJECTED}
    return "clerk" if desk and RIGHTFUL[action] == "handler" else RIGHTFUL[action]


PREPARED: dict[Action, tuple[tuple[Action, str], ...]] = {
    **dict.fromkeys(
        (Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION),
        ((Action.REQUEST_EXTENSION, "handler"),),
    ),
    **dict.fromkeys((Action.VOICE_JOINT, Action.SETTLE_JOINT), ((Action.OPEN_JOINT, "clerk"),)),
    Action.REFUSE_CODE: ((Action.REQUEST_CODE, "second_clerk"),),
    **dict.fromkeys(
        (Action.DECIDE_REVIEW, Action.DECIDE_REREVIEW), ((Action.DRAFT_REVIEW, "clerk"),)
    ),
    **dict.fromkeys(
        (Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION),
        ((Action.REQUEST_CORRECTION, "handler"),),
    ),
    Action.END_RECUSAL: ((Action.ORDER_RECUSAL, "clerk"),),
    **dict.fromkeys((Action.GRANT_RECUSAL, Action.REFUSE_RECUSAL), ((Action.REQUEST_RECUSAL, ""),)),
    Action.REQUEST_EXCEPTION: ((Action.NAME_ACCUSED, "clerk"),),
    **dict.fromkeys(
        (Action.APPROVE_EXCEPTION, Action.REFUSE_EXCEPTION),
        ((Action.NAME_ACCUSED, "clerk"), (Action.REQUEST_EXCEPTION, "clerk")),
    ),
    Action.CLOSE: (
        (Action.FILE_CLOSING_REPORT, "unit_head"),
        (Action.ACCEPT_CLOSING_REPORT, "clerk"),
    ),
    Action.UNLINK_CASES: ((Action.LINK_CASES, "handler"),),
    **dict.fromkeys(
        (Action.ACCEPT_CLOSING_REPORT, Action.RETURN_CLOSING_REPORT),
        ((Action.FILE_CLOSING_REPORT, "unit_head"),),
    ),
    **dict.fromkeys(
        (Action.APPROVE_ERASURE, Action.REFUSE_ERASURE), ((Action.REQUEST_ERASURE, "clerk"),)
    ),
}
"""What a decision needs to decide on, and who does it first; a blank is the petitioner."""


def prepare(town: Town, action: Action, case_id: int, now: datetime) -> None:
    """A decision needs something to decide on."""
    for before, who in PREPARED.get(action, ()):
        by = actor_of(town.officers[who]) if who else petitioner_of(case_id)
        whom = {"officer_id": town.second_clerk.id} if before is Action.ORDER_RECUSAL else {}
        at = now - WAIT if before is Action.REQUEST_ERASURE else now
        do(town, before, case_id, by=by, now=at, **whom)
    if action in (Action.FILE_CO_OPINION, Action.END_CO_HANDLING):
        invited_to_help(town, case_id, now)


def invited_to_help(town: Town, case_id: int, now: datetime) -> None:
    """Some of the states come later than the one in which units are asked."""
    if stored(case_id).status in STEPS[Action.INVITE_CO_HANDLER].sources:
        do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.handler), now=now)


def test_an_attachment_must_be_there(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    handler = actor_of(town.handler)
    theirs = staged(actor_of(town.colleague), now)

    error = refused(Action.ATTACH, town, case_id, by=handler, now=now, attachment_ids=[])
    assert isinstance(error, Missing)
    for gone in (theirs, 999_999):
        error = refused(Action.ATTACH, town, case_id, by=handler, now=now, attachment_ids=[gone])
        assert (type(error), error.code) == (Refused, "files_gone")


@pytest.mark.parametrize("who", ["handler", "unit_head", "leader", "administrator"])
def test_only_the_letters_office_enters_letters(
    register: Session, town: Town, now: datetime, who: str
) -> None:
    with pytest.raises(NotAllowed):
        enter(a_submission(), submission_key="x", by=actor_of(town.officers[who]), now=now)
    assert register.scalar(select(func.count()).select_from(CaseEvent)) == 0
    assert register.scalar(select(func.count()).select_from(OutboxNotice)) == 0
