"""The words of the trade: every enumeration the register uses, by value, as the glossary names them.

Values are what the database stores; they never change once released. The words that people read
(Chinese and English) belong to ``web/wording.py``.
"""

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
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


FINAL_STATUSES = frozenset(
    {
        Status.CLOSED,
        Status.NOT_ACCEPTED,
        Status.NO_LONGER_ACCEPTED,
        Status.REDIRECTED,
        Status.WITHDRAWN,
    }
)
"""Nothing more is owed on a case that stands here."""

OPEN_STATUSES = frozenset(Status) - FINAL_STATUSES


class Stage(StrEnum):
    """What the bare receipt number shows: a coarse stage, never the outcome."""

    WAITING = "waiting"
    WITH_UNIT = "with_unit"
    HANDLING = "handling"
    ANSWERED = "answered"
    ENDED = "ended"


class Action(StrEnum):
    """One verb a person (or the clock) may do to a case; each has one row in ``lifecycle.STEPS``."""

    SUBMIT = "submit"
    ENTER = "enter"
    REGISTER = "register"
    TRANSFER = "transfer"
    ASSIGN = "assign"
    OBJECT = "object"
    UPHOLD_OBJECTION = "uphold_objection"
    OVERRULE_OBJECTION = "overrule_objection"
    TAKE = "take"
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
    WITHDRAW = "withdraw"
    REQUEST_CORRECTION = "request_correction"
    APPROVE_CORRECTION = "approve_correction"
    REFUSE_CORRECTION = "refuse_correction"
    RECUSE = "recuse"
    ORDER_RECUSAL = "order_recusal"
    END_RECUSAL = "end_recusal"
    REQUEST_ERASURE = "request_erasure"
    APPROVE_ERASURE = "approve_erasure"
    REFUSE_ERASURE = "refuse_erasure"
    REVEAL = "reveal"
    REQUEST_CODE = "request_code"
    REISSUE_CODE = "reissue_code"
    REFUSE_CODE = "refuse_code"
    REPLACE_CODE = "replace_code"


class Role(StrEnum):
    """What an officer is in the house; the citizen and the clock are actors too."""

    CITIZEN = "citizen"
    CLERK = "clerk"
    OFFICE_HEAD = "office_head"
    HANDLER = "handler"
    UNIT_HEAD = "unit_head"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = tuple(role for role in Role if role is not Role.CITIZEN)


class Relation(StrEnum):
    """How an actor stands to a case; a step asks for one of them."""

    PETITIONER = "petitioner"
    OFFICE = "office"
    OFFICE_DESK = "office_desk"
    HANDLING_UNIT = "handling_unit"
    HOLDER = "holder"
    OVERSEER = "overseer"


class Clock(StrEnum):
    """The clocks of ``rulebook.toml``: T the law's, S the simple procedure's, O the office's own."""

    SORT = "T1"
    NOTICE_DIRECT = "T2"
    NOTICE_ROUTED = "T3"
    OBJECTION = "T4"
    HANDLING = "T5"
    ASSIGNED = "T6"
    ASK_REVIEW = "T7"
    DECIDE_REVIEW = "T8"
    ASK_REREVIEW = "T9"
    DECIDE_REREVIEW = "T10"
    REPORT_URGENT = "T11"
    FEEDBACK = "T12"
    ANNUAL_REPORT = "T13"
    SIMPLE = "S1"
    PASS_ON = "O1"
    RULE_OBJECTION = "O2"
    ORDINARY = "O3"
    URGENT = "O4"
    ADMIT_REVIEW = "O5"
    EVALUATION = "O6"
    ARRIVAL = "O7"


class ClockState(StrEnum):
    """How a clock stands at a moment."""

    RUNNING = "running"
    NEAR = "near"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"
    NOT_OWED = "not_owed"


class Alert(StrEnum):
    """The warn ladder of a running duty; each rung is reached once."""

    NEAR = "near"
    DUE = "due"
    OVERDUE = "overdue"
    TO_HEAD = "to_head"
    TO_SUPERVISION = "to_supervision"


class DayKind(StrEnum):
    """How a length is counted: "日" everywhere in the Regulation but in Art. 23 (5 个工作日)."""

    CALENDAR = "calendar"
    WORKING = "working"
    MINUTES = "minutes"


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
    """The office's own classes (seed S3: ordinary 15 days, urgent 7 days)."""

    ORDINARY = "ordinary"
    URGENT = "urgent"


class CloseReason(StrEnum):
    """Why a case ends; "no more petitioning" promises are not among them."""

    SUPPORTED = "supported"
    EXPLAINED = "explained"
    NOT_SUPPORTED = "not_supported"
    MEDIATED = "mediated"
    ANSWERED = "answered"


class Notice(StrEnum):
    """Every message that can leave the house; each has three templates in ``templates/mail/``."""

    RECEIVED = "received"
    REGISTERED = "registered"
    FORWARDED = "forwarded"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_LONGER_ACCEPTED = "no_longer_accepted"
    REDIRECTED = "redirected"
    QUESTION = "question"
    EXTENDED = "extended"
    INTERIM_REPLY = "interim_reply"
    REPLY = "reply"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CODE_REPLACED = "code_replaced"
    CODE_OWN = "code_own"
    CORRECTED = "corrected"
    ERASURE_ASKED = "erasure_asked"
    UNIT_CASE_SENT = "unit_case_sent"
    UNIT_NEWS = "unit_news"
    OFFICE_NEWS = "office_news"
    APPROVAL_WANTED = "approval_wanted"
    DATE_MOVED = "date_moved"
    DIGEST = "digest"
    TREE_HEAD = "tree_head"


class Recipient(StrEnum):
    """Who a notice goes to; the address is looked up when it is sent, never copied."""

    PETITIONER = "petitioner"
    HANDLING_UNIT = "handling_unit"
    OFFICE = "office"
    UNIT_HEAD = "unit_head"
    OFFICER = "officer"
    WITNESS = "witness"


class NoticeState(StrEnum):
    """Where a notice stands in the outbox."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class UnitKind(StrEnum):
    """Kinds of unit (Art. 2: not only government departments)."""

    LETTERS_OFFICE = "letters_office"
    GOVERNMENT = "government"
    PARTY = "party"
    CONGRESS = "congress"
    COURT = "court"
    PROCURATORATE = "procuratorate"
    SUPERVISORY = "supervisory"
    PEOPLES_ORGANISATION = "peoples_organisation"
    ENTERPRISE = "enterprise"
    STREET = "street"
    COMMUNITY = "community"


class AttachmentSource(StrEnum):
    """Who put a file on the case, and so who may see it."""

    PETITIONER = "petitioner"
    OFFICER = "officer"
    REPLY = "reply"
