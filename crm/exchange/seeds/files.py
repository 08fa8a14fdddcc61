"""Finds the seed files of a folder, reads them, checks them; nothing is written here."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from crm.core.errors import Refused
from crm.exchange.seeds.readers import entry_of
from crm.exchange.seeds.schema import SECTIONS

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SINGLE = ("plan",)
# What an entry is called in sentences and lists.
TITLES = ("name", "title", "code", "intent", "chain")
KEYS = ("code", "number", "name", "title", "intent")
MOST_FAULTS = 20
LARGEST_FILE = 2 << 20
MOST_VALUES = 500_000
# Grows when more of the same files is loaded, so that they are read again.
FORMAT = b"2"


class BadSeeds(Refused):
    """The seed files cannot be loaded; the sentence names file, entry and field, line by line."""


@dataclass(frozen=True)
class Entry:
    """One entry of a section: its values, and where it stands.

    `group` is the folder or workbook that it came with, `plan_code` and `plan_title` that group's
    plan; `at` names the part of the entry that is meant, where it has several.
    """

    file: str
    section: str
    values: dict[str, Any]
    group: str = ""
    plan_code: str = ""
    plan_title: str = ""
    at: str = ""
    # A workbook's names for section and fields.
    label: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the entry is called."""
        return _title(self.values)

    @property
    def where(self) -> str:
        """File, section and entry, for sentences."""
        return f"{self.file} 的 {self.label or self.section}“{self.title}”{self.at}"

    @property
    def key_field(self) -> str:
        """The field that tells it from the others of its section."""
        return next((name for name in KEYS if name in self.values), "name")

    def part(self, at: str) -> "Entry":
        """A part of it, such as one year's figure."""
        return replace(self, at=f"（{at}）")

    def fault(self, field: str, words: str) -> BadSeeds:
        """The fault of one of its fields."""
        return BadSeeds(f"{self.where} 的 {self.heads.get(field, field)}：{words}")


@dataclass(frozen=True)
class Seeds:
    """What one folder holds: its name ("" for the files that belong to no plan) and entries."""

    name: str
    entries: dict[str, list[Entry]]

    def of(self, section: str) -> list[Entry]:
        """The entries of a section in the order of the files."""
        return self.entries.get(section, [])


def seed_files(folder: Path) -> list[Path]:
    """The files directly in the folder, then those of its sub-folders, each in order of name."""
    return [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("*/*.yaml"))]


def fingerprint(folder: Path) -> str:
    """A hash of names and contents of all seed files."""
    digest = hashlib.sha256(FORMAT)
    for path in seed_files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_seeds(folder: Path) -> list[Seeds]:
    """Everything in the folder, checked; raises BadSeeds with a sentence for every fault."""
    if not folder.is_dir():
        raise BadSeeds(f"没有种子数据目录 {folder}")
    faults: list[str] = []
    found: dict[str, dict[str, list[Entry]]] = {}
    for path in seed_files(folder):
        name = str(path.relative_to(folder))
        group = found.setdefault(path.parent.name if path.parent != folder else "", {})
        for entry in _read_file(path, name, faults):
            group.setdefault(entry.section, []).append(entry)
    refuse(faults)
    return [grouped(name, entries) for name, entries in found.items()]


def refuse(faults: list[str]) -> None:
    """Raise BadSeeds with what is wrong, if anything is."""
    if faults:
        more = f"\n……另有 {len(faults) - MOST_FAULTS} 处" if len(faults) > MOST_FAULTS else ""
        raise BadSeeds("\n".join(faults[:MOST_FAULTS]) + more)


def grouped(name: str, entries: dict[str, list[Entry]]) -> Seeds:
    """The entries of one folder; each learns the folder's name and its plan's title."""
    plan = next((entry.values for entry in entries.get("plan", [])), {})
    own = {"group": name, "plan_code": plan.get("code", ""), "plan_title": plan.get("title", "")}
    return Seeds(
        name,
        {section: [replace(entry, **own) for entry in found] for section, found in entries.items()},
    )


def _read_file(path: Path, name: str, faults: list[str]) -> Iterator[Entry]:
    if path.stat().st_size > LARGEST_FILE:
        faults.append(f"{name} 超过 2 MB，不像种子数据")
        return
    yield from read_yaml(path.read_bytes(), name, faults)


def read_yaml(content: bytes, name: str, faults: list[str]) -> Iterator[Entry]:
    """The entries of a file that are fine; what is wrong goes to `faults`."""
    for section, given in _parse(content, name, faults).items():
        if section not in SECTIONS:
            faults.append(f"{name}：不认识的部分“{section}”，可用：{'、'.join(SECTIONS)}")
            continue
        items = [given] if section in SINGLE else given
        if not isinstance(items, list):
            faults.append(f"{name} 的 {section} 应为列表，每条以“- ”开头")
            continue
        for place, item in enumerate(items, start=1):
            try:
                yield Entry(name, section, entry_of(SECTIONS[section], item))
            except ValueError as error:
                title = _title(item) if isinstance(item, dict) else ""
                faults.append(f"{name} 的 {section}“{title or f'第 {place} 条'}”：{error}")


def _parse(content: bytes, name: str, faults: list[str]) -> dict[str, Any]:
    try:
        found = yaml.load(content.decode("utf-8-sig"), LOADER)  # noqa: S506  a safe one
        _measure(found)
    except UnicodeDecodeError:
        faults.append(f"{name} 不是 UTF-8 编码，请另存为 UTF-8")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行附近" if mark else "某处"
        faults.append(f"{name} {line}写法有误（缩进、冒号后的空格或引号），无法读取")
    except (RecursionError, ValueError):
        faults.append(f"{name} 嵌套过深、引用绕成了圈或展开后过大，无法读取")
    else:
        if found is None or isinstance(found, dict):
            return found or {}
        faults.append(f"{name} 的最外层应为“部分: 条目”，如 quotas:")
    return {}


def _measure(value: Any) -> None:
    """Refuse what a few anchors make endless: counts everything as often as it is named.

    Raises ValueError, or RecursionError where something lies inside itself.
    """
    sizes: dict[int, int] = {}

    def size(one: Any) -> int:
        if not isinstance(one, dict | list):
            return 1
        if id(one) not in sizes:
            inner = one.values() if isinstance(one, dict) else one
            sizes[id(one)] = 1 + sum(size(part) for part in inner)
        return sizes[id(one)]

    if size(value) > MOST_VALUES:
        raise ValueError


def _title(values: dict[str, Any]) -> str:
    """How people call the entry: its name, or its company's."""
    company = values.get("company")
    if isinstance(company, dict) and isinstance(company.get("name"), str):
        values = {**values, "name": values.get("name") or company["name"]}
    return next((str(values[name]) for name in TITLES if values.get(name)), "")
