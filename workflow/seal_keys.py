"""The key that signs the journal's seals: a file that only the account of the nightly run reads.

Whoever can read it can seal; whoever holds the public key, or a seal's fingerprint on paper, can tell a forged seal.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.errors import BadInput, Refused
from workflow.settings import data_directory, read_settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

OWNER_ONLY = 0o600
SECRET_BYTES, ID_DIGITS = 32, 16


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key that signs: its id is the beginning of the digest of its public part, which is in hex."""

    id: str
    public: str
    _private: Ed25519PrivateKey

    def sign(self, message: str) -> str:
        """The signature over a text, in hex."""
        return self._private.sign(message.encode()).hex()


def key_file() -> Path:
    """Where the key is looked for: DIBAO_SEAL_KEY, else the settings, else the user's data directory."""
    named = os.environ.get("DIBAO_SEAL_KEY", "") or read_settings().seal_key
    return Path(named).expanduser() if named else data_directory() / "seal.key"


def read_key(path: Path) -> SealKey | None:
    """The key of a file; None where there is none, or only others may read it. BadInput: the file holds no key."""
    try:
        text = path.read_text(encoding="ascii")
    except (FileNotFoundError, PermissionError):
        return None
    except (OSError, ValueError) as error:
        raise BadInput("seals.no_key_in_file", file=path) from error
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError as error:
        raise BadInput("seals.no_key_in_file", file=path) from error
    if len(secret) != SECRET_BYTES:
        raise BadInput("seals.no_key_in_file", file=path)
    return _of_secret(secret)


def new_key(path: Path) -> SealKey:
    """A new key, kept in a file that is not there yet and that nobody else may read. Refused: there is a file."""
    secret = os.urandom(SECRET_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(f"{secret.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise Refused("seals.key_exists", file=path) from error
    except OSError as error:
        raise BadInput("seals.key_not_written", file=path, why=error.strerror or "") from error
    return _of_secret(secret)


def put_in_place(path: Path) -> Path:
    """Let the key of `next_file` take the place of the one that signed so far; gives where the old one is kept."""
    old = path.with_name(f"{path.name}.{needed_key(path).id}")
    path.replace(old)
    next_file(path).replace(path)
    return old


def next_file(path: Path) -> Path:
    """Where the key is kept that is to sign next."""
    return path.with_name(f"{path.name}.next")


def next_key(path: Path) -> SealKey:
    """The key that is to sign next: a new one, or the one that an interrupted change left."""
    return read_key(next_file(path)) or new_key(next_file(path))


def needed_key(path: Path) -> SealKey:
    """The key of a file. BadInput: there is none, or it may not be read."""
    found = read_key(path)
    if found is None:
        raise BadInput("seals.no_key", file=path)
    return found


def public_key_id(public: str) -> str:
    """The id of a public key that is given in hex."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:ID_DIGITS]


def assert_public_key(public: str) -> None:
    """BadInput: a text is no public key in hex; "" asks for none."""
    if public and not re.fullmatch(rf"[0-9a-f]{{{2 * SECRET_BYTES}}}", public):
        raise BadInput("seals.no_public_key", key=public.encode("unicode_escape").decode())


def signed_by(public: str, message: str, signature: str) -> bool:
    """Whether a public key's owner signed a text; both in hex."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _of_secret(secret: bytes) -> SealKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.from_private_bytes(secret)
    public = private.public_key().public_bytes_raw().hex()
    return SealKey(public_key_id(public), public, private)
