"""The petitioner's own page of his case, its letters and its files."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from petitions.queries import directory
from petitions.queries.attachments import download
from petitions.queries.joined import joined_view
from petitions.queries.looks import looks_by_unit
from petitions.queries.own_receipt import line_of
from petitions.rules.lifecycle import ends
from petitions.rules.looks import SAME_VISIT
from petitions.rules.reviews import ReviewLevel
from petitions.rules.terms import Status
from portal import opened, progress
from web.decision import decision_of
from web.downloads import attachment
from web.limits import limiter
from web.proof.receipt_file import download as signed_receipt

blueprint = Blueprint("case", __name__, url_prefix="/track/case")


@blueprint.get("/")
def show() -> str:
    """Where it stands, until when, what happened, what to do, and which units looked at it."""
    case = opened.case()
    return render_template(
        "portal/track/case.html",
        case=case,
        entries=progress.entries(case),
        buttons=progress.buttons(case),
        leading=progress.leading(case),
        late=progress.late(case),
        duties=progress.duties(case),
        window=progress.review_window(case),
        again=progress.rereview_window(case),
        files=progress.own_files(case),
        office=directory.unit(case.office.id),
        joined=joined_view(case.id) if case.status is Status.JOINED else None,
        decision=decision_of(case.timeline),
        looks=looks_by_unit(case.id),
        line=line_of(case.id) if case.erasure else None,
        pause=SAME_VISIT.seconds // 60,
        ended=ends(case.status),
    )


@blueprint.get("/letters/<int(max=2147483647):reply_id>")
def letter(reply_id: int) -> str:
    """One reply as a letter, to read and to print."""
    case = opened.case()
    shown = () if case.erasure else case.replies
    reply = next((each for each in shown if each.id == reply_id), None)
    if reply is None:
        abort(404)
    return render_template(
        "portal/track/letter.html",
        case=case,
        reply=reply,
        files=progress.reply_files(case, reply),
        window=progress.review_window(case) if progress.carries_remedy(reply, case) else None,
        review_unit=progress.asked_of(case, ReviewLevel.REVIEW),
        revoked=progress.revoked(case, reply),
    )


@blueprint.get("/decision")
def decision() -> str:
    """The notice of a decision that ended the case, to read and to print."""
    case = opened.case()
    found = None if case.erasure else decision_of(case.timeline)
    if found is None:
        abort(404)
    return render_template("portal/track/decision.html", case=case, decision=found)


@blueprint.get("/files/<int(max=2147483647):file_id>")
def file(file_id: int) -> Response:
    """One file; foreign and missing are the same."""
    case = opened.case()
    found = download(file_id, actor=opened.actor(case))
    if found is None:
        abort(404)
    return attachment(found.name, found.content, found.media_type)


@blueprint.get("/receipt.<any(json, pdf):kind>")
@limiter.limit("30/minute")
def receipt(kind: str) -> Response:
    """The signed receipt to keep, as a file that anybody can check or as a paper."""
    return signed_receipt(opened.case().id, kind) or abort(404)


@blueprint.post("/leave")
def leave() -> Response:
    """Shut the case in this browser."""
    opened.leave()
    return redirect(url_for("track.ask"), code=303)
