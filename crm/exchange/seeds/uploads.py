"""Reads a plan that somebody uploads: YAML files, or one workbook; kept while he looks at it."""

import io
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence

from crm.core.errors import NotFound
from crm.core.storage import Storage
from crm.exchange.seeds.files import LARGEST_FILE, Entry, Seeds, grouped, read_yaml, refuse
from crm.exchange.seeds.workbook import read_workbook
from crm.lib.media import MediaError, sniff_file
from crm.lib.zips import ZipRefused, members

MOST_FILES = 20
LARGEST_BOOK = 5 << 20
MOST_UNPACKED = 40 << 20
LONGEST_BUNDLE = 60 << 20
SUFFIXES = (".yaml", ".yml", ".xlsx")
BUNDLE = "plan-upload-1"
# (name, content)
File = tuple[str, bytes]


def read_uploads(files: Sequence[File]) -> Seeds:
    """All files together as one plan's folder; raises BadSeeds with every fault."""
    faults: list[str] = []
    entries: dict[str, list[Entry]] = {}
    if len(files) > MOST_FILES:
        faults.append(f"一次最多上传 {MOST_FILES} 个文件")
    for name, content in files[:MOST_FILES]:
        for entry in _read(name, content, faults):
            entries.setdefault(entry.section, []).append(entry)
    refuse(faults)
    if not entries:
        refuse(["文件里没有可以载入的内容，请对照模板检查"])
    plan = next((entry.values["code"] for entry in entries.get("plan", [])), "")
    return grouped(plan, entries)


def _read(name: str, content: bytes, faults: list[str]) -> Sequence[Entry]:
    if not name.lower().endswith(SUFFIXES):
        faults.append(f"{name} 不是 YAML 文件或 .xlsx 工作簿")
        return []
    is_book = name.lower().endswith(".xlsx")
    limit = LARGEST_BOOK if is_book else LARGEST_FILE
    if len(content) > limit:
        faults.append(f"{name} 超过 {limit >> 20} MB，请分开上传")
        return []
    if not is_book:
        return list(read_yaml(content, name, faults))
    book = io.BytesIO(content)
    try:
        sniff_file(book, name)
        if sum(member.size for member in members(book)) > MOST_UNPACKED:
            raise MediaError(f"“{name}”解开后超过 {MOST_UNPACKED >> 20} MB，请分开上传")
    except (MediaError, ZipRefused) as error:
        faults.append(str(error))
        return []
    return list(read_workbook(book, name, faults))


def put_aside(storage: Storage, files: Sequence[File]) -> str:
    """Keep the files until they are loaded, a day at most; gives the key."""
    bundle = {BUNDLE: [[name, b64encode(content).decode()] for name, content in files]}
    return storage.save(io.BytesIO(json.dumps(bundle).encode()), LONGEST_BUNDLE).key


def take_back(storage: Storage, key: str) -> list[File]:
    """The files that were put aside; raises NotFound when they are not there any more."""
    if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
        raise NotFound
    try:
        bundle = json.loads(storage.path(key).read_bytes())
        return [(str(name), b64decode(content)) for name, content in bundle[BUNDLE]]
    except (OSError, ValueError, KeyError, TypeError, NotBase64):
        raise NotFound from None
