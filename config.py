"""Settings: environment variables and a `.env` file, checked before anything starts.

The variables are those of docs/operations.md. A wrong value stops the start with one sentence
that names the variable, what was wrong and an example.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET = 32


class SettingError(SystemExit):
    """A setting is wrong; carries the sentence that is printed as the process ends."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations; made once by `load()`."""

    database_url: str
    secret_key: str
    instance_dir: Path
    storage_dir: Path
    base_url: str
    timezone: str
    brief_fonts: Path | None
    scheduler: str
    session_idle_minutes: int
    testing: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Cookies get `__Host-` and Secure as soon as the site is reached by HTTPS."""
        return self.base_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """Read the settings; raises SettingError with a sentence for the first wrong one."""
    given: dict[str, str | None] = {**dotenv_values(root / ".env"), **(environ or os.environ)}
    read = {name: value for name, value in given.items() if value}
    instance = Path(read.get("CRM_INSTANCE_DIR", "instance"))
    instance = instance if instance.is_absolute() else root / instance
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=_database_url(read.get("CRM_DATABASE_URL"), instance),
        secret_key=_secret_key(read.get("CRM_SECRET_KEY"), instance),
        instance_dir=instance,
        storage_dir=_storage_dir(read.get("CRM_STORAGE_URL"), instance),
        base_url=_base_url(read.get("CRM_BASE_URL")),
        timezone=_timezone(read.get("CRM_TIMEZONE", "Asia/Shanghai")),
        brief_fonts=_fonts(read.get("CRM_BRIEF_FONTS")),
        scheduler=_one_of("CRM_SCHEDULER", read.get("CRM_SCHEDULER", "embedded")),
        session_idle_minutes=_minutes(read.get("CRM_SESSION_IDLE_MINUTES", "30")),
    )


def _wrong(name: str, problem: str, example: str) -> SettingError:
    return SettingError(f"{name}: {problem}. Example: {name}={example}")


def _database_url(url: str | None, instance: Path) -> str:
    if url is None:
        return f"sqlite:///{instance / 'crm.db'}"
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise _wrong(
        "CRM_DATABASE_URL",
        "neither SQLite nor PostgreSQL with psycopg",
        "postgresql+psycopg://crm:password@db.example/crm",
    )


def _secret(value: str) -> str:
    if len(value) < SHORTEST_SECRET:
        raise _wrong(
            "CRM_SECRET_KEY",
            f"shorter than {SHORTEST_SECRET} characters",
            "<64 characters printed by: openssl rand -hex 32>",
        )
    return value


def _secret_key(given: str | None, instance: Path) -> str:
    return _secret(given) if given else _kept_secret(instance / "secret-key")


def _kept_secret(path: Path) -> str:
    """The installation's own key: made once, readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _secret(path.read_text().strip())
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text().strip()


def _storage_dir(url: str | None, instance: Path) -> Path:
    if url is None:
        return instance / "attachments"
    parts = urlsplit(url)
    if parts.scheme in ("", "file") and parts.path:
        return Path(parts.path)
    raise _wrong("CRM_STORAGE_URL", "not a folder", "file:///var/lib/lianzhao/attachments")


def _base_url(url: str | None) -> str:
    """Empty for none: addresses are then those by which the site was opened."""
    if url is None:
        return ""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc:
        return url.rstrip("/")
    raise _wrong("CRM_BASE_URL", "not an http(s) address", "https://crm.example.gov.cn")


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise _wrong("CRM_TIMEZONE", f"unknown time zone {name!r}", "Asia/Shanghai") from None
    return name


def _fonts(folder: str | None) -> Path | None:
    if folder is None:
        return None
    if not Path(folder).is_dir():
        raise _wrong("CRM_BRIEF_FONTS", f"no such folder: {folder}", "/usr/share/fonts/office")
    return Path(folder)


def _one_of(name: str, value: str) -> str:
    if value not in ("embedded", "off"):
        raise _wrong(name, f"{value!r} is neither 'embedded' nor 'off'", "embedded")
    return value


def _minutes(value: str) -> int:
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 24 * 60:
        return int(value)
    raise _wrong("CRM_SESSION_IDLE_MINUTES", f"{value!r} is not 1 to 1440", "30")
