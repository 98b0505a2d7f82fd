"""Keeps the files of a form until the action of the same request claims them."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.keep_draft import stage_loose_file
from petitions.adapters import clock
from petitions.adapters.inspection import FileRefused, inspect
from petitions.rules.terms import AttachmentSource
from staff.rights import me
from web.fields import FilesField
from web.form import OfficeForm

WORDS: dict[str, LazyString] = {
    "file_empty": _l("这个文件是空的。"),
    "file_too_big": _l("这个文件超过 10 MB。"),
    "file_kind": _l("不能接收这种文件。"),
    "file_content": _l("文件的内容和名称不符，或者已经损坏。"),
    "file_picture": _l("这张图片打不开，或者太大。"),
    "file_bomb": _l("这个压缩文件展开后太大。"),
}


class FilesRefused(Exception):
    """A file was not taken; the form says which and why."""


def staged(form: OfficeForm, field: FilesField, source: AttachmentSource) -> tuple[int, ...]:
    """The numbers of the kept files. Raises FilesRefused, with nothing kept, for a bad one."""
    looked_into = []
    for each in field.data or ():
        content: Any = each.stream.read()
        try:
            looked_into.append(inspect(each.filename, content))
        except FileRefused as refused:
            form.refuse(
                field,
                gettext(
                    "“%(name)s”：%(why)s请换一个文件，其他文件也要重新选择。",
                    name=refused.name,
                    why=WORDS[refused.code],
                ),
            )
            raise FilesRefused from refused
    return tuple(
        stage_loose_file(
            inspected, now=clock.now(), source=source, officer_id=me().actor.officer_id
        )
        for inspected in looked_into
    )
