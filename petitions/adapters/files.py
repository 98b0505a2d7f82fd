"""Where the bytes of attachments lie: random names, durable before the row that names them commits."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec


class _Storage:
    filesystem: Any = None
    root: str = ""
    local: bool = True


def configure(url: str) -> None:
    """Use the storage at an fsspec URL, or a local folder (made if absent)."""
    filesystem, root = fsspec.core.url_to_fs(url)
    filesystem.makedirs(root, exist_ok=True)
    _Storage.filesystem, _Storage.root = filesystem, root.rstrip("/")
    _Storage.local = "file" in filesystem.protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes now durable in the storage: random name, size in bytes, SHA-256 as hexadecimal."""

    stored_as: str
    size: int
    sha256: str


def _path(stored_as: str) -> str:
    return f"{_Storage.root}/{stored_as[:2]}/{stored_as}"


def put(content: bytes) -> Stored:
    """Write bytes under a random name and force them to the disk, folder entry included."""
    stored_as = secrets.token_hex(20)
    put_back(stored_as, content)
    return Stored(stored_as, len(content), hashlib.sha256(content).hexdigest())


def put_back(stored_as: str, content: bytes) -> None:
    """Write bytes under a name they had before (from a backup), as durably as ``put``."""
    path = _path(stored_as)
    _Storage.filesystem.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    with _Storage.filesystem.open(path, "wb") as file:
        file.write(content)
        if _Storage.local:
            file.flush()
            os.fsync(file.fileno())
    if _Storage.local:
        _sync_folders(Path(path).parent)


def _sync_folders(folder: Path) -> None:
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def get(stored_as: str) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError."""
    with _Storage.filesystem.open(_path(stored_as), "rb") as file:
        content: bytes = file.read()
        return content


def remove(stored_as: str) -> None:
    """Delete a file of an abandoned draft; one already gone is fine."""
    try:
        _Storage.filesystem.rm(_path(stored_as))
    except FileNotFoundError:
        return


def exists(stored_as: str) -> bool:
    """Whether the bytes are there."""
    return bool(_Storage.filesystem.exists(_path(stored_as)))
