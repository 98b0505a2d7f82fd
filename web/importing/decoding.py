"""The text of a file whose encoding nobody said: UTF-8, or what office programs of the country write."""

ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(content: bytes) -> str | None:
    """The text, or None where it is none: in no known encoding, or with zero bytes in it."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None
