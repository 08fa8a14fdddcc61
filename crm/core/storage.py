"""Where attachments lie: files under random names in a folder outside of the web root."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from crm.core.errors import Refused

CHUNK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """A file that has been written: its key, length in bytes and SHA-256."""

    key: str
    size: int
    sha256: str


class Storage:
    """Keeps files in a folder; a file is on disk before its row is committed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def save(self, stream: BinaryIO, limit: int) -> Stored:
        """Write the stream durably; Refused when it is longer than `limit` bytes."""
        key = secrets.token_hex(16)
        path = self.path(key)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("xb") as file:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise Refused(f"文件超过 {limit >> 20} MB，未保存。请压缩或分开上传。")
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return Stored(key, size, digest.hexdigest())

    def path(self, key: str) -> Path:
        """Where the file of that key lies."""
        return self.root / key[:2] / key

    def small(self, key: str) -> Path:
        """Where the small picture of that file lies, if any; empty when none could be made."""
        return self.path(key).with_suffix(".small")

    def files(self) -> list[Path]:
        """Everything that lies here, half-written files too."""
        return [path for path in self.root.glob("??/*") if path.is_file()]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage() -> Storage:
    """The application's storage."""
    return current_app.extensions["storage"]
