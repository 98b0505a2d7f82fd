"""Small files that look like what people attach: pictures, letters, lists; drawn here, the same every time."""

from __future__ import annotations

import io
import zlib

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 320, 220


def paper(name: str, text: str = "") -> bytes:
    """The bytes of a file called ``name`` (.png, .pdf or .txt); ``text`` is what a .txt says."""
    ending = name.rpartition(".")[2].lower()
    if ending == "png":
        return picture(name)
    if ending == "pdf":
        return document(name)
    return f"{name.rpartition('.')[0]}\n\n{text or '（演示材料，内容为虚构）'}\n".encode()


def picture(name: str) -> bytes:
    """A picture of a street that the name alone decides."""
    seed = zlib.crc32(name.encode())
    sky = (170 + seed % 60, 190 + seed // 7 % 50, 215)
    image = Image.new("RGB", (WIDTH, HEIGHT), sky)
    draw = ImageDraw.Draw(image)
    left = 0
    while left < WIDTH:
        seed = (seed * 1103515245 + 12345) % 2**31
        wide, tall = 34 + seed % 40, 60 + seed // 64 % 110
        shade = 90 + seed // 4096 % 90
        top = HEIGHT - 40 - tall
        draw.rectangle((left, top, left + wide - 4, HEIGHT - 40), fill=(shade, shade, shade + 20))
        for window in range(top + 8, HEIGHT - 54, 18):
            draw.rectangle((left + 8, window, left + wide - 14, window + 8), fill=(235, 225, 170))
        left += wide
    draw.rectangle((0, HEIGHT - 40, WIDTH, HEIGHT), fill=(120, 122, 126))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def document(name: str) -> bytes:
    """A one-page PDF that says it is invented; its number comes from the name."""
    number = zlib.crc32(name.encode()) % 10**8
    page = (
        "BT /F1 20 Tf 72 740 Td (Demonstration document) Tj "
        f"/F1 12 Tf 0 -36 Td (No. {number:08d}) Tj "
        "0 -24 Td (Everything in it is invented.) Tj ET"
    ).encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for place, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (place, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(parts) + 1)
    return out + b"startxref\n%d\n%%%%EOF\n" % start
