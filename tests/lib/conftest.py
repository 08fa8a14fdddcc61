"""How Hypothesis runs here: without clocks, and without leaving files in the tree."""

from hypothesis import settings

settings.register_profile("lianzhao", deadline=None, database=None)
settings.load_profile("lianzhao")
