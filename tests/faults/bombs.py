"""Files that are small and burst whoever reads them: each is refused within a second and 150 MB.

What is long but no longer than an honest file takes as long as that one, and is none of them.
"""

from __future__ import annotations

import gzip
import io
import multiprocessing
import resource
import tarfile
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from tests.faults.fuzzing import ended_after, unsaid
from tests.faults.tally import Harness, Tally
from workflow.backups import restoring
from workflow.backups.soundness import unwatched
from workflow.calendars import read_calendar
from workflow.exchange.reading import read_tables
from workflow.input_files import household_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection

SECONDS, BYTES = 1.0, 150_000_000
PATIENCE = 30
MANY = 1_000_000
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
KINDS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATION = b'<Relationship Id="%s" Type="' + KINDS + b'%s" Target="%s"/>'
LOL = b'<!DOCTYPE x [<!ENTITY a "%s"><!ENTITY b "%s">]>' % (b"a" * 50_000, b"&a;" * 1000)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PEOPLE = "<row r='1'><c r='A1' t='str'><v>姓名</v></c></row>".encode()


def _book(sheet: bytes = b"", **parts: bytes) -> bytes:
    """A workbook of a sheet, with some of its parts others: `strings`, `book`, `related`, a `doctype` in its sheet."""
    related = RELATION % (b"r1", b"worksheet", b"sheet.xml") + RELATION % (b"r2", b"sharedStrings", b"strings.xml")
    sheets = parts.get("book", b'<sheet name="s" r:id="r1"/>')
    written = {
        "_rels/.rels": HEAD
        + b"<Relationships>"
        + RELATION % (b"r1", b"officeDocument", b"xl/book.xml")
        + b"</Relationships>",
        "xl/_rels/book.xml.rels": HEAD + b"<Relationships>" + related + parts.get("related", b"") + b"</Relationships>",
        "xl/book.xml": HEAD + b'<workbook xmlns:r="r"><sheets>' + sheets + b"</sheets></workbook>",
        "xl/strings.xml": HEAD + b"<sst>" + parts.get("strings", b"") + b"</sst>",
        "xl/sheet.xml": HEAD
        + parts.get("doctype", b"")
        + b"<worksheet "
        + MAIN
        + b"><sheetData>"
        + PEOPLE
        + sheet
        + b"</sheetData></worksheet>",
    }
    return _packed(written.items())


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        for name, data in parts:
            book.writestr(name, data)
    return out.getvalue()


def _backup(kind: bytes, size: int) -> bytes:
    """A backup whose first header describes the next member at great length."""
    member = tarfile.TarInfo("manifest.json")
    member.type, member.size = kind, size
    packer = zlib.compressobj(1, wbits=31)
    return packer.compress(member.tobuf(tarfile.GNU_FORMAT)) + packer.compress(bytes(size)) + packer.flush()


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a part that shrinks by a thousand": (".xlsx", lambda: _book(b"<row/>" * 20 * MANY)),
    "parts in one that shrinks again": (".xlsx", lambda: _packed([("a.xlsx", _book(b"<row/>" * 20 * MANY))] * 2)),
    "a million sheets": (
        ".xlsx",
        lambda: _book(book=b"".join(b'<sheet name="s%d" r:id="r1"/>' % n for n in range(MANY))),
    ),
    "a million relations": (
        ".xlsx",
        lambda: _book(related=b"".join(RELATION % (b"x%d" % n, b"x", b"x") for n in range(MANY))),
    ),
    "a million columns": (
        ".xlsx",
        lambda: _book(b"<row>" + b"".join(b"<c><v>%d</v></c>" % n for n in range(MANY)) + b"</row>"),
    ),
    "a cell of a hundred million characters": (
        ".xlsx",
        lambda: _book(b"<row><c t='str'><v>" + b"0123456789" * 10 * MANY + b"</v></c></row>"),
    ),
    "an attribute of fifty million characters": (
        ".xlsx",
        lambda: _book(b"<row r='" + b"0123456789" * 5 * MANY + b"'/>"),
    ),
    "elements within elements": (".xlsx", lambda: _book(b"<a>" * MANY)),
    "entities of entities": (".xlsx", lambda: _book(b"<row><c t='str'><v>&b;</v></c></row>", doctype=LOL)),
    "an entity from outside": (".xlsx", lambda: _book(b"<row><c t='str'><v>&a;</v></c></row>", doctype=OUTSIDE)),
    "members outside their folder": (
        ".xlsx",
        lambda: _packed([(f"../../{n}", b"x") for n in range(9)] + [("/etc/x", b"x")]),
    ),
    "a hundred thousand members": (".xlsx", lambda: _packed((f"{n}", b"") for n in range(100_000))),
    "a relation out of the workbook": (
        ".xlsx",
        lambda: _packed(
            [("_rels/.rels", b"<r>" + RELATION % (b"1", b"officeDocument", b"../../../etc/passwd.xml") + b"</r>")]
        ),
    ),
    "a line of forty million characters": (".csv", lambda: b"\xe5\xa7\x93\xe5\x90\x8d," * 5 * MANY),
    "a name that is three hundred megabytes": (".tar.gz", lambda: _backup(tarfile.GNUTYPE_LONGNAME, 300 * MANY)),
    "a header that is three hundred megabytes": (".tar.gz", lambda: _backup(tarfile.XHDTYPE, 300 * MANY)),
    "a manifest that is three hundred megabytes": (".tar.gz", lambda: _backup(tarfile.REGTYPE, 300 * MANY)),
    "zeros": (".tar.gz", lambda: gzip.compress(bytes(500 * MANY), 1)),
    "lists within lists": (".json", lambda: b"[" * 10 * MANY),
    "tables within tables": (".toml", lambda: b"a = " + b"[" * MANY),
    "a long dotted key": (".toml", lambda: b"a." * 100_000 + b"b = 1"),
    "a calendar with a long key": (".calendar", lambda: b"[" + b"a . " * 100_000 + b"b]"),
    "a calendar of lists": (".calendar", lambda: b"a = " + b"{a=" * MANY),
}
"""What each is, the ending of its file, and the file."""


def exploded(seed: int, points: range) -> Tally:
    """A bomb a point, one after the other and round again."""
    tally = Tally("bombs", seed)
    names = list(BOMBS)
    with TemporaryDirectory() as folder:
        for point in points:
            name = names[point % len(names)]
            ending, made = BOMBS[name]
            path = Path(folder) / f"bomb{ending}"
            path.write_bytes(made())
            tally.count(point, name, _in_a_process(path))
    return tally


def _in_a_process(path: Path) -> str:
    """What goes wrong as a file is read in a process of its own; "" nothing."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_explode, args=(path, there))
    process.start()
    process.join(2 * PATIENCE)
    return str(here.recv()) if here.poll() else f"ended with {process.exitcode}"


def _explode(path: Path, told: Connection) -> None:
    begun, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with ended_after(PATIENCE):
            read(path)
        wrong = "it was taken in"
    except Exception as error:  # noqa: BLE001 - what is wrong with it is the question
        wrong = unsaid(error)
    seconds, grown = process_time() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    if seconds > SECONDS or grown > BYTES:
        wrong = f"{wrong} after {seconds:.1f} s and {grown >> 20} MB"
    told.send(wrong)


def read(path: Path) -> None:
    """Read a file as whoever reads files of its ending."""
    match path.suffix:
        case ".xlsx" | ".csv":
            read_tables(path)
        case ".gz":
            at = datetime(2026, 12, 1, tzinfo=UTC)
            restoring.restore(f"sqlite:///{path.with_name('x.db')}", path, None, at, unwatched)
        case ".calendar":
            read_calendar(str(path))
        case _:
            household_from(str(path), on=datetime(2026, 12, 1, tzinfo=UTC).date(), illnesses=frozenset())


HARNESSES = (Harness("bombs", "small files that burst whoever reads them", len(BOMBS), exploded),)
