"""Looks into files that a citizen sends and keeps the good ones; each refused one is named with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from petitions.actions.errors import Refused
from petitions.actions.keep_draft import stage_file
from petitions.adapters import clock
from petitions.adapters.inspection import FileRefused, inspect, safe_name
from petitions.queries.paper_views import FileView
from petitions.rules.completeness import MAX_FILE_BYTES
from web.validators import MAX_TOTAL_BYTES

REASONS: dict[str, LazyString] = {
    "file_kind": _l(
        "“%(name)s”没有收下：不能接收这种文件。可以发送图片、PDF、Word、Excel、文本、录音和录像。"
    ),
    "file_empty": _l("“%(name)s”没有收下：文件是空的。"),
    "file_too_big": _l("“%(name)s”没有收下：超过 10 MB。请压缩，或者分成几个文件。"),
    "file_content": _l("“%(name)s”没有收下：文件的内容和名称不符，或者已经损坏。"),
    "file_picture": _l("“%(name)s”没有收下：图片打不开，或者尺寸太大。"),
    "file_bomb": _l("“%(name)s”没有收下：文件展开后太大。"),
    "too_many_files": _l("“%(name)s”没有收下：最多 10 个文件。"),
    "file_total": _l("“%(name)s”没有收下：所有文件合计不能超过 50 MB。"),
    "draft_gone": _l("“%(name)s”没有收下：填写的内容已经过期，请重新开始。"),
}


def chosen(field: str = "files") -> list[FileStorage]:
    """The files really chosen in this request."""
    return [each for each in request.files.getlist(field) if each.filename]


def keep_all(token: str, sent: Sequence[FileStorage], already: Sequence[FileView]) -> list[str]:
    """Keep every good file with the draft; the sentences for those refused."""
    room = MAX_TOTAL_BYTES - sum(file.size for file in already)
    refused: list[str] = []
    for each in sent:
        name = safe_name(each.filename or "")
        try:
            room -= _keep(token, each, name, room)
        except (FileRefused, Refused) as refusal:
            refused.append(str(REASONS[refusal.code]) % {"name": name})
    return refused


def _keep(token: str, sent: FileStorage, name: str, room: int) -> int:
    """Keep one file and say how many bytes it takes."""
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    if size > MAX_FILE_BYTES:
        raise FileRefused("file_too_big", name)
    inspected = inspect(sent.filename or "", sent.stream.read())
    if len(inspected.content) > room:
        raise FileRefused("file_total", name)
    stage_file(token, inspected, now=clock.now())
    return len(inspected.content)
