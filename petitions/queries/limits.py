"""The limits the office works by, for pages that tell or change them."""

from petitions.adapters import clock
from petitions.adapters.office_rules import OfficeRules, office_rules
from petitions.models.session import db
from petitions.rules.policy import Policy


def rules_now() -> OfficeRules:
    """Rulebook and calendar as they are now."""
    return office_rules(db.session())


def policy_today() -> Policy:
    """The rule of every clock for what begins today."""
    return rules_now().book.on(clock.today())
