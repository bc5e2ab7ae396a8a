"""What each Rasa reads at start: its action server, where it keeps conversations and where their locks."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import yaml

from core.settings import ROOT, Settings

# PostgreSQL is asked from Rasa's event loop: a server that has gone must not stop that loop for minutes.
_IMPATIENCE = {"connect_timeout": "3", "tcp_user_timeout": "5000"}
_REDIS_SECONDS = 3
# What asyncpg and libpq call the same thing, of what may stand in DATABASE_URL.
_LIBPQ = {"ssl": "sslmode", "sslmode": "sslmode", "host": "host", "port": "port"}


def endpoints_file(settings: Settings, number: int = 1) -> Path:
    """Where this installation's copy of endpoints.yml for one of its Rasa servers lies."""
    name = "endpoints.yml" if settings.sobat_processes == 1 else f"endpoints_{number}.yml"
    return settings.var_dir.absolute() / "run" / name


def write_endpoints(settings: Settings) -> None:
    """Write the file of every Rasa server; only this user may read it, since it holds passwords."""
    for number, actions_url in enumerate(settings.actions_urls, 1):
        path = endpoints_file(settings, number)
        path.touch(mode=0o600)
        path.chmod(0o600)
        # JSON is YAML with quotes around every text: Rasa takes an unquoted ${NAME} for a variable.
        path.write_text(json.dumps(_endpoints(settings, actions_url), indent=2))


def _endpoints(settings: Settings, actions_url: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    content["action_endpoint"]["url"] = f"{actions_url}/webhook"
    if settings.is_embedded:
        content["tracker_store"]["db"] = str(settings.var_dir.absolute() / "rasa.db")
    else:
        content["tracker_store"] = {
            "type": content["tracker_store"]["type"],
            "url": _libpq_url(settings.database_url),
        }
    if settings.redis_url:
        content["lock_store"] = _redis(settings.redis_url)
    return content


def _libpq_url(database_url: str) -> str:
    """The same database for Rasa's driver: its table `events` lies beside ours."""
    parts = urlsplit(database_url)
    given = {_LIBPQ[name]: values[-1] for name, values in parse_qs(parts.query).items() if name in _LIBPQ}
    return parts._replace(scheme="postgresql", query=urlencode(_IMPATIENCE | given)).geturl()


def _redis(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "type": "redis",
        "url": parts.hostname,
        "port": parts.port or 6379,
        "db": int(parts.path.removeprefix("/") or 0),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "use_ssl": parts.scheme == "rediss",
        "key_prefix": "sobat",
        "socket_timeout": _REDIS_SECONDS,
    }
