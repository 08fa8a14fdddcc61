"""The addresses that watch the system."""


def test_healthz_answers_without_sign_in(guest):
    assert guest.get("/healthz", 200).text == "ok"


def test_readyz_names_each_check(guest):
    assert guest.get("/readyz", 200).json == {
        "database": True,
        "migrations": True,
        "storage": True,
    }


def test_readyz_fails_when_the_storage_is_gone(guest, app):
    storage = app.extensions["storage"]
    root = storage.root
    storage.root = root / "gone"
    try:
        assert guest.get("/readyz", 503).json["storage"] is False
    finally:
        storage.root = root
