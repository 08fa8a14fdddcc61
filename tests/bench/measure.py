"""Takes the time of one thing many times over."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from tests.bench.visitor import Answer, Request, Visitor

REPEATS, FEW_REPEATS, WARM_UP = 50, 15, 10
CLIENTS, SECONDS = 8, 5.0

Ask = Callable[[Visitor], Request]


@dataclass(frozen=True)
class Times:
    """Milliseconds of a row, those that the server computed among them, and an answer's size."""

    median: float
    p95: float
    best: float
    first: float
    computed: float
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """For the JSON."""
        return asdict(self)


class Unexpected(Exception):
    """The answer was another one than the row expects."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("missing" if answer.status == 404 else f"HTTP {answer.status}")
        self.answer = answer


def timed(
    visitor: Visitor, ask: Ask, expected: int, repeats: int, cpu: Callable[[], float]
) -> Times:
    """Ask again and again; what `ask` does to prepare a request is not counted.

    `cpu` gives the milliseconds that the server has computed. Raises Unexpected at the first
    answer of another status.
    """
    for _ in range(WARM_UP):
        _sent(visitor, ask(visitor), expected)
    answers, computed = [], []
    for _ in range(repeats):
        request = ask(visitor)
        begin = cpu()
        answers.append(_sent(visitor, request, expected))
        computed.append(cpu() - begin)
    whole = sorted(answer.seconds * 1000 for answer in answers)
    return Times(
        median=median(whole),
        p95=whole[min(int(len(whole) * 0.95), len(whole) - 1)],
        best=whole[0],
        first=median(answer.first * 1000 for answer in answers),
        computed=median(computed),
        bytes=round(median(len(answer.body) for answer in answers)),
    )


def _sent(visitor: Visitor, request: Request, expected: int) -> Answer:
    answer = visitor.send(request)
    if answer.status != expected:
        raise Unexpected(answer)
    return answer


def throughput(port: int, cookies: dict[str, str], path: str) -> float:
    """Pages per second for eight people who all reload a page as fast as they can."""
    counts = [0] * CLIENTS
    barrier = threading.Barrier(CLIENTS + 1)
    end = [0.0]

    def reload(place: int) -> None:
        visitor = Visitor(port)
        visitor.cookies.update(cookies)
        visitor.get(path)
        barrier.wait()
        while time.perf_counter() < end[0]:
            if visitor.get(path).status == 200:
                counts[place] += 1

    threads = [threading.Thread(target=reload, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    end[0] = time.perf_counter() + 3600
    barrier.wait()
    begin = time.perf_counter()
    end[0] = begin + SECONDS
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begin)
