"""Attachments of a submission: what is taken, what is refused and why, and what is removed from photos."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select

from petitions.adapters import files
from petitions.models import Attachment
from petitions.models.session import db
from petitions.rules.completeness import MAX_FILE_BYTES
from tests.portal.citizen import Citizen, Upload

TEXT = b"plain text"


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that says where it was taken, and with what."""
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 30.0), 3: "E", 4: (116.0, 23.0, 29.0)})
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def rows() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def add(citizen: Citizen, *sent: Upload, do: str = "upload") -> tuple[int, list[str]]:
    """Send files: the status, and the messages of those refused."""
    page = citizen.post("/submit/files/", {"do": do}, files=sent)
    links = page.soup.select(".govuk-error-summary a")
    return page.status, [link.get_text() for link in links]


def test_each_refused_file_is_named_with_its_reason(citizen: Citizen) -> None:
    citizen.notice()
    bomb = archive({"word/document.xml": b"0" * 60_000_000})
    status, messages = add(
        citizen,
        ("好的.txt", TEXT),
        ("程序.exe", b"MZ\x00"),
        ("网页.html", b"<script>alert(1)</script>"),
        ("图.svg", b"<svg onload='alert(1)'/>"),
        ("空.txt", b""),
        ("假的.jpg", b"MZ this is no picture"),
        ("假的.pdf", b"<html>"),
        ("炸弹.docx", bomb),
        ("宏.docx", archive({"word/document.xml": b"x", "word/vbaProject.bin": b"x"})),
        ("没有.docx", archive({"other.xml": b"x"})),
        ("二进制.txt", b"\x00\x01\x02"),
        do="continue",
    )
    assert status == 422
    reasons = {
        "程序.exe": "不能接收这种文件",
        "网页.html": "不能接收这种文件",
        "图.svg": "不能接收这种文件",
        "空.txt": "空的",
        "假的.jpg": "图片打不开",
        "假的.pdf": "内容和名称不符",
        "炸弹.docx": "展开后太大",
        "宏.docx": "内容和名称不符",
        "没有.docx": "内容和名称不符",
        "二进制.txt": "内容和名称不符",
    }
    assert len(messages) == len(reasons)
    for message, (name, reason) in zip(messages, reasons.items(), strict=True):
        assert name in message
        assert reason in message
    assert [row.name for row in rows()] == ["好的.txt"]


def test_too_big_and_too_many(citizen: Citizen) -> None:
    citizen.notice()
    status, messages = add(citizen, ("大.txt", b"a" * (MAX_FILE_BYTES + 1)))
    assert status == 422
    assert "超过 10 MB" in messages[0]
    assert add(citizen, ("刚好.txt", b"a" * MAX_FILE_BYTES)) == (303, [])
    assert add(citizen, *((f"{n}.txt", TEXT) for n in range(2, 9))) == (303, [])
    status, messages = add(citizen, *((f"{n}.txt", TEXT) for n in range(9, 12)))
    assert status == 422
    assert len(messages) == 1
    assert "11.txt" in messages[0]
    assert "最多 10 个文件" in messages[0]
    page = citizen.get("/submit/files/")
    assert page.id_text("attachment-count") == "10"
    removed = page.value("file")
    assert citizen.post("/submit/files/remove", {"file": removed}).status == 303
    assert citizen.get("/submit/files/").id_text("attachment-count") == "9"


def test_fifty_megabytes_in_all(citizen: Citizen) -> None:
    citizen.notice()
    big = b"a" * MAX_FILE_BYTES
    assert add(citizen, *((f"{n}.txt", big) for n in range(5)))[0] == 303
    status, messages = add(citizen, ("多.txt", b"a"))
    assert status == 422
    assert "合计不能超过 50 MB" in messages[0]


def test_a_photo_forgets_where_it_was_taken(citizen: Citizen) -> None:
    citizen.notice()
    assert b"CAMERA-MAKER" in photo()
    assert add(citizen, ("a.jpg", photo()), ("b.png", photo("PNG")), ("c.webp", photo("WEBP"))) == (
        303,
        [],
    )
    for row in rows():
        kept = files.get(row.stored_as)
        assert b"CAMERA-MAKER" not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            assert not picture.getexif()
            assert picture.size == (40, 30)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_of_too_many_points(citizen: Citizen) -> None:
    citizen.notice()
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    status, messages = add(citizen, ("大图.png", out.getvalue()))
    assert status == 422
    assert "尺寸太大" in messages[0]


def test_names_are_made_safe(citizen: Citizen) -> None:
    citizen.notice()
    names = ("../../etc/passwd.txt", "\u202egpj.txt", "名" * 180 + ".txt")
    assert add(citizen, *((name, TEXT) for name in names)) == (303, [])
    kept = [row.name for row in rows()]
    assert kept[:2] == ["passwd.txt", "gpj.txt"]
    assert len(kept[2]) <= 120
    assert kept[2].endswith(".txt")


def test_another_drafts_file_cannot_be_removed(citizen: Citizen) -> None:
    citizen.notice()
    add(citizen, ("我的.txt", TEXT))
    stranger = Citizen(citizen.client.application)
    stranger.notice()
    stranger.post("/submit/files/remove", {"file": str(rows()[0].id)})
    stranger.post("/submit/files/remove", {"file": "no number"})
    assert len(rows()) == 1


def test_without_a_draft_there_is_no_place_for_files(citizen: Citizen) -> None:
    assert citizen.post("/submit/files/", {"do": "upload"}, files=[("a.txt", TEXT)]).status == 303
    assert rows() == []


def test_a_large_form_elsewhere_is_refused(citizen: Citizen) -> None:
    page = citizen.post("/submit/what", {"title": "长" * 1_000_000})
    assert page.status == 413
