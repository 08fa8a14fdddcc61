"""However many try at once, only five passwords of an account are looked at."""

from collections import Counter
from threading import Thread

from sqlalchemy import select

from crm.audit.models import AuditEntry
from crm.core.db import db
from tests.factories.accounts import make_user

TRIES = 12


def test_counts_tries_that_come_at_once(own_app):
    with db.transaction() as session:
        make_user(session, username="staff")
    pages = [own_app.test_client() for _ in range(TRIES)]
    tokens = [
        page.get("/login").text.partition('name="csrf-token" content="')[2].partition('"')[0]
        for page in pages
    ]
    statuses = []

    def knock(page, token):
        data = {"username": "staff", "password": "wrong", "csrf_token": token}
        statuses.append(page.post("/login", data=data).status_code)

    threads = [Thread(target=knock, args=pair) for pair in zip(pages, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [400] * TRIES
    with db.reading() as session:
        told = Counter(session.scalars(select(AuditEntry.action)))
    assert told == {"sign_in_failed": 5, "throttled": TRIES - 5}
