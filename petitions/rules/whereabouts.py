"""Whether a text says where to go: a refusal that leaves the way open-ended is none (信访工作条例 §22–23)."""

import re
import unicodedata

_EMPTY = frozenset(
    {
        "", "无", "没有", "暂无", "不详", "不清楚", "不知道", "略", "同上", "见附页", "详见附页", "另行告知",
        "空", "未知", "其他", "有关部门", "相关部门", "有关单位", "相关单位", "有关机关", "相关机关",
        "主管部门", "上级部门", "na", "none", "nil", "null", "unknown", "tbd",
    }
)  # fmt: skip
"""What people write into a field that must not be empty (office practice)."""
_OPENING = re.compile(r"^(请)?(您)?(可以|应当)?(向|到|去|找|在)")
_CLOSING = re.compile(r"(提出|反映|申请|咨询|办理|解决)$")


def says_nothing(text: str) -> bool:
    """Whether no place is named in it: blank, signs alone, "无", "请向有关部门提出"."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN")
    bare = _CLOSING.sub("", _OPENING.sub("", plain))
    return plain in _EMPTY or bare in _EMPTY or plain.isdigit()
