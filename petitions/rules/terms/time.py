"""The words of the legal clock: clocks, their states, the warn ladder, kinds of day."""

from enum import StrEnum


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
    DECIDE_RECUSAL = "O8"


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
