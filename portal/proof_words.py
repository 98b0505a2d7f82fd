"""What each answer to a brought receipt means, and what its holder should do."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from web.proof.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Words:
    """A heading, what it means, and what to do now."""

    heading: LazyString
    meaning: LazyString
    advice: LazyString


_TELL = _l("请保留回执文件，并且另存一份。向上一级信访工作机构、纪检监察机关反映，出示这份回执。")

OUTCOMES: dict[Outcome, Words] = {
    Outcome.HOLDS: Words(
        _l("核验成立"),
        _l("这份回执由本机关签名，登记簿里有这件事项，它也在已经公布的登记树中。"),
        _l("请保留回执。下载登记树证明以后，不联网也可以再次核验。"),
    ),
    Outcome.WAITING: Words(
        _l("签名真实，等待公布"),
        _l("这份回执由本机关签名，登记簿里有这件事项。登记树每天公布一次，它会列入下一次公布。"),
        _l("请明天再核验一次。"),
    ),
    Outcome.ALTERED: Words(
        _l("签名真实，文件内容不符"),
        _l(
            "签名的这一行是真的，但是文件里的文字或者附件清单与签名时不同：文件在下载以后被改动过。"
        ),
        _l("登记的时间仍然得到证明。请用编号和查询码打开查询页面，重新下载回执文件。"),
    ),
    Outcome.FORGED: Words(
        _l("签名不成立"),
        _l("这一行写明由本机关签名，但是签名对不上：内容被改动过，或者不是本机关发出的。"),
        _l(
            "请核对是否抄漏、抄错，最好上传原来的文件。别人交给您的，不能证明已经登记，"
            "请告诉下面的信访工作机构。"
        ),
    ),
    Outcome.FOREIGN: Words(
        _l("不是本机关的回执"),
        _l("这一行写明的公钥，本机关没有公布过。它可能是别的机关发出的，也可能是伪造的。"),
        _l("请到发出回执的机关核验。如果有人说是本机关发出的，请告诉下面的信访工作机构。"),
    ),
    Outcome.MISSING: Words(
        _l("登记簿里没有这件事项"),
        _l("签名是本机关的，登记簿里却查不到。这不应当发生：登记过的信访事项可能被删除了。"),
        _TELL,
    ),
    Outcome.CHANGED: Words(
        _l("登记簿里的内容与签名时不同"),
        _l("签名是本机关的，登记簿里的文字却不是签名时的文字。这不应当发生：内容可能被改动了。"),
        _TELL,
    ),
    Outcome.OUTSIDE: Words(
        _l("公布的登记树里没有这件事项"),
        _l("签名是本机关的，已经公布的登记树却与登记簿对不上。这不应当发生：登记簿可能被重写了。"),
        _TELL,
    ),
}
