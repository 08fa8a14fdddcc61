"""The results as a table for people and as JSON for machines."""

import json
import unicodedata
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.measure import Times

OK, OVER, UNEVEN, NONE = "达标", "超出", "不稳", ""
SCALED = "折合达标"
# Milliseconds that a list of fifty rows, served by Flask alone, took where the limits come from.
PLAIN = 1.6
UNEVEN_FROM = 3.0  # p95 as a multiple of the median
WIDTHS = (20, 9, 9, 9, 9, 9, 6, 7, 16, 8)
HEADS = ("项目", "中位 ms", "折合 ms", "p95 ms", "CPU ms", "字节", "查询", "地板×", "限额", "结果")
PHASE_WIDTHS = (8, 9, 9, 9, 16, 16, 18, 8)
PHASE_HEADS = (
    "阶段",
    "秒",
    "CPU 秒",
    "内存 MB",
    "旁人写入最长等",
    "旁人读取最长等",
    "限额",
    "结果",
)


@dataclass
class Result:
    """A row as it was measured; `fault` says why it was not."""

    key: str
    label: str
    times: Times | None = None
    queries: int | None = None
    ratio: float | None = None
    limit: float | None = None
    floors: float | None = None
    fault: str = ""
    path: str = ""
    slowness: float = 1.0

    @property
    def verdict(self) -> str:
        """Within the limits, within them on the machine that they come from, over them, or within
        but uneven."""
        if self.times is None:
            return self.fault
        if self.limit is not None and self.scaled > self.limit:
            return OVER
        if self.floors is not None and self.ratio is not None and self.ratio > self.floors:
            return OVER
        if self.times.p95 > UNEVEN_FROM * self.times.median:
            return UNEVEN
        if self.limit is None:
            return NONE
        return OK if self.times.median <= self.limit else SCALED

    @property
    def scaled(self) -> float:
        """The median in milliseconds of the machine that the limits come from, if this one is
        slower."""
        return self.times.median / max(self.slowness, 1.0) if self.times else 0.0


@dataclass
class Phase:
    """A phase of an import: seconds, of those the processor's; MB; the longest waits of others."""

    label: str
    seconds: float
    computed: float
    memory: float
    write_wait: float
    read_wait: float
    limit: float | None = None
    memory_limit: float | None = None

    @property
    def verdict(self) -> str:
        """Within the limits or over them."""
        pairs = ((self.seconds, self.limit), (self.memory, self.memory_limit))
        return OVER if any(limit is not None and found > limit for found, limit in pairs) else OK


@dataclass
class Imports:
    """What bringing a file in has taken."""

    kind: str
    rows: int
    load: float
    phases: list[Phase] = field(default_factory=list)


@dataclass
class Names:
    """What looking for a name has taken, among so many rows of each table."""

    counts: dict[str, int]
    load: float
    results: list[Result] = field(default_factory=list)


@dataclass
class Run:
    """All results on one engine; parts that were not asked for are not there."""

    engine: str
    scale: str
    counts: dict[str, int]
    load: float
    results: list[Result] = field(default_factory=list)
    throughput: float = 0.0
    least_throughput: float = 200.0
    memory: list[tuple[float, float]] = field(default_factory=list)
    most_memory: float = 110.0
    imports: Imports | None = None
    names: Names | None = None

    def as_dict(self) -> dict[str, Any]:
        """For the JSON."""
        whole = asdict(self)
        for found, part in ((self, whole), (self.names, whole["names"])):
            if found is not None:
                _tell(part["results"], found.results)
        if self.imports is not None:
            _tell(whole["imports"]["phases"], self.imports.phases)
        return whole


def _tell(rows: list[dict[str, Any]], found: list[Any]) -> None:
    for row, one in zip(rows, found, strict=True):
        row["verdict"] = one.verdict


def printed(run: Run) -> str:
    """The table of one engine."""
    lines = [rows(run)]
    pages = OK if run.throughput >= run.least_throughput else OVER
    memory = OK if all(own <= run.most_memory for own, _all in run.memory) else OVER
    sizes = "、".join(f"{own:.0f}（RSS {shared:.0f}）" for own, shared in run.memory)
    lines += [
        f"8 个客户端同看项目首页：{run.throughput:.0f} 页/秒"
        f"（限额 ≥ {run.least_throughput:.0f}）{pages}",
        f"每个进程内存：{sizes} MB，共享部分按份计（限额 ≤ {run.most_memory:.0f}）{memory}",
    ]
    over = [result.label for result in run.results if result.verdict == OVER]
    missing = [f"{one.label}（{one.fault}）" for one in run.results if one.fault]
    lines.append("超出限额：" + ("、".join(over) or "无"))
    if missing:
        lines.append("没有量到：" + "、".join(missing))
    return "\n".join(lines)


def rows(run: Run) -> str:
    """The rows of one engine alone."""
    return _table(f"{run.engine} · {run.scale}", run.counts, run.load, run.results)


def printed_names(run: Run) -> str:
    """How long finding the same company takes."""
    found = run.names
    return _table(f"{run.engine} · 查重", found.counts, found.load, found.results)


def printed_imports(run: Run) -> str:
    """How long an import takes, phase by phase."""
    found = run.imports
    head = (
        f"{run.engine} · 导入{found.kind} {found.rows:,} 行（{run.scale}；负载 {found.load:.1f}）"
    )
    cells = [_phase(phase) for phase in found.phases]
    return "\n".join(["", head, *(_line(one, PHASE_WIDTHS) for one in (PHASE_HEADS, *cells))])


def _phase(phase: Phase) -> tuple[str, ...]:
    limits = [] if phase.limit is None else [f"≤ {phase.limit:.0f} s"]
    limits += [] if phase.memory_limit is None else [f"{phase.memory_limit:.0f} MB"]
    return (
        phase.label,
        f"{phase.seconds:.1f}",
        f"{phase.computed:.1f}",
        f"{phase.memory:.0f}",
        f"{phase.write_wait:.2f}",
        f"{phase.read_wait:.2f}",
        "，".join(limits),
        phase.verdict,
    )


def _table(title: str, counts: dict[str, int], load: float, results: list[Result]) -> str:
    data = "，".join(f"{table} {count:,}" for table, count in counts.items())
    head = f"{title}（{data}；负载 {load:.1f}）"
    return "\n".join(["", head, _line(HEADS), *(_line(_cells(result)) for result in results)])


def write(runs: list[Run], path: Path) -> None:
    """The JSON."""
    content = {run.engine: run.as_dict() for run in runs}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1))


def _cells(result: Result) -> tuple[str, ...]:
    times = result.times
    if times is None:
        return (result.label, *"———————", _limits(result), result.verdict)
    return (
        result.label,
        f"{times.median:.1f}",
        f"{result.scaled:.1f}",
        f"{times.p95:.1f}",
        f"{times.computed:.1f}",
        f"{times.bytes:,}",
        "—" if result.queries is None else str(result.queries),
        "—" if result.ratio is None else f"{result.ratio:.1f}",
        _limits(result),
        result.verdict,
    )


def _limits(result: Result) -> str:
    if result.limit is None:
        return "—"
    floors = f"，{result.floors:.0f}×" if result.floors else ""
    return f"≤ {result.limit:.0f} ms{floors}"


def _line(cells: tuple[str, ...], widths: tuple[int, ...] = WIDTHS) -> str:
    first, *middle, limit, verdict = cells
    numbers = [
        " " * (width - _width(cell)) + cell for cell, width in zip(middle, widths[1:], strict=False)
    ]
    left = first + " " * (widths[0] - _width(first))
    return f"{left}{''.join(numbers)}  {limit}{' ' * (widths[-2] - _width(limit))}{verdict}"


def _width(text: str) -> int:
    """Columns that a terminal takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
