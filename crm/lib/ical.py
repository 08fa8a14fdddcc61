"""Calendar feeds as phones take them: RFC 5545, whole days only.

What is due has a day and no hour, so every entry is a date without a time: it needs no time
zone and stays on its day wherever the phone is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# Octets of a line before it is folded.
LONGEST_LINE = 75


@dataclass(frozen=True)
class DayEntry:
    """Something on one day, or on several up to `until`. `uid` stays the same for ever."""

    uid: str
    day: date
    title: str
    changed: datetime
    note: str = ""
    url: str = ""
    until: date | None = None


def calendar(name: str, entries: Iterable[DayEntry], zone: str) -> bytes:
    """The feed as a file of the type text/calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lianzhao//Calendar//ZH"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}"]
    lines += [f"X-WR-TIMEZONE:{escaped(zone)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    lines.append("X-PUBLISHED-TTL:PT1H")
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(entry: DayEntry) -> Iterator[str]:
    # The end is the day after the last one: an end is not part of an event.
    end = (entry.until or entry.day) + timedelta(days=1)
    changed = f"{entry.changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{end:%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.note:
        yield f"DESCRIPTION:{escaped(entry.note)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A text as a value: commas, semicolons, backslashes and line ends are marked."""
    for plain, marked in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, marked)
    return "".join(char for char in text if char >= " " and char != "\x7f")


def folded(line: str) -> bytes:
    """A line with its end, broken where it is too long, and never inside a character."""
    parts: list[bytes] = [b""]
    for char in line:
        octets = char.encode(errors="replace")
        # A continued line begins with a blank, which counts.
        room = LONGEST_LINE if len(parts) == 1 else LONGEST_LINE - 1
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
