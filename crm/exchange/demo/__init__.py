"""Two years of made-up history, the same for the same scale, seed and day.

It fills `make demo` and every benchmark. Nothing here is a figure of a real office.
"""

from crm.exchange.demo.fill import Account, Filled, fill

__all__ = ["Account", "Filled", "fill"]
