"""A fair write lock beside an SQLite file.

BEGIN IMMEDIATE alone lets writers starve one another: SQLite's own waiting is a race of sleeps.
The kernel queues those who wait for a file lock, so whoever came first writes first.
"""

import fcntl
import os
import threading
from pathlib import Path


class WriteLock:
    """One writer at a time over all threads and processes of this host."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = threading.Lock()
        self._file: int | None = None

    def acquire(self) -> None:
        """Wait until this thread may write."""
        self._thread.acquire()
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let the next one write."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._thread.locked():
            self._thread.release()
