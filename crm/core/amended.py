"""A large mapping in which now and then something changes."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

Thing = TypeVar("Thing")


class Amended(Mapping[int, Thing]):
    """Things by number: the `whole` as it was once read, and in its place what is `fresh`, None for
    what is gone. So the whole, which the workers share, is neither written nor copied."""

    def __init__(
        self, whole: Mapping[int, Thing], fresh: Mapping[int, Thing | None] = MappingProxyType({})
    ) -> None:
        self.whole, self.fresh = whole, fresh

    def __getitem__(self, number: int) -> Thing:
        if number not in self.fresh:
            return self.whole[number]
        found = self.fresh[number]
        if found is None:
            raise KeyError(number)
        return found

    def __iter__(self) -> Iterator[int]:
        yield from (number for number in self.whole if number not in self.fresh)
        yield from (number for number, one in self.fresh.items() if one is not None)

    def __len__(self) -> int:
        return sum(1 for _number in self)
