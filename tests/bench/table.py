"""The results as a table for people and as JSON for machines."""

import json
import unicodedata
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.measure import Times

OK, OVER, UNEVEN, NONE = "达标", "超出", "不稳", ""
UNEVEN_FROM = 3.0  # p95 as a multiple of the median
WIDTHS = (20, 9, 9, 9, 9, 6, 7, 16, 8)
HEADS = ("项目", "中位 ms", "p95 ms", "CPU ms", "字节", "查询", "地板×", "限额", "结果")


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

    @property
    def verdict(self) -> str:
        """Within the limits, over them, or within but uneven."""
        if self.times is None:
            return self.fault
        if self.limit is not None and self.times.median > self.limit:
            return OVER
        if self.floors is not None and self.ratio is not None and self.ratio > self.floors:
            return OVER
        if self.times.p95 > UNEVEN_FROM * self.times.median:
            return UNEVEN
        return NONE if self.limit is None else OK


@dataclass
class Run:
    """All results on one engine."""

    engine: str
    scale: str
    counts: dict[str, int]
    load: float
    results: list[Result] = field(default_factory=list)
    throughput: float = 0.0
    least_throughput: float = 200.0
    memory: list[tuple[float, float]] = field(default_factory=list)
    most_memory: float = 110.0

    def as_dict(self) -> dict[str, Any]:
        """For the JSON."""
        rows = [asdict(result) | {"verdict": result.verdict} for result in self.results]
        return asdict(self) | {"results": rows}


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
    data = "，".join(f"{table} {count:,}" for table, count in run.counts.items())
    head = f"{run.engine} · {run.scale}（{data}；负载 {run.load:.1f}）"
    return "\n".join(["", head, _line(HEADS), *(_line(_cells(result)) for result in run.results)])


def write(runs: list[Run], path: Path) -> None:
    """The JSON."""
    content = {run.engine: run.as_dict() for run in runs}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1))


def _cells(result: Result) -> tuple[str, ...]:
    times = result.times
    if times is None:
        return (result.label, "—", "—", "—", "—", "—", "—", _limits(result), result.verdict)
    return (
        result.label,
        f"{times.median:.1f}",
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


def _line(cells: tuple[str, ...]) -> str:
    first, *middle, limit, verdict = cells
    numbers = [
        " " * (width - _width(cell)) + cell for cell, width in zip(middle, WIDTHS[1:], strict=False)
    ]
    left = first + " " * (WIDTHS[0] - _width(first))
    return f"{left}{''.join(numbers)}  {limit}{' ' * (WIDTHS[-2] - _width(limit))}{verdict}"


def _width(text: str) -> int:
    """Columns that a terminal takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
