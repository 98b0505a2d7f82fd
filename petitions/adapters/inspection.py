"""Looks into a file before it is kept: its kind by content, its size, and no place or camera in a picture.

Nothing is unpacked or run; an office file is only recognised by its first bytes and its list of parts.
"""

import io
import zipfile
from contextlib import suppress
from dataclasses import dataclass

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from petitions.rules.completeness import FILE_KINDS, MAX_FILE_BYTES, clean_text, file_kind

MAX_PIXELS = 50_000_000
NAME_MAX = 120
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
OFFICE_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
MAX_PARTS = 1000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class FileRefused(Exception):
    """Why a file is not taken: file_empty, file_too_big, file_kind, file_content, file_picture, file_bomb."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: a safe name, the media type to serve, and its bytes as they are kept."""

    name: str
    media_type: str
    content: bytes


def safe_name(filename: str) -> str:
    """The last part of a name a browser sent, cleaned and at most 120 characters, ending kept."""
    plain = clean_text(filename.replace("\\", "/").rsplit("/", 1)[-1])
    plain = " ".join(plain.replace('"', "").split()).lstrip(".") or "file"
    if len(plain) <= NAME_MAX:
        return plain
    stem, _, ending = plain.rpartition(".")
    return (
        f"{stem[: NAME_MAX - len(ending) - 1]}.{ending}" if len(ending) < 10 else plain[:NAME_MAX]
    )


def inspect(filename: str, content: bytes) -> Inspected:
    """Check name, size and content together and remove metadata from pictures. Raises FileRefused."""
    name = safe_name(filename)
    kind = file_kind(name)
    if kind is None:
        raise FileRefused("file_kind", name)
    if not content:
        raise FileRefused("file_empty", name)
    if len(content) > MAX_FILE_BYTES:
        raise FileRefused("file_too_big", name)
    media_type = FILE_KINDS[kind][0]
    if kind in PICTURES:
        return Inspected(name, media_type, _plain_picture(name, kind, content))
    if kind in OFFICE_PART:
        _check_office(name, kind, content)
    elif kind == "txt":
        _check_text(name, content)
    else:
        _check_magic(name, kind, content)
    return Inspected(name, media_type, content)


def _check_magic(name: str, kind: str, content: bytes) -> None:
    found: set[str] = set()
    with suppress(puremagic.PureError, ValueError):
        for each in puremagic.magic_string(content[:65536]):
            found |= {each.mime_type, each.extension.lstrip(".")}
    if not found & {*FILE_KINDS[kind], kind}:
        raise FileRefused("file_content", name)


def _check_text(name: str, content: bytes) -> None:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\x00" not in text:
                return
    raise FileRefused("file_content", name)


def _check_office(name: str, kind: str, content: bytes) -> None:
    """The list of parts alone is read: the right part is there, and it is no archive bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRefused("file_content", name) from error
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(content):
        raise FileRefused("file_bomb", name)
    names = {part.filename for part in parts}
    if OFFICE_PART[kind] not in names or any("vbaProject" in each for each in names):
        raise FileRefused("file_content", name)


def _plain_picture(name: str, kind: str, content: bytes) -> bytes:
    """The picture drawn anew without place, camera and comment; turned as the camera held it."""
    try:
        with Image.open(io.BytesIO(content), formats=(PICTURES[kind],)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused("file_picture", name)
            if getattr(picture, "n_frames", 1) > 1:
                picture.seek(0)
            turned = ImageOps.exif_transpose(picture)
            plain = turned.copy()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise FileRefused("file_picture", name) from error
    plain.info = {}
    out = io.BytesIO()
    if PICTURES[kind] == "JPEG":
        plain.convert("RGB").save(out, "JPEG", quality=88)
    else:
        plain.save(out, PICTURES[kind])
    return out.getvalue()
