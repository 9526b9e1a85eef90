"""On which line of a file a field stands, so that whoever wrote the file finds it: for JSON and for TOML."""

import json
import re

DEEPEST = 20
"""A household nests five deep; a file that goes on nesting is not followed."""
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
TOML_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\s\"'-]+?)\s*\]\]?\s*(?:#.*)?")
TOML_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


def line_of(field: str, lines: dict[str, int]) -> int | None:
    """The line of a field such as "members[0].born", or of the nearest thing around it; None where nothing is known."""
    while field and field not in lines:
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return lines.get(field)


def lines_of_json(text: str) -> dict[str, int]:
    """The line of every field of a JSON document, by its path."""
    lines: dict[str, int] = {}
    paths: list[str] = []  # of the objects and lists that are open
    places: list[str | int | None] = []  # in each: the key that is being read, or the index
    number, at = 1, 0
    for token in TOKEN.finditer(text):
        number += text.count("\n", at, token.start())
        at = token.start()
        word = token.group()
        if paths and isinstance(places[-1], int) and word not in "]},:":
            lines.setdefault(f"{paths[-1]}[{places[-1]}]", number)
        if paths and places[-1] is None and word.startswith('"'):
            places[-1] = _unquoted(word)
            lines.setdefault(_under(paths[-1], places[-1]), number)
        elif word in "{[":
            if len(paths) == DEEPEST:
                break
            paths.append(_under(paths[-1], places[-1]) if paths else "")
            places.append(0 if word == "[" else None)
        elif word in "}]" and paths:
            paths.pop()
            places.pop()
        elif word == "," and paths:
            place = places[-1]
            places[-1] = place + 1 if isinstance(place, int) else None
    return lines


def lines_of_toml(text: str) -> dict[str, int]:
    """The line of every field of a TOML document, by its path; what is inside an inline table has the table's line."""
    lines: dict[str, int] = {}
    seen: dict[str, int] = {}
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = TOML_HEADER.fullmatch(line)
        key = TOML_KEY.match(line)
        if header:
            inside = _table(header[2], seen, is_list=header[1] == "[[")
            lines.setdefault(inside, number)
        elif key:
            lines.setdefault(_under(inside, key[1].strip("\"'")), number)
    return lines


def _table(name: str, seen: dict[str, int], *, is_list: bool) -> str:
    """The path of a table's header: each list on the way stands for its newest entry."""
    path = ""
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for depth, part in enumerate(parts, start=1):
        path = _under(path, part)
        if depth == len(parts) and is_list:
            seen[path] = seen.get(path, -1) + 1
        if path in seen:
            path = f"{path}[{seen[path]}]"
    return path


def _under(path: str, place: str | int | None) -> str:
    if isinstance(place, int):
        return f"{path}[{place}]"
    return f"{path}.{place}" if path else str(place)


def _unquoted(word: str) -> str:
    try:
        return str(json.loads(word))
    except ValueError:
        return word
