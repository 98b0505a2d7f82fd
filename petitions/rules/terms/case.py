"""The words of a case: class, channel, state, steps, and what they decide."""

from enum import StrEnum


class PetitionClass(StrEnum):
    """The three classes of the Regulation (Art. 29, 30, 31)."""

    SUGGESTION = "suggestion"
    ACCUSATION = "accusation"
    APPEAL = "appeal"


class Channel(StrEnum):
    """How the petition reached the office (Art. 17)."""

    ONLINE = "online"
    LETTER = "letter"
    VISIT = "visit"
    CALL = "call"
    FAX = "fax"


class Status(StrEnum):
    """Where a case stands; only ``actions/_advance.py`` changes it."""

    RECEIVED = "received"
    REGISTERED = "registered"
    ROUTED = "routed"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    REPLY_DRAFTED = "reply_drafted"
    REPLY_APPROVED = "reply_approved"
    ANSWERED = "answered"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    IN_REREVIEW = "in_rereview"
    CONCLUDED = "concluded"
    """The re-review opinion was given: the same facts and reasons are not accepted again (Art. 36)."""
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    """Handled in an earlier case about the same matter."""


FINAL_STATUSES = frozenset(
    {
        Status.CLOSED,
        Status.CONCLUDED,
        Status.NOT_ACCEPTED,
        Status.NO_LONGER_ACCEPTED,
        Status.REDIRECTED,
        Status.WITHDRAWN,
        Status.JOINED,
    }
)
"""Nothing more is owed on a case that stands here."""

OPEN_STATUSES = frozenset(Status) - FINAL_STATUSES

UNDER_REVIEW = frozenset({Status.IN_REVIEW, Status.IN_REREVIEW})
"""A reviewing unit has it before it (Art. 35, 36)."""

OPINION_GIVEN = frozenset({Status.ANSWERED, Status.REVIEWED})
"""An opinion is out, and the petitioner may still ask for the next."""

AFTER_OPINION = OPINION_GIVEN | UNDER_REVIEW
"""An opinion is out, whatever is done about it; the case is open."""


class Stage(StrEnum):
    """What the bare receipt number shows: a coarse stage, never the outcome."""

    WAITING = "waiting"
    WITH_UNIT = "with_unit"
    HANDLING = "handling"
    ANSWERED = "answered"
    REVIEW = "review"
    ENDED = "ended"
    JOINED = "joined"


class Action(StrEnum):
    """One verb a person (or the clock) may do to a case; each has one row in ``lifecycle.STEPS``."""

    SUBMIT = "submit"
    ENTER = "enter"
    REGISTER = "register"
    REDACT = "redact"
    TRANSFER = "transfer"
    ASSIGN = "assign"
    OPEN_JOINT = "open_joint"
    VOICE_JOINT = "voice_joint"
    SETTLE_JOINT = "settle_joint"
    OBJECT = "object"
    UPHOLD_OBJECTION = "uphold_objection"
    OVERRULE_OBJECTION = "overrule_objection"
    ACKNOWLEDGE = "acknowledge"
    TAKE = "take"
    INVITE_CO_HANDLER = "invite_co_handler"
    FILE_CO_OPINION = "file_co_opinion"
    END_CO_HANDLING = "end_co_handling"
    ACCEPT = "accept"
    DECLINE = "decline"
    NO_LONGER_ACCEPT = "no_longer_accept"
    REDIRECT = "redirect"
    ASK_MORE = "ask_more"
    SUPPLEMENT = "supplement"
    ATTACH = "attach"
    NOTE = "note"
    REQUEST_EXTENSION = "request_extension"
    APPROVE_EXTENSION = "approve_extension"
    REFUSE_EXTENSION = "refuse_extension"
    TURN_ORDINARY = "turn_ordinary"
    DRAFT_REPLY = "draft_reply"
    APPROVE_REPLY = "approve_reply"
    RETURN_REPLY = "return_reply"
    ISSUE_REPLY = "issue_reply"
    RECORD_SERVICE = "record_service"
    ISSUE_INTERIM_REPLY = "issue_interim_reply"
    CLOSE = "close"
    REQUEST_REVIEW = "request_review"
    REQUEST_REREVIEW = "request_rereview"
    DRAFT_REVIEW = "draft_review"
    RECORD_HEARING = "record_hearing"
    DECIDE_REVIEW = "decide_review"
    DECIDE_REREVIEW = "decide_rereview"
    REMAND = "remand"
    RECORD_REVIEW_SERVICE = "record_review_service"
    WITHDRAW = "withdraw"
    REQUEST_CORRECTION = "request_correction"
    APPROVE_CORRECTION = "approve_correction"
    REFUSE_CORRECTION = "refuse_correction"
    RECUSE = "recuse"
    ORDER_RECUSAL = "order_recusal"
    END_RECUSAL = "end_recusal"
    REQUEST_RECUSAL = "request_recusal"
    GRANT_RECUSAL = "grant_recusal"
    REFUSE_RECUSAL = "refuse_recusal"
    NAME_ACCUSED = "name_accused"
    RECALL = "recall"
    REQUEST_EXCEPTION = "request_exception"
    APPROVE_EXCEPTION = "approve_exception"
    REFUSE_EXCEPTION = "refuse_exception"
    REQUEST_ERASURE = "request_erasure"
    APPROVE_ERASURE = "approve_erasure"
    REFUSE_ERASURE = "refuse_erasure"
    REVEAL = "reveal"
    REQUEST_CODE = "request_code"
    REISSUE_CODE = "reissue_code"
    REFUSE_CODE = "refuse_code"
    REPLACE_CODE = "replace_code"
    FOLLOW_UP = "follow_up"
    LINK_CASES = "link_cases"
    UNLINK_CASES = "unlink_cases"
    MERGE_INTO = "merge_into"
    UNDO_MERGE = "undo_merge"
    FILE_CLOSING_REPORT = "file_closing_report"
    ACCEPT_CLOSING_REPORT = "accept_closing_report"
    RETURN_CLOSING_REPORT = "return_closing_report"
    REPORT_UP = "report_up"
    RECORD_INSTRUCTION = "record_instruction"


class DispatchKind(StrEnum):
    """Transfer (转送) owes no feedback; assignment (交办) owes feedback and a closing report."""

    TRANSFER = "transfer"
    ASSIGNMENT = "assignment"


class ReplyKind(StrEnum):
    """An interim reply keeps the case open; a final one is the handling opinion."""

    INTERIM = "interim"
    FINAL = "final"


class Outcome(StrEnum):
    """What a handling opinion says (Art. 32); suggestions are adopted or not (Art. 29)."""

    SUPPORT = "support"
    EXPLAIN = "explain"
    NOT_SUPPORT = "not_support"
    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOTED = "noted"
    FOUND = "found"
    NOT_FOUND = "not_found"
    REFERRED = "referred"


class Procedure(StrEnum):
    """The other procedures an appeal may be led into (Art. 31 items 1 to 5)."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    PARTY_APPEAL = "party_appeal"
    ADMINISTRATIVE = "administrative"
    DUTY_REQUEST = "duty_request"


class DeclineGround(StrEnum):
    """Coded grounds for not accepting; each has its words and article in ``rules/admissibility``."""

    OUT_OF_SCOPE = "out_of_scope"
    LITIGATION = "litigation"
    IN_PROGRESS = "in_progress"
    IN_REVIEW = "in_review"
    NO_FACTS = "no_facts"


class Legal(StrEnum):
    """What the citizen says about other procedures already under way."""

    NONE = "none"
    COURT = "court"
    ARBITRATION = "arbitration"
    RECONSIDERATION = "reconsideration"
    REVIEW = "review"
    UNSURE = "unsure"


class Urgency(StrEnum):
    """The office's own classes (office practice: ordinary 15 days, urgent 7)."""

    ORDINARY = "ordinary"
    URGENT = "urgent"


class CloseReason(StrEnum):
    """Why a case ends; "no more petitioning" promises are not among them."""

    SUPPORTED = "supported"
    EXPLAINED = "explained"
    NOT_SUPPORTED = "not_supported"
    MEDIATED = "mediated"
    ANSWERED = "answered"


class AttachmentSource(StrEnum):
    """Who put a file on the case, and so who may see it."""

    PETITIONER = "petitioner"
    OFFICER = "officer"
    REPLY = "reply"
