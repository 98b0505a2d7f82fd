"""The words of the outbox: notices, whom they go to, and where they stand."""

from enum import StrEnum


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
    REVIEW_ASKED = "review_asked"
    REVIEW_DECIDED = "review_decided"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    CODE_REPLACED = "code_replaced"
    CODE_OWN = "code_own"
    CORRECTED = "corrected"
    RECUSAL_DECIDED = "recusal_decided"
    ERASURE_ASKED = "erasure_asked"
    UNIT_CASE_SENT = "unit_case_sent"
    UNIT_NEWS = "unit_news"
    CO_INVITED = "co_invited"
    CO_NEWS = "co_news"
    JOINT_OPENED = "joint_opened"
    REVIEW_SENT = "review_sent"
    OFFICE_NEWS = "office_news"
    APPROVAL_WANTED = "approval_wanted"
    IDENTITY_REVEALED = "identity_revealed"
    REVEAL_ALARM = "reveal_alarm"
    DATE_MOVED = "date_moved"
    DIGEST = "digest"
    SUPERVISOR_NEWS = "supervisor_news"
    TREE_HEAD = "tree_head"


class Recipient(StrEnum):
    """Who a notice goes to; the address is looked up when it is sent, never copied."""

    PETITIONER = "petitioner"
    HANDLING_UNIT = "handling_unit"
    CO_UNIT = "co_unit"
    CONSULTED = "consulted"
    REVIEWER = "reviewer"
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
