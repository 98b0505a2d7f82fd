"""The life of a map of responsibility: drafted, tried on past cases, put in force by a second person, retired."""

from dataclasses import dataclass
from enum import StrEnum

from petitions.rules.actors import Actor
from petitions.rules.terms import Role


class RuleSetState(StrEnum):
    """Where a version of the map stands; one at most is live, one at most a draft."""

    DRAFT = "draft"
    LIVE = "live"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class RuleSetStand:
    """All that the publication of a draft depends on."""

    rules: int
    edits: int
    """How often it was changed."""
    tried_at_edit: int | None
    """Its number of changes when it was last tried on past cases."""
    authors: frozenset[int]
    """Officers who changed it."""
    heads: int
    """Active heads of letters offices, who may put it in force."""


def publication_refusal(actor: Actor, draft: RuleSetStand) -> str | None:
    """Why this officer may not put the draft in force: a code for ``web/wording``, or None (office practice).

    Four eyes, as for everything that steers many cases; an office with one head alone could never begin.
    """
    if actor.role is not Role.OFFICE_HEAD:
        return "no_right"
    if not draft.rules:
        return "rules_empty"
    if draft.tried_at_edit != draft.edits:
        return "rules_untried"
    if actor.officer_id in draft.authors and draft.heads > 1:
        return "own_rules"
    return None
