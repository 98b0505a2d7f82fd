"""Attachments; what is inside each file is looked at when it is kept."""

from flask_babel import lazy_gettext as _l

from web.fields import FilesField
from web.form import ErrorItem, OfficeForm
from web.validators import ACCEPT


class FilesForm(OfficeForm):
    """Stage 6."""

    files = FilesField(_l("选择文件"), accept=ACCEPT, hint=_l("可以一次选几个，也可以分几次添加。"))

    def error_items(self) -> list[ErrorItem]:
        """Every refused file, not only the first."""
        return [ErrorItem(self.files.id, str(each)) for each in self.files.errors]
