"""Files to take away, under their true names: to be saved, or photographs to be looked at."""

from pathlib import Path
from urllib.parse import quote

from flask import Response, send_file

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def disposition(name: str, way: str = "attachment") -> str:
    """The Content-Disposition of a download (RFC 6266): the true name, and one for old clients.

    Quotes, backslashes and everything beyond ASCII are replaced in the latter.
    """
    plain = "".join(
        character if 32 <= ord(character) < 127 and character not in '"\\%;' else "_"
        for character in name
    )
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def picture(path: Path, media_type: str) -> Response:
    """An answer that the browser shows in a page, and keeps for itself for a day."""
    answer = send_file(path, mimetype=media_type, conditional=False, etag=False)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


def download(content: bytes | Path, name: str, media_type: str, *, shown: bool = False) -> Response:
    """An answer that the browser saves under `name`, or shows when that was asked for.

    Only for pictures that were looked into: nothing runs in what is shown, and nothing is loaded.
    """
    if isinstance(content, Path):
        answer = send_file(content, mimetype=media_type, conditional=False, etag=False)
    else:
        answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = disposition(name, "inline" if shown else "attachment")
    # What the browser shows a picture in has a style of its own.
    style = "; style-src 'unsafe-inline'" if shown else ""
    answer.headers["Content-Security-Policy"] = f"default-src 'none'; sandbox{style}"
    answer.headers["Cache-Control"] = "no-store"  # send_file would let the browser keep a copy
    return answer
