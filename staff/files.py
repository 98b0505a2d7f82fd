"""Hands out the files of a case, to officers who may see it; each download is recorded."""

from __future__ import annotations

from flask import Blueprint, Response

from petitions.actions.errors import NotFound
from petitions.actions.record_look import record_look
from petitions.adapters import clock
from petitions.queries.attachments import download as fetch
from petitions.rules.looks import Look
from staff.opened import CASE_ID
from staff.rights import me, room
from web.downloads import attachment

blueprint = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get(f"/<{CASE_ID}:attachment_id>")
@room("queue")
def download(attachment_id: int) -> Response:
    """The file itself; foreign and missing are the same."""
    actor = me().actor
    file = fetch(attachment_id, actor=actor)
    if file is None:
        raise NotFound
    record_look(Look.DOWNLOAD, by=actor, now=clock.now(), attachment_id=attachment_id)
    return attachment(file.name, file.content, file.media_type)
