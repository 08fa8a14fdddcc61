"""Rules of the doors: kinds of import, their columns, and how a row is read. Pure functions."""
