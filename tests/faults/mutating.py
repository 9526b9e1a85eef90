"""Good files made bad from a chance: a byte, a value, a cell, an element, a part of an archive, an encoding."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

HOSTILE = (
    "", " ", "\x00", "\x1b[2J", "\u202eabc", "\u200b", "\ud800", "\ufeff", "\uffff", "\U0010ffff", "\r\n", "\t", "=1+1",
    "'", '"', "[/]", "{0}", "%s%n", "$(id)", "`id`", "'; DROP TABLE cases; --", "../../../x", "a" * 5000, "长" * 2000,
    "_x0000_", "_xD800_", "0", "-0", "-1", "00", "1e308", "1e999", "-1e999", "NaN", "Infinity", "9" * 30, "9" * 5000,
    "0." + "0" * 400 + "1", "１２３", "٣", "12,345.67", "1_000", "0x10", "0000-00-00", "0001-01-01", "9999-12-31",
    "10000-01-01",
    "2026-02-30", "2023-02-29", "1899-12-31", "2026-13-01", "45000", "-45000", "2958466", "371602194803021234",
    "37160219480302123X",
    "null", "true", "None",
)  # fmt: skip
"""Texts that readers trip over."""
WRITTEN = (
    "NaN", "Infinity", "-Infinity", "1e999", "-0", "9" * 5000, "0.1e-400", "1.005", "01", "+1", "1E400", "[]", "{}",
    "null", "true", "[[[[]]]]", "[" * 3000, '{"a":' * 3000, "[" * 500 + "]" * 500,
    '"\\ud800"', '"\\u0000"', "1979-05-27T07:32:00Z",
    "07:32:00", "0xDEADBEEF", "inf", "nan", "'''", '"""', "{ a = 1 }", "9223372036854775808", "1e5", "2026-02-30",
)  # fmt: skip
"""Values as they stand in a JSON or TOML file."""
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-32", "utf-7", "big5", "latin-1")
MAGIC = (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)
MOST_BYTES = 16
"""Bytes that are inserted or repeated at once."""
AMOUNT = re.compile(r'"?[^"=:,\[\]{}\n]+"?')
XML_VALUE = re.compile(rb'(?<==")[^"]*(?=")|(?<=>)[^<]+(?=<)')
XML_TAG = re.compile(rb"<[^>]*>")
XML_STARTS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaa">]>', b'<?xml version="1.0" encoding="utf-16"?>', b"<![CDATA[x", b"<!--", b"</row>",
    b"<c r='ZZZ1'><v>1</v></c>", b"&a;", b"&#0;", b"&#x110000;", b"<row r='-1'>", b"<si><t>x</t></si>",
)  # fmt: skip


def some_bytes(random: Random, data: bytes) -> bytes:
    """A file with a few of its bytes changed, taken out, repeated or put in, or cut off."""
    for _ in range(random.choice((1, 1, 2, 5))):
        at, size = random.randrange(len(data) + 1), random.randint(1, MOST_BYTES)
        match random.randrange(6):
            case 0:
                data = data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
            case 1:
                data = data[:at] + random.randbytes(size) + data[at:]
            case 2:
                data = data[:at] + data[at + size :]
            case 3:
                data = data[:at] + data[at : at + size] * random.choice((2, 9)) + data[at + size :]
            case 4:
                data = data[:at] + random.choice(MAGIC) + data[at:]
            case _:
                data = data[:at]
    return data


def some_values(random: Random, document: Any) -> str:
    """A JSON document with one or two of its values or keys others, gone, twice or deep inside others."""
    document = deepcopy(document)
    for _ in range(random.choice((1, 1, 2))):
        places = list(_places(document))
        if not places:
            return random.choice(WRITTEN)
        (holder, key), (other, place) = random.choice(places), random.choice(places)
        match random.randrange(8):
            case 0:
                holder[key] = random.choice(HOSTILE)
            case 1:
                holder[key] = random.choice((None, True, 0, -1, 10**12, 10**40, 1.5, 1e300, float("nan"), [], {}, [[]]))
            case 2:
                del holder[key]
            case 3:
                holder[key] = _nested(random, holder[key])
            case 4 if isinstance(holder, dict):
                holder[random.choice(HOSTILE)] = holder.pop(key)
            case 5 if isinstance(holder, list):
                holder.append(deepcopy(holder[key]))
            case 6:
                holder[key] = [holder[key], deepcopy(holder[key])]
            case _:
                holder[key] = deepcopy(other[place])
    text = json.dumps(document, ensure_ascii=random.random() < 0.5)
    return some_text(random, text) if random.random() < 0.3 else text


def some_text(random: Random, text: str) -> str:
    """A JSON or TOML text with one of its values another one, as a file would have it, or a line twice or gone."""
    if random.random() < 0.3:
        lines = text.split("\n")
        at = random.randrange(len(lines))
        lines[at : at + 1] = random.choice(
            ([], [lines[at]] * 2, [lines[at][: len(lines[at]) // 2]], ["[x]", lines[at]])
        )
        return "\n".join(lines)
    found = random.choice(list(AMOUNT.finditer(text)) or [re.search("", text)])
    assert found is not None
    instead = random.choice((random.choice(WRITTEN), json.dumps(random.choice(HOSTILE)), random.choice(HOSTILE)))
    return text[: found.start()] + instead + text[found.end() :]


def some_cells(random: Random, rows: list[list[str]]) -> bytes:
    """A CSV file with some cells others, rows and columns gone or twice, in an encoding and with a separator."""
    rows = [list(row) for row in rows]
    for _ in range(random.choice((1, 1, 3))):
        row = random.choice(rows)
        match random.randrange(6):
            case 0 | 1 if row:
                row[random.randrange(len(row))] = random.choice(HOSTILE)
            case 5 if row:
                row[random.randrange(len(row))] = random.choice(random.choice(rows) or [""])
            case 2:
                rows.insert(random.randrange(len(rows)), list(row))
            case 3:
                row[random.randrange(len(row) + 1) :] = random.choices(HOSTILE, k=random.choice((0, 1, 40)))
            case _:
                rows.remove(row) if len(rows) > 1 else row.append("x")
    separator, end = random.choice(",,,,,,;\t|"), random.choice(("\n", "\r\n", "\r\n", "\r"))
    quote = random.choice(('"', '"', '"', "", "'"))
    text = end.join(separator.join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
    encoding = random.choice(("utf-8", "utf-8-sig", "gb18030", *ENCODINGS))
    data = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") and encoding != "utf-7" else "replace")
    return some_bytes(random, data) if random.random() < 0.2 else data


def some_parts(random: Random, data: bytes) -> bytes:
    """A workbook with one of its parts changed, gone, twice, under another name or packed otherwise."""
    if random.random() < 0.2:
        return some_bytes(random, data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = [(name, book.read(name)) for name in book.namelist()]
    at = random.randrange(len(parts))
    name, xml = parts[at]
    match random.randrange(8):
        case 0:
            del parts[at]
        case 1:
            parts.append(random.choice(parts))
        case 2:
            parts[at] = (
                random.choice(("../x", "/etc/passwd", "xl/workbook.xml", "\u202e", "a" * 300, name.upper())),
                xml,
            )
        case 3:
            parts[at] = (name, some_bytes(random, xml))
        case _:
            parts[at] = (name, _xml(random, xml))
    out = io.BytesIO()
    packing = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(out, "w", packing) as book:
        for name, xml in parts:
            book.writestr(zipfile.ZipInfo(name), xml, packing)
    return out.getvalue()


def some_members(random: Random, data: bytes) -> bytes:
    """A backup with another manifest, other pages of its database, or members gone, twice or under other names."""
    if random.random() < 0.3:
        return some_bytes(random, data)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = [(m, found.read()) for m in archive if (found := archive.extractfile(m)) is not None]
    at = random.randrange(len(members))
    match random.randrange(5):
        case 0:
            members.insert(random.randrange(3), members.pop(at))
        case 1:
            members[at][0].name = random.choice(("../x", "/x", "manifest.json", "dibao.db", "\u202e"))
        case 2:
            members[at][0].type = random.choice((tarfile.SYMTYPE, tarfile.DIRTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE))
        case _:
            document = json.loads(members[0][1])
            members[0] = (members[0][0], some_values(random, document).encode("utf-8", "replace"))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member, body in members:
            member.size = len(body) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(body))
    return gzip.compress(out.getvalue(), 1)


def _xml(random: Random, xml: bytes) -> bytes:
    """A part with a value another one, an element gone or twice, or what does not belong there."""
    kind = random.randrange(5)
    found = list((XML_VALUE if kind < 3 else XML_TAG).finditer(xml))
    if not found:
        return some_bytes(random, xml)
    at = random.choice(found)
    if kind < 3:
        instead = random.choice(HOSTILE).encode("utf-8", "replace")
    else:
        instead = random.choice((b"", at[0] * 2, at[0] + random.choice(XML_STARTS)))
    return xml[: at.start()] + instead + xml[at.end() :]


def _places(document: Any) -> Any:
    keys = document if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    for key in keys:
        yield document, key
        yield from _places(document[key])


def _nested(random: Random, value: Any) -> Any:
    for _ in range(random.choice((1, 50, 300))):
        value = [value] if random.random() < 0.5 else {"a": value}
    return value
