"""What the tracking page asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from petitions.rules.numbering import BadNumber, parse_query_code, parse_receipt
from web.fields import TextField
from web.form import OfficeForm
from web.validators import Optional, Required

BAD_NUMBER: dict[str, LazyString] = {
    "length": _l("信访件编号共 16 位，请核对是否多写或者少写了。"),
    "character": _l("信访件编号里有不该出现的字符，请逐位核对。"),
    "date": _l("信访件编号的前 8 位是日期，请核对。"),
    "check": _l("信访件编号有一位不对，请逐位核对。"),
}
BAD_CODE: dict[str, LazyString] = {
    "length": _l("查询码共 16 位，请核对是否多写或者少写了。"),
    "character": _l("查询码里有不该出现的字符，请逐位核对。"),
}


class Parsed:
    """A number people copy by hand: read kindly, kept as it was issued."""

    def __init__(self, parse: Callable[[str], str], words: dict[str, LazyString]) -> None:
        self.parse, self.words = parse, words

    def __call__(self, form: Any, field: Any) -> None:
        try:
            field.data = self.parse(field.data)
        except BadNumber as bad:
            code = bad.code if bad.code in self.words else "length"
            raise ValidationError(str(self.words[code])) from None


class TrackForm(OfficeForm):
    """The number; with the code, everything."""

    number = TextField(
        _l("信访件编号"),
        [Required(_l("请填写信访件编号。")), Parsed(parse_receipt, BAD_NUMBER)],
        hint=_l("在登记回执或者告知书上，例如 20260310-7K2M-9QXD。"),
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
    code = TextField(
        _l("查询码"),
        [Optional(), Parsed(parse_query_code, BAD_CODE)],
        hint=_l("填写查询码，可以看到全部情况、补充材料。检举控告和要求保密的事项必须填写。"),
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
