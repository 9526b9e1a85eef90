"""Encrypting a file so that only a key opens it: the age format, which `age` and `rage` open without this program.

A key file is what `age-keygen` writes: comments, and a line that begins with AGE-SECRET-KEY-1.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NewType

import pyrage

from db.cipher import OWNER_ONLY
from workflow.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

BEGINNING = b"age-encryption.org/v1"
SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 - how every such key begins
NO_KEY_FITS = "No matching keys"

Key = NewType("Key", str)
"""A secret key, as its file has it."""


def new_key(path: Path) -> None:
    """Write a new key into a file that only its owner may read; FileExistsError: there is one already."""
    made = pyrage.x25519.Identity.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# dibao backups\n# public key: {made.to_public()}\n{made}\n")
        file.flush()
        os.fsync(descriptor)


def read_key(path: Path) -> Key:
    """The key in a file. BadInput: there is none in it."""
    try:
        lines = path.read_text(encoding="ascii").split()
        found = Key(next(line for line in lines if line.startswith(SECRET)))
        _identity(found)
    except (ValueError, StopIteration, pyrage.IdentityError) as error:
        raise BadInput("backup.no_key", file=path) from error
    return found


def is_encrypted(file: Path) -> bool:
    """Whether a file is encrypted with a key."""
    with file.open("rb") as opened:
        return opened.read(len(BEGINNING)) == BEGINNING


def encrypt(plain: Path, encrypted: Path, key: Key) -> None:
    """Write a file encrypted with a key, readable by its owner alone."""
    encrypted.touch(mode=OWNER_ONLY)
    pyrage.encrypt_file(str(plain), str(encrypted), [_identity(key).to_public()])


def decrypt(encrypted: Path, plain: Path, key: Key | None) -> None:
    """Open an encrypted file. BadInput: there is no key, it is the wrong one, or the file is damaged or cut off."""
    if key is None:
        raise BadInput("backup.needs_key", file=encrypted)
    plain.touch(mode=OWNER_ONLY)
    try:
        pyrage.decrypt_file(str(encrypted), str(plain), [_identity(key)])
    except pyrage.DecryptError as error:
        wrong = NO_KEY_FITS in str(error)
        raise BadInput("backup.wrong_key" if wrong else "backup.damaged", file=encrypted, why=error) from error
    except OSError as error:
        if error.errno is not None:
            raise  # the disk's own trouble
        raise BadInput("backup.damaged", file=encrypted, why=error) from error


def _identity(key: Key) -> Any:
    return pyrage.x25519.Identity.from_str(key)
