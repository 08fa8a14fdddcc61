"""What is done for attachments by itself."""

from crm.attachments.queries import keys_in_use
from crm.core.db import db, now
from crm.core.storage import storage

# Longer than any upload takes from its file to its row.
GRACE_SECONDS = 24 * 3600


def clean() -> int:
    """Delete stored files that no row names and that are older than a day; gives their number.

    They come from uploads that were refused, or cut short between the file and its row.
    """
    # The files are listed before the rows are read: a file made in between is not on the list.
    before = now().timestamp() - GRACE_SECONDS
    old = [path for path in storage().files() if path.stat().st_mtime < before]
    if not old:
        return 0
    with db.reading() as session:
        named = keys_in_use(session)
    orphans = [path for path in old if path.stem not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
