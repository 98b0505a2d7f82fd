"""Who may change the directory: the administrator, or the command line of the house."""

from petitions.actions.errors import NotAllowed
from petitions.rules.permissions import Actor, may_enter


def check_administrator(by: Actor | None) -> None:
    """Raise NotAllowed for anybody else; None is the command line (the first administrator)."""
    if by is not None and not may_enter(by, "directory"):
        raise NotAllowed("no_right")
