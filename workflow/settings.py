"""Where a user's settings and data live, and which database is meant.

The settings file is TOML, `settings.toml` in the user's configuration directory, with the keys of `Settings`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from states.written_toml import toml_document
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_IN_URL = "key_file="
DATABASE_SCHEMES = ("sqlite:///", "postgresql://")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user has settled once; "" where they have not: database URL, language, region code, printer.

    `backups` is the folder of the daily backups, `backup_key` the file with the key that encrypts them, `seal_key` the
    one that signs the journal's seals, `db_key` the one whose key opens an encrypted database. `keys` are the desk's
    commands with keys of the user's own: the table `[keys]`.
    """

    db: str = ""
    lang: str = ""
    region: str = ""
    printer: str = ""
    backups: str = ""
    backup_key: str = ""
    seal_key: str = ""
    db_key: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


def settings_file() -> Path:
    """Where the settings are, whether the file is there or not."""
    import platformdirs

    return platformdirs.user_config_path("dibao", appauthor=False) / "settings.toml"


def data_directory() -> Path:
    """Where the user's database is when no other is named."""
    import platformdirs

    return platformdirs.user_data_path("dibao", appauthor=False)


def read_settings() -> Settings:
    """The user's settings, empty where there is no file. BadInput: not TOML, unknown keys, values that are no text."""
    path = settings_file()
    try:
        text = path.read_bytes().decode()
        document = toml_document(text)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput("settings.unreadable", file=path, why=error) from error
    known = {each.name for each in fields(Settings)}
    for key, value in document.items():
        if key not in known:
            raise BadInput("settings.unknown_key", file=path, key=key, known=" ".join(sorted(known)))
        if not _is_text(key, value):
            raise BadInput("settings.not_text", file=path, key=key)
    return Settings(**document)


def _is_text(key: str, value: object) -> bool:
    """Whether a setting is a text, or `keys` a table of texts."""
    if key == "keys":
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)


def database_url(asked: str | None) -> str:
    """The URL of the database that is meant: as asked, else DIBAO_DB, else the settings, else the user's own file.

    Where a file's key is settled, its URL says where the key is. BadInput: it is no URL of a database.
    """
    url = asked or os.environ.get("DIBAO_DB", "") or read_settings().db or own_database_url()
    if not url.startswith(DATABASE_SCHEMES):
        raise BadInput("settings.no_database_url", url=url)
    key_file = database_key_file()
    if key_file is None or not url.startswith("sqlite:") or KEY_IN_URL in url:
        return url
    return f"{url}{'&' if '?' in url else '?'}{KEY_IN_URL}{quote(str(key_file))}"


def database_key_file() -> Path | None:
    """The file with the key of an encrypted database: as DIBAO_DB_KEY says, else the settings; None: none."""
    named = os.environ.get("DIBAO_DB_KEY", "") or read_settings().db_key
    return Path(named).expanduser() if named else None


def own_database_url() -> str:
    """The SQLite database in the user's data directory."""
    return f"sqlite:///{data_directory() / 'dibao.db'}"


def backup_key_file(asked: Path | None) -> Path | None:
    """The file with the key of the backups: as asked, else DIBAO_BACKUP_KEY_FILE, else the settings; None: none."""
    named = os.environ.get("DIBAO_BACKUP_KEY_FILE", "") or read_settings().backup_key
    return asked or (Path(named).expanduser() if named else None)


def backup_folder() -> Path | None:
    """The folder of the daily backups, where one is settled."""
    named = read_settings().backups
    return Path(named).expanduser() if named else None
