"""Calendar feeds: what is written is read back."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.lib.ical import LONGEST_LINE, DayEntry, calendar, escaped, folded

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
days = st.dates(date(2000, 1, 1), date(2099, 12, 30))
printable = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x7f"), max_size=200
)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def unescaped(text: str) -> str:
    found, marked = "", False
    for char in text:
        if marked:
            found, marked = found + ("\n" if char == "n" else char), False
        elif char == "\\":
            marked = True
        else:
            found += char
    return found


@given(printable)
def test_a_text_is_read_back(text):
    content = folded(f"SUMMARY:{escaped(text)}")
    assert all(len(line) <= LONGEST_LINE for line in content.split(b"\r\n"))
    assert unescaped(unfolded(content)[0].removeprefix("SUMMARY:")) == text


@given(st.text(max_size=50))
def test_no_text_breaks_out_of_its_line(text):
    assert len(unfolded(folded(f"SUMMARY:{escaped(text)}"))) == 2


@given(days, st.integers(0, 5))
def test_a_day_is_a_whole_day_and_the_end_lies_after_it(day, more):
    until = day + timedelta(days=more) if more else None
    lines = unfolded(
        calendar("日历", [DayEntry("todo-1@x", day, "会", AT, until=until)], "Asia/Shanghai")
    )
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{day + timedelta(days=more + 1):%Y%m%d}" in lines


def test_a_feed_is_whole():
    entry = DayEntry(
        "todo-1@x", date(2026, 11, 20), "送材料, 王总", AT, note="一\n二", url="http://x/1"
    )
    lines = unfolded(calendar("链招；张三", [entry, entry], "Asia/Shanghai"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    for line in (
        "UID:todo-1@x", "DTSTAMP:20261120T020000Z", "SUMMARY:送材料\\, 王总", "DESCRIPTION:一\\n二",
        "URL:http://x/1",
    ):  # fmt: skip
        assert line in lines
