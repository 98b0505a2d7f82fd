"""Why an action was refused; the hall turns each into a page that says why and what to do next."""

from collections.abc import Mapping, Sequence
from typing import Any


class ActionError(Exception):
    """A refusal with a code for ``web/wording`` and the facts that belong to it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = facts


class NotFound(ActionError):
    """There is no such case for this actor: foreign and missing look the same."""

    def __init__(self) -> None:
        super().__init__("not_found")


class NotAllowed(ActionError):
    """This actor may not take this step now."""


class Missing(ActionError):
    """Facts that the step needs were not given."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("missing", names=tuple(names))
        self.names = tuple(names)


class Refused(ActionError):
    """The step was well-formed but a rule forbids it (for example a second extension)."""


class Stale(ActionError):
    """Somebody else changed the case since the page was drawn."""

    def __init__(self, case_id: int, seen: int, now: int) -> None:
        super().__init__("stale", case_id=case_id, seen=seen, now=now)
        self.case_id = case_id
        self.seen = seen
