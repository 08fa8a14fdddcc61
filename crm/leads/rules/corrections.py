"""What becomes of the days that are kept of a record when something logged is corrected."""

from datetime import date


def last_day(
    kept: date | None, was: date | None, rest: date | None, now: date | None
) -> date | None:
    """The last day on which something was done, once what was logged for `was` is of `now`.

    None stands for what does not count: withdrawn before, or from now on. `kept` is the last day
    as it is kept, `rest` that of everything else. Where another day than `was` is kept, that came
    from elsewhere and stays.
    """
    base = rest if kept is None or kept == was else kept
    return max((day for day in (base, now) if day is not None), default=None)


def revives(falls_on: date, then: date, on: date) -> bool:
    """Whether a protection that is over on that day would hold again if it fell on `then`."""
    return falls_on < on <= then
