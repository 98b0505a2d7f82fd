"""What confirms that the petitioner has his own query code before him."""

from flask_babel import lazy_gettext as _l

from web.fields import TextField
from web.form import OfficeForm
from web.validators import Required


class ReplaceCodeForm(OfficeForm):
    """He types the code that stands above, or its last group; the register compares."""

    typed = TextField(
        _l("输入新查询码，或者它的最后 4 位"),
        [Required(_l("请对照上面的新查询码，输入全部或者最后 4 位。"))],
        hint=_l("先写下来，再照着写下来的输入。"),
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
