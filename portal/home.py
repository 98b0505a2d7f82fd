"""The start page, and the pages that explain: the guide, privacy and accessibility."""

from __future__ import annotations

from flask import Blueprint, render_template

from petitions.queries.directory import main_office
from petitions.queries.limits import policy_today
from petitions.rules.admissibility import REVIEW_LIMIT
from petitions.rules.terms import Clock
from portal.elsewhere import elsewhere

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def start() -> str:
    """What can be petitioned here, what belongs elsewhere, how long it takes, and the button."""
    policy = policy_today()
    return render_template(
        "portal/home/start.html",
        elsewhere=elsewhere(),
        sort=policy[Clock.SORT],
        notice=policy[Clock.NOTICE_ROUTED],
        handling=policy[Clock.HANDLING],
        review=policy[Clock.ASK_REVIEW],
        office=main_office(),
    )


@blueprint.get("/guide/")
def guide() -> str:
    """The procedure and the rules in plain words (信访工作条例 §18)."""
    policy = policy_today()
    return render_template(
        "portal/home/guide.html",
        elsewhere=elsewhere(),
        sort=policy[Clock.SORT],
        notice=policy[Clock.NOTICE_ROUTED],
        objection=policy[Clock.OBJECTION],
        handling=policy[Clock.HANDLING],
        review=policy[Clock.ASK_REVIEW],
        decide=REVIEW_LIMIT,
    )


@blueprint.get("/privacy/")
def privacy() -> str:
    """What is kept about people, why, and what they may ask."""
    return render_template("portal/home/privacy.html", office=main_office())


@blueprint.get("/accessibility/")
def accessibility() -> str:
    """How the pages can be used by everybody, and where to turn if not."""
    return render_template("portal/home/accessibility.html", office=main_office())
