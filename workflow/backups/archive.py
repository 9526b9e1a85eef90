"""The one file of a backup: a compressed tar of `manifest.json` and `dibao.db`, encrypted with a key or not.

Whoever has the key reads it without this program: `age -d -i KEY FILE | tar xz`, and the database is one of SQLite.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Self

from db.cipher import OWNER_ONLY
from states.months import is_of_office
from workflow.backups.encryption import decrypt, encrypt, is_encrypted
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workflow.backups.encryption import Key

MANIFEST, DATABASE = "manifest.json", "dibao.db"
FORM = 1
QUICK = 1
"""How hard to compress: a database shrinks to a third at once, and to little less with ten times the work."""
BLOCK = 1 << 20
LARGEST_MANIFEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: made by which program and schema, when (UTC), of what, and how to know it again.

    `tables`: rows by table; `fingerprint`: of the journal; `sha256` and `size` (bytes): of the database in it;
    `database_key`: the id of the key that this database is encrypted with, "" where it is not.
    """

    program: str
    schema: str
    taken_at: datetime
    source: str
    tables: Mapping[str, int]
    cases: int
    events: int
    fingerprint: str
    problems: int
    sha256: str
    size: int
    database_key: str = ""
    form: int = FORM

    def document(self) -> dict[str, Any]:
        """As a JSON object."""
        return {**asdict(self), "taken_at": self.taken_at.isoformat()}


def pack(database: Path, manifest: Manifest, file: Path, key: Key | None) -> None:
    """Write a backup's file; what it is made of lies beside the database meanwhile."""
    plain = database.with_suffix(".tar.gz") if key is not None else file
    plain.touch(mode=OWNER_ONLY)
    said = json.dumps(manifest.document(), indent=2).encode()
    with tarfile.open(plain, "w:gz", compresslevel=QUICK) as archive:
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mtime, member.mode = len(said), int(manifest.taken_at.timestamp()), OWNER_ONLY
        archive.addfile(member, BytesIO(said))
        archive.add(database, DATABASE, filter=_nobodys)
    if key is not None:
        encrypt(plain, file, key)
        plain.unlink()


def unpack(file: Path, folder: Path, key: Key | None) -> tuple[Manifest, Path]:
    """The manifest and the database of a backup, written into a folder and known to be what was packed.

    BadInput: the key is missing or wrong, or the file is none, damaged, cut off or of a newer form.
    """
    plain = file
    if is_encrypted(file):
        plain = folder / "decrypted.tar.gz"
        decrypt(file, plain, key)
    database = folder / DATABASE
    try:
        with tarfile.open(plain, "r:gz", tarinfo=_Member) as archive:
            manifest = _manifest(_member(archive, MANIFEST).read(LARGEST_MANIFEST), file)
            found = _written(_blocks(_member(archive, DATABASE), manifest.size), database)
    except (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadInput("backup.damaged", file=file, why=error) from error
    except OSError as error:
        if error.errno is not None:
            raise  # the disk's own trouble
        raise BadInput("backup.damaged", file=file, why=error) from error
    if plain != file:
        plain.unlink()
    if found != manifest.sha256:
        raise BadInput("backup.damaged", file=file, why="SHA-256")
    return manifest, database


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of whoever made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


class _Member(tarfile.TarInfo):
    """A header of an archive; what describes a member, and would be read into memory, is no longer than a manifest."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The header that some bytes are. ValueError: it describes at too great length."""
        found = super().frombuf(buf, encoding, errors)
        if not found.isreg() and found.size > LARGEST_MANIFEST:
            raise ValueError(found.name)
        return found


def _manifest(said: bytes, file: Path) -> Manifest:
    """The manifest that a text is. TypeError, KeyError, ValueError: it is none."""
    document = json.loads(said)
    if document["form"] > FORM:
        raise BadInput("backup.newer_form", file=file, program=document["program"])
    taken_at = datetime.fromisoformat(document["taken_at"])
    numbers = [
        *dict(document["tables"]).values(),
        *(document[name] for name in ("cases", "events", "problems", "size")),
    ]
    texts = [document[name] for name in ("program", "schema", "source", "fingerprint", "sha256")]
    if not all(type(number) is int for number in numbers) or not all(isinstance(text, str) for text in texts):
        raise TypeError(MANIFEST)
    if not is_of_office(taken_at.year):
        raise ValueError(MANIFEST)
    return Manifest(**{**document, "taken_at": taken_at})


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """The next member, which has this name. ValueError: it has not."""
    member = archive.next()
    found = archive.extractfile(member) if member is not None and member.name == name else None
    if found is None:
        raise ValueError(name)
    return found


def _blocks(file: IO[bytes], most: int) -> Iterator[bytes]:
    """What a file holds, up to so many bytes: a manifest that says less than there is lies."""
    while most > 0 and (block := file.read(min(BLOCK, most))):
        most -= len(block)
        yield block


def _written(blocks: Iterator[bytes], path: Path) -> str:
    """Write a file that only its owner may read; its SHA-256."""
    path.touch(mode=OWNER_ONLY)
    known = hashlib.sha256()
    with path.open("wb") as out:
        for block in blocks:
            known.update(block)
            out.write(block)
    return known.hexdigest()
