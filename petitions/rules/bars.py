"""Personal bars: why somebody who holds the right may not take the step all the same (four eyes, once only)."""

from collections.abc import Callable, Mapping

from petitions.rules.actors import Actor, CaseStand, OpenCorrection, co_units_of
from petitions.rules.corrections import RegisteredFact
from petitions.rules.redaction import is_protected
from petitions.rules.review_bars import REVIEW_BARS
from petitions.rules.terms import Action, Clock, ReplyKind, Role


def _four_eyes_reply(actor: Actor, case: CaseStand) -> str | None:
    if case.reclassed_since_draft:
        return "reclassed_since_draft"
    return "own_draft" if actor.officer_id == case.draft_author_id else None


def _one_extension(_actor: Actor, case: CaseStand) -> str | None:
    if case.extension_granted:
        return "extended_once"
    return "extension_pending" if case.extension_pending else None


def _decide_extension(actor: Actor, case: CaseStand) -> str | None:
    if not case.extension_pending:
        return "no_extension_pending"
    return "own_request" if actor.officer_id == case.extension_requested_by else None


def _in_simple_procedure(_actor: Actor, case: CaseStand) -> str | None:
    return None if Clock.SIMPLE in case.last_days else "not_simple"


def _refuse_extension(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.extension_pending else "no_extension_pending"


def _final_draft(_actor: Actor, case: CaseStand) -> str | None:
    if case.reclassed_since_draft:
        return "reclassed_since_draft"
    if case.draft_kind is not ReplyKind.FINAL:
        return "not_a_final_reply"
    waits = any(not each.answered for each in case.co_handling)
    return "co_opinion_missing" if waits else None


def _not_signed_for(_actor: Actor, case: CaseStand) -> str | None:
    return "acknowledged_already" if case.acknowledged else None


def _opinion_wanted(actor: Actor, case: CaseStand) -> str | None:
    """Something is expected of a unit of his."""
    waits = any(
        each.unit_id in co_units_of(actor) and not each.answered for each in case.co_handling
    )
    return None if waits else "co_opinion_filed"


def _some_co_handling(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.co_handling else "no_co_handling"


def _interim_draft(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.draft_kind is ReplyKind.INTERIM else "not_an_interim_reply"


def _object_once(_actor: Actor, case: CaseStand) -> str | None:
    """A ruling on an objection is final: the unit may not return the case again."""
    return "objection_ruled" if case.objection_ruled else None


def _some_fact_left(_actor: Actor, case: CaseStand) -> str | None:
    waiting = {each.fact for each in case.corrections}
    return "correction_pending" if waiting == set(RegisteredFact) else None


def decides(actor: Actor, asked: OpenCorrection) -> str | None:
    """Why this officer of the letters office may not decide this request, or None if he may.

    Its head decides what others ask for; what the head asks for, a clerk. Nobody decides his own.
    """
    if actor.officer_id == asked.asked_by:
        return "own_correction"
    return "head_decides_correction" if _is_for_the_head(actor, asked.asked_as) else None


def _is_for_the_head(actor: Actor, asked_as: Role) -> bool:
    return actor.role is Role.CLERK and asked_as is not Role.OFFICE_HEAD


def _decide_correction(actor: Actor, case: CaseStand) -> str | None:
    barred = [decides(actor, each) for each in case.corrections]
    if not barred:
        return "no_correction_pending"
    return None if None in barred else barred[0]


def _ask_for_erasure(_actor: Actor, case: CaseStand) -> str | None:
    """Not while somebody may still do something about it: the petitioner's 30 days above all (Art. 35, 36)."""
    if case.erasure is not None:
        return "erasure_pending"
    return "time_still_runs" if _time_runs(case) else None


def _approve_erasure(actor: Actor, case: CaseStand) -> str | None:
    barred = _decide_erasure(actor, case)
    if barred is None and case.erasure is not None and case.today < case.erasure.decided_from:
        return "erasure_waits"
    return "time_still_runs" if barred is None and _time_runs(case) else barred


def _decide_erasure(actor: Actor, case: CaseStand) -> str | None:
    if case.erasure is None:
        return "no_erasure_pending"
    if actor.officer_id == case.erasure.asked_by:
        return "own_erasure"
    return "head_decides_erasure" if _is_for_the_head(actor, case.erasure.asked_as) else None


def _time_runs(case: CaseStand) -> bool:
    return any(case.today <= last_day for last_day in case.last_days.values())


def _not_mine_already(actor: Actor, case: CaseStand) -> str | None:
    return "already_holder" if actor.officer_id == case.holder_id else None


def _ask_for_code(_actor: Actor, case: CaseStand) -> str | None:
    """Who brought an anonymous petition cannot be told from anybody else (office practice)."""
    if case.anonymous:
        return "anonymous_no_code"
    return "code_pending" if case.code_requested_by is not None else None


def _hand_out_code(actor: Actor, case: CaseStand) -> str | None:
    """Four eyes: one officer alone could open any case of his office unseen as its petitioner."""
    if case.code_requested_by is None:
        return "no_code_pending"
    return "own_code_request" if actor.officer_id == case.code_requested_by else None


def _refuse_code(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.code_requested_by is not None else "no_code_pending"


def _known_code(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.code_known_to_staff else "code_is_own"


def _some_recusal(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.recused else "nobody_recused"


def _ask_for_recusal(_actor: Actor, case: CaseStand) -> str | None:
    return "recusal_asked_already" if case.recusal_asked is not None else None


def _decide_recusal(actor: Actor, case: CaseStand) -> str | None:
    """Who is named does not decide: a head's recusal goes one level up (§28)."""
    if case.recusal_asked is None:
        return "no_recusal_asked"
    return "named_in_request" if actor.officer_id in case.recusal_asked else None


def _recall(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.unit_barred else "unit_may_have_it"


def _ask_for_exception(_actor: Actor, case: CaseStand) -> str | None:
    if not case.accused:
        return "nobody_accused"
    return "exception_pending" if case.exceptions else None


def _approve_exception(actor: Actor, case: CaseStand) -> str | None:
    """Two named officers, one of them the head of the office where there is one beside the asker."""
    for each in case.exceptions:
        if actor.officer_id == each.asked_by:
            return "own_exception"
        return "head_decides_exception" if _is_for_the_head(actor, each.asked_as) else None
    return "no_exception_pending"


def _refuse_exception(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.exceptions else "no_exception_pending"


def _some_link(_actor: Actor, case: CaseStand) -> str | None:
    if case.linked:
        return None
    return "joined_not_linked" if case.joined else "no_such_link"


def _file_report(_actor: Actor, case: CaseStand) -> str | None:
    if not case.report_owed:
        return "not_assigned"
    if case.report_accepted:
        return "closing_report_accepted"
    return "closing_report_waiting" if case.report_waiting else None


def _decide_report(_actor: Actor, case: CaseStand) -> str | None:
    return None if case.report_waiting else "no_closing_report"


def _close(_actor: Actor, case: CaseStand) -> str | None:
    """An assigned case owes feedback and a closing report to who assigned it (Art. 22 (3)); from a unit that must
    not know of it any more there will be none (§30)."""
    if not case.report_owed or case.report_accepted or case.unit_barred:
        return None
    return "closing_report_waiting" if case.report_waiting else "closing_report_owed"


def _not_redacted(_actor: Actor, case: CaseStand) -> str | None:
    """Nothing leaves the letters office that tells who accuses whom (信访工作条例 §30)."""
    return "not_redacted" if case.unredacted else None


def _leaves(actor: Actor, case: CaseStand) -> str | None:
    """Units concerned settle first which of them accepts (信访工作条例 §24)."""
    return "joint_open" if case.joint is not None else _not_redacted(actor, case)


def _overrule(_actor: Actor, case: CaseStand) -> str | None:
    return "joint_open" if case.joint is not None else None


def _open_joint(actor: Actor, case: CaseStand) -> str | None:
    return "joint_opened_already" if case.joint is not None else _not_redacted(actor, case)


def _voice_joint(actor: Actor, case: CaseStand) -> str | None:
    if case.joint is None:
        return "no_joint"
    return None if case.joint.owing & co_units_of(actor) else "joint_voice_given"


def _settle_joint(_actor: Actor, case: CaseStand) -> str | None:
    return "no_joint" if case.joint is None else None


def _needs_redaction(_actor: Actor, case: CaseStand) -> str | None:
    return None if is_protected(case.petition_class, case.confidential) else "no_redaction_needed"


BARS: Mapping[Action, Callable[[Actor, CaseStand], str | None]] = {
    Action.REDACT: _needs_redaction,
    Action.TRANSFER: _leaves,
    Action.ASSIGN: _leaves,
    Action.OPEN_JOINT: _open_joint,
    Action.VOICE_JOINT: _voice_joint,
    Action.SETTLE_JOINT: _settle_joint,
    Action.OVERRULE_OBJECTION: _overrule,
    Action.APPROVE_REPLY: _four_eyes_reply,
    Action.REQUEST_EXTENSION: _one_extension,
    Action.APPROVE_EXTENSION: _decide_extension,
    Action.REFUSE_EXTENSION: _refuse_extension,
    Action.TURN_ORDINARY: _in_simple_procedure,
    Action.ISSUE_REPLY: _final_draft,
    Action.ISSUE_INTERIM_REPLY: _interim_draft,
    Action.OBJECT: _object_once,
    Action.ACKNOWLEDGE: _not_signed_for,
    Action.TAKE: _not_mine_already,
    Action.CLOSE: _close,
    **REVIEW_BARS,
    Action.FILE_CLOSING_REPORT: _file_report,
    Action.ACCEPT_CLOSING_REPORT: _decide_report,
    Action.RETURN_CLOSING_REPORT: _decide_report,
    Action.INVITE_CO_HANDLER: _not_redacted,
    Action.FILE_CO_OPINION: _opinion_wanted,
    Action.END_CO_HANDLING: _some_co_handling,
    Action.REQUEST_CODE: _ask_for_code,
    Action.REISSUE_CODE: _hand_out_code,
    Action.REFUSE_CODE: _refuse_code,
    Action.REPLACE_CODE: _known_code,
    Action.REQUEST_CORRECTION: _some_fact_left,
    Action.APPROVE_CORRECTION: _decide_correction,
    Action.REFUSE_CORRECTION: _decide_correction,
    Action.END_RECUSAL: _some_recusal,
    Action.REQUEST_RECUSAL: _ask_for_recusal,
    Action.GRANT_RECUSAL: _decide_recusal,
    Action.REFUSE_RECUSAL: _decide_recusal,
    Action.RECALL: _recall,
    Action.REQUEST_EXCEPTION: _ask_for_exception,
    Action.APPROVE_EXCEPTION: _approve_exception,
    Action.REFUSE_EXCEPTION: _refuse_exception,
    Action.UNLINK_CASES: _some_link,
    Action.REQUEST_ERASURE: _ask_for_erasure,
    Action.APPROVE_ERASURE: _approve_erasure,
    Action.REFUSE_ERASURE: _decide_erasure,
}
