"""The headers stand on the answers that no view makes, too; on all others `Doors` asks for them."""

import io

import pytest

from tests.access.conftest import missing_headers


@pytest.fixture
def broken(app, monkeypatch):
    """The first page does not work any more."""

    def fail():
        raise ZeroDivisionError("a secret of the code")

    fail.permission = ""
    monkeypatch.setitem(app.view_functions, "workbench.index", fail)


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/static/css/frame.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/css%00/frame.css", 404),
        ("GET", "/static/..%2f..%2fconfig.py", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/leads/", 404),
        ("GET", "/leads/-1", 404),
        ("GET", "/logout", 405),
        ("PUT", "/leads", 405),
        ("DELETE", "/leads/1", 405),
        ("TRACE", "/", 405),
        ("OPTIONS", "/leads", 401),
    ],
)
def test_stand_on_what_no_view_answers(doors, method, url, status):
    answer = doors.client.open(url, method=method)
    assert (answer.status_code, missing_headers(answer)) == (status, [])


def test_stand_on_a_body_that_is_too_long(doors):
    answer = doors.ask("owner", "POST", "/leads/new", {"intent": "x" * (3 << 20)})
    assert answer.status_code == 413
    files = {"files": (io.BytesIO(bytes(53 << 20)), "长.pdf")}
    url = f"/projects/{doors.world.ids['open']['project_id']}/attachments/new"
    assert doors.ask("owner", "POST", url, files).status_code == 413


def test_stand_on_a_broken_page_that_tells_nothing(doors, broken, caplog):
    answer = doors.ask("owner", "GET", "/")
    assert answer.status_code == 500
    for told in ("secret", "Traceback", "ZeroDivision", ".py"):
        assert told not in answer.text
    assert "ZeroDivision" in caplog.text
