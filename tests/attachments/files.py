"""Small files of the kinds that are taken, and of some that are not."""

import io
import zipfile

from werkzeug.datastructures import FileStorage

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
PAGE = b"<!doctype html><script>alert(1)</script>"


def upload(content: bytes, name: str) -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(io.BytesIO(content), filename=name)


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def bomb() -> bytes:
    """Unpacks to a thousand times its size."""
    return zipped({"xl/workbook.xml": b"", "xl/sheet1.xml": bytes(32 * 1024 * 1024)})
