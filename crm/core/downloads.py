"""Files to take away: always as a file to save, under their true names."""

from pathlib import Path
from urllib.parse import quote

from flask import Response, send_file

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def disposition(name: str) -> str:
    """The Content-Disposition of a download (RFC 6266): the true name, and one for old clients.

    Quotes, backslashes and everything beyond ASCII are replaced in the latter.
    """
    plain = "".join(
        character if 32 <= ord(character) < 127 and character not in '"\\%;' else "_"
        for character in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def download(content: bytes | Path, name: str, media_type: str) -> Response:
    """An answer that the browser saves under `name` and never shows in place."""
    if isinstance(content, Path):
        answer = send_file(content, mimetype=media_type, conditional=False, etag=False)
    else:
        answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"  # send_file would let the browser keep a copy
    return answer
