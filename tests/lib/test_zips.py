import io
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib import zips
from crm.lib.zips import ZipRefused, inspect_zip, members

MIB = 1024 * 1024


def zipped(contents: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    target.seek(0)
    return target


def changed(file: io.BytesIO, old: bytes, new: bytes) -> io.BytesIO:
    assert old in file.getvalue()
    return io.BytesIO(file.getvalue().replace(old, new))


@given(
    st.dictionaries(
        st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
        st.binary(max_size=200),
        max_size=8,
    )
)
def test_the_directory_is_read_as_the_library_reads_it(contents):
    file = zipped(contents)
    file.seek(3)
    assert {member.name: member.size for member in members(file)} == {
        name: len(content) for name, content in contents.items()
    }
    assert file.tell() == 3


@pytest.mark.parametrize(
    "file",
    [
        zipped({}),
        zipped({"合同/附件.pdf": b"x" * 1000, "a..b.txt": b"", "目录/": b""}),
        zipped({f"{n}": b"" for n in range(zips.MOST_MEMBERS)}),
        zipped({"sheet.xml": b"0" * MIB}),
        zipped({"a": b"x"}, zipfile.ZIP_STORED),
        io.BytesIO(b"prefix" + zipped({"a": b"x"}).getvalue()),
    ],
)
def test_honest_files_pass(file):
    inspect_zip(file)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (zipped({"a": bytes(150 * MIB)}), "100 倍以上"),
        (zipped({str(n): bytes(MIB) for n in range(150)}), "100 倍以上"),
        (zipped({str(n): b"" for n in range(zips.MOST_MEMBERS + 1)}), "超过 2,000 个"),
        (zipped({"../a": b""}), "指向包外"),
        (zipped({"a/../../b": b""}), "指向包外"),
        (zipped({"/etc/passwd": b""}), "指向包外"),
        (zipped({"..\\a": b""}), "指向包外"),
        (zipped({"\\a": b""}), "指向包外"),
        (zipped({"C:/a": b""}), "指向包外"),
        (io.BytesIO(b""), "损坏"),
        (io.BytesIO(b"PK\x05\x06"), "损坏"),
        (io.BytesIO(b"not a zip" * 100), "损坏"),
        (io.BytesIO(zipped({"a": b"x" * 50}).getvalue()[:-10]), "损坏"),
        (changed(zipped({"a": b"x"}), b"PK\x01\x02", b"PK\x01\x03"), "损坏"),
    ],
)
def test_dangerous_and_broken_files_are_refused(file, reason):
    with pytest.raises(ZipRefused, match=reason):
        inspect_zip(file)


def test_a_sum_over_the_limit_is_refused_even_when_it_hardly_shrinks(monkeypatch):
    monkeypatch.setattr(zips, "MOST_UNPACKED", 1000)
    with pytest.raises(ZipRefused, match="解开后超过"):
        inspect_zip(zipped({"a": b"ab" * 600}, zipfile.ZIP_STORED))


def test_encrypted_members_are_refused():
    file = zipped({"a": b"x"})
    data = bytearray(file.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ZipRefused, match="密码"):
        inspect_zip(io.BytesIO(bytes(data)))


def test_a_second_directory_for_large_files_is_refused():
    data = zipped({"a": b"x"}).getvalue()
    end = data.index(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    with pytest.raises(ZipRefused, match="分卷或超大"):
        inspect_zip(io.BytesIO(data[:end] + locator + data[end:]))


def test_a_directory_with_too_many_entries_costs_no_memory():
    entry = b"PK\x01\x02" + bytes(42)
    for counted in (60_000, 5):
        end = struct.pack(
            "<4s4H2LH", b"PK\x05\x06", 0, 0, counted, counted, 60_000 * len(entry), 0, 0
        )
        file = io.BytesIO(entry * 60_000 + end)
        tracemalloc.start()
        with pytest.raises(ZipRefused):
            inspect_zip(file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 10 * MIB


@given(st.binary(max_size=200), st.integers(0, 300), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(content, place, damage):
    data = bytearray(zipped({"a": content, "b": b"x"}).getvalue())
    place %= len(data)
    data[place : place + len(damage)] = damage
    try:
        inspect_zip(io.BytesIO(bytes(data)))
    except ZipRefused:
        return
