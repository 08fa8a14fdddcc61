"""What may be attached, and how a file's size is told. Pure functions."""

LIMIT = 50 * 1024 * 1024


def size_in_words(size: int) -> str:
    """A file's size as people say it: 812 B, 1.4 MB."""
    if size < 1024:
        return f"{size} B"
    if size < 1024**2:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024**2:.1f} MB"
