"""Wakes the worker after a commit that left notices in the outbox; losing a ring loses nothing."""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


class _Bell:
    ring: Callable[[], None] | None = None


def configure(ring: Callable[[], None] | None) -> None:
    """Set what is called after such a commit; None for silence (the worker then finds them by itself)."""
    _Bell.ring = ring


def ring() -> None:
    """Tell the worker that something waits; a fault here must never undo or delay what was committed."""
    if _Bell.ring is None:
        return
    try:
        _Bell.ring()
    except Exception:
        log.exception("the worker could not be woken")
