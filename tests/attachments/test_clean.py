"""Files that nobody names are deleted after a day."""

import os
import time

from crm.attachments.jobs import GRACE_SECONDS, clean
from crm.attachments.operations import attach, receive
from crm.core.storage import Storage, storage
from tests.attachments.files import PDF, upload
from tests.factories.accounts import viewer_of


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_deletes_only_old_files_without_a_row(app, session, cast, tmp_path, monkeypatch):
    monkeypatch.setitem(app.extensions, "storage", Storage(tmp_path))
    named = receive(upload(PDF, "留.pdf"))
    attach(session, viewer_of(session, cast.staff), "project", 7, named, title="x")
    session.flush()
    old, fresh = receive(upload(PDF, "旧.pdf")), receive(upload(PDF, "新.pdf"))
    half = storage().root / "ab" / "half.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"x")
    paths = {one: storage().path(one.stored.key) for one in (named, old, fresh)}
    for path in (paths[named], paths[old], half):
        age(path, GRACE_SECONDS + 60)
    age(paths[fresh], GRACE_SECONDS - 60)
    assert clean() == 2
    assert paths[named].exists()
    assert paths[fresh].exists()
    assert not paths[old].exists()
    assert not half.exists()
    assert clean() == 0
