"""The tone in which a state is shown: cinnabar ("late") only for what is late, failed or refused."""

from __future__ import annotations

from enum import StrEnum

from petitions.rules.terms import ClockState, NoticeState, Stage, Status

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Status: {
        Status.RECEIVED: "yellow",
        Status.REGISTERED: "yellow",
        Status.ROUTED: "blue",
        Status.OBJECTED: "yellow",
        Status.ACCEPTED: "blue",
        Status.REPLY_DRAFTED: "blue",
        Status.REPLY_APPROVED: "blue",
        Status.ANSWERED: "green",
        Status.REVIEWED: "green",
        Status.CONCLUDED: "grey",
        Status.CLOSED: "grey",
        Status.NOT_ACCEPTED: "late",
        Status.NO_LONGER_ACCEPTED: "late",
        Status.REDIRECTED: "grey",
        Status.WITHDRAWN: "grey",
        Status.JOINED: "grey",
    },
    Stage: {
        Stage.WAITING: "yellow",
        Stage.ANSWERED: "green",
        Stage.ENDED: "grey",
        Stage.JOINED: "grey",
    },
    ClockState: {
        ClockState.NEAR: "yellow",
        ClockState.DUE_TODAY: "yellow",
        ClockState.OVERDUE: "late",
        ClockState.MET: "green",
        ClockState.MET_LATE: "late",
        ClockState.STOPPED: "grey",
    },
    NoticeState: {
        NoticeState.SENT: "green",
        NoticeState.FAILED: "late",
        NoticeState.CANCELLED: "grey",
    },
}


def tone(member: StrEnum) -> str:
    """Blue, unless the table says otherwise."""
    return TONES.get(type(member), {}).get(member, "blue")
