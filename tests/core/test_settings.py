"""Settings: read once, refused with a sentence that names the variable."""

import stat

import pytest
from flask import Flask

import config
from crm.core.web import site


@pytest.fixture
def load(tmp_path):
    def load(**environ):
        return config.load({"CRM_INSTANCE_DIR": str(tmp_path / "instance"), **environ}, tmp_path)

    return load


def test_an_empty_environment_is_enough(load, tmp_path):
    settings = load()
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/crm.db"
    assert settings.timezone == "Asia/Shanghai"
    assert settings.session_idle_minutes == 30
    assert not settings.secure_cookies


def test_the_secret_is_made_once_and_for_its_owner_alone(load, tmp_path):
    first = load().secret_key
    assert len(first) >= config.SHORTEST_SECRET
    assert load().secret_key == first
    assert stat.S_IMODE((tmp_path / "instance" / "secret-key").stat().st_mode) == 0o600


def test_a_file_beside_the_code_is_read_and_the_environment_goes_before_it(load, tmp_path):
    (tmp_path / ".env").write_text("CRM_SESSION_IDLE_MINUTES=20\nCRM_TIMEZONE=UTC\n")
    settings = load(CRM_SESSION_IDLE_MINUTES="10")
    assert settings.session_idle_minutes == 10
    assert settings.timezone == "UTC"


def test_without_an_address_the_site_is_where_it_was_opened(load):
    web = Flask(__name__)
    web.config["SETTINGS"] = load()
    with web.test_request_context(base_url="http://10.0.0.5:8080/"):
        assert site() == "http://10.0.0.5:8080"
    web.config["SETTINGS"] = load(CRM_BASE_URL="https://crm.example.gov.cn/")
    with web.test_request_context(base_url="http://10.0.0.5:8080/"):
        assert site() == "https://crm.example.gov.cn"


def test_https_makes_the_cookies_secure(load):
    assert load(CRM_BASE_URL="https://crm.example.gov.cn/").secure_cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRM_DATABASE_URL", "mysql://x"),
        ("CRM_SECRET_KEY", "short"),
        ("CRM_STORAGE_URL", "ftp://somewhere"),
        ("CRM_BASE_URL", "crm.example"),
        ("CRM_TIMEZONE", "Mars/Olympus"),
        ("CRM_BRIEF_FONTS", "/no/such/folder"),
        ("CRM_SCHEDULER", "sometimes"),
        ("CRM_SESSION_IDLE_MINUTES", "0"),
        ("CRM_SESSION_IDLE_MINUTES", "ten"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(load, name, value):
    with pytest.raises(config.SettingError) as stopped:
        load(**{name: value})
    sentence = str(stopped.value)
    assert sentence.startswith(f"{name}: ")
    assert f"Example: {name}=" in sentence
