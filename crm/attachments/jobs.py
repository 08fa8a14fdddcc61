"""What is done for attachments by itself."""

from crm.attachments.operations import make_small_of
from crm.attachments.queries import keys_in_use, photographs_of_activities
from crm.core.db import db, now
from crm.core.storage import storage

# Longer than any upload takes from its file to its row.
GRACE_SECONDS = 24 * 3600
AT_ONCE = 2000  # small pictures in a night


def make_missing() -> int:
    """Make the small pictures of photographs that have none; gives how many were tried.

    They came before there were any, or their upload had no time for it. One process each: one that
    fails takes no other with it.
    """
    with db.reading() as session:
        keys = photographs_of_activities(session)
    missing = [key for key in keys if not storage().small(key).exists()][:AT_ONCE]
    for key in missing:
        make_small_of([key])
    return len(missing)


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
