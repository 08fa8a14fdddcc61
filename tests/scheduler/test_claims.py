"""A job runs once per period, whoever ticks and however often."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.core.db import db, now
from crm.scheduler import jobs
from crm.scheduler.jobs import Job
from crm.scheduler.models import JobRun
from crm.scheduler.operations import claim, fail, finish
from crm.scheduler.rules import LEASE, MOST_ATTEMPTS, RETRY_AFTER, Hour, Rhythm
from tests.stores import PLANTED

HOUR = Hour(Rhythm.DAILY, now().time().replace(hour=0, minute=0, second=0, microsecond=0))


@pytest.fixture
def template(seeds) -> str:
    return PLANTED


def runs(session) -> list[JobRun]:
    return list(session.scalars(select(JobRun).order_by(JobRun.id)))


def test_a_second_claim_gets_nothing(session):
    assert claim(session, "a", "2026-11-20", "one")
    assert not claim(session, "a", "2026-11-20", "two")
    assert claim(session, "a", "2026-11-21", "two")
    assert claim(session, "b", "2026-11-20", "two")


def test_a_finished_run_is_not_claimed_again(session, clock):
    claim(session, "a", "2026-11-20", "one")
    finish(session, "a", "2026-11-20", "one", "完成")
    clock.shift(LEASE * 10)
    assert not claim(session, "a", "2026-11-20", "two")


def test_a_failed_run_is_tried_again_a_few_times_only(session):
    for attempt in range(MOST_ATTEMPTS):
        assert claim(session, "a", "2026-11-20", f"w{attempt}")
        fail(session, "a", "2026-11-20", f"w{attempt}", "失败：磁盘满")
        assert not claim(session, "a", "2026-11-20", "too early")
        row = runs(session)[0]
        session.refresh(row)
        assert row.outcome == "失败：磁盘满"
        row.lease_until -= RETRY_AFTER * 2
        session.flush()
    assert not claim(session, "a", "2026-11-20", "too often")


def test_a_run_lost_with_its_process_is_taken_over(session):
    claim(session, "a", "2026-11-20", "dead")
    row = runs(session)[0]
    row.lease_until -= LEASE + timedelta(minutes=1)
    session.flush()
    assert claim(session, "a", "2026-11-20", "heir")
    finish(session, "a", "2026-11-20", "dead", "zu spät")
    session.refresh(row)
    assert row.claimed_by == "heir"
    assert row.finished_at is None


def test_of_many_threads_one_runs_it(own_app):
    done: list[int] = []
    job = Job("once", "一次", HOUR, lambda: done.append(1))
    gate = threading.Barrier(8)

    def work() -> None:
        with own_app.app_context():
            gate.wait()
            jobs.run(job, "2026-11-20")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]


def test_a_failure_is_noted_and_does_not_end_the_others(own_app, monkeypatch):
    def broken() -> None:
        raise RuntimeError("kaputt")

    done: list[str] = []
    pair = (Job("a", "坏", HOUR, broken), Job("b", "好", HOUR, lambda: done.append("b")))
    monkeypatch.setattr(jobs, "JOBS", pair)
    with own_app.app_context():
        assert jobs.tick() == ["b"]
        assert jobs.tick() == []
        with db.reading() as session:
            outcomes = {row.job: row.outcome for row in runs(session)}
    assert outcomes == {"a": "失败：kaputt", "b": "完成"}
    assert done == ["b"]


@pytest.mark.parametrize("job", jobs.JOBS, ids=lambda job: job.name)
def test_every_job_runs_on_an_empty_office(own_app, job):
    with own_app.app_context():
        assert jobs.run(job, "2026-11-20")
