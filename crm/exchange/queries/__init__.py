"""Reads of the doors."""
