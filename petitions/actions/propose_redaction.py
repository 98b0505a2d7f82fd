"""Proposes what to black out of the texts of a petition, without showing whose identity it compares them with."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._identity import persons_of
from petitions.adapters import word_index
from petitions.rules.permissions import Actor
from petitions.rules.redaction import Trace, proposal, self_references, to_black
from petitions.rules.terms import Action


@dataclass(frozen=True, slots=True)
class Proposal:
    """One text as proposed: how many places of each kind were blacked out, and what still needs an eye."""

    text: str
    blacked: Mapping[Trace, int]
    self_references: tuple[str, ...]


def propose_redaction(
    case_id: int, *, by: Actor, now: datetime, texts: Mapping[str, str]
) -> Mapping[str, Proposal]:
    """The texts by name, each with what is proposed for it; changes nothing.

    Raises NotAllowed to whoever may not redact the case, NotFound where it does not exist for him.
    """
    with open_case(case_id, None, Action.REDACT, by=by, now=now) as opened:
        persons = persons_of(opened.session, case_id)
        found: dict[str, Proposal] = {}
        for name, text in texts.items():
            proposed = proposal(text, persons, word_index.folded)
            places = Counter(each.trace for each in to_black(text, persons, word_index.folded))
            found[name] = Proposal(proposed, places, self_references(proposed))
        return found
