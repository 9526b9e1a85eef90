"""Cells and what they mean: a household file's values from what people write, and the same written for people."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from states.facts import DisabilityClass
from states.identity import is_suspect
from workflow.exchange.columns import Sort
from workflow.wording import LANGUAGES, in_language, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.exchange.columns import Field

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
YES = frozenset({"1", "y", "yes", "true", "是", "有", "√", "✓"})
NO = frozenset({"0", "n", "no", "false", "否", "无", "×", "x"})
SEPARATORS = re.compile(r"[;,、|\s]+")
DISABILITY = re.compile(r"([^\d一二三四]+?)\s*残?疾?\s*([1-4一二三四])\s*级?")
LEVELS = {"一": 1, "二": 2, "三": 3, "四": 4}
SPOILT = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
NUMBER_LENGTH, KEPT_DIGITS = 18, 15
HEADS = ("户主", "本人", "户主本人", "申请人")


class CellError(ValueError):
    """A cell that does not say what its column holds: a code, and what stood there."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


def read_cell(field: Field, cell: str) -> Any:
    """A cell's value as a household file has it; None where it is empty. CellError: it says nothing of the kind."""
    text = normalize("NFKC", cell).strip()
    if not text:
        return None
    if field.sort is Sort.CODE:
        return _code(field, text)
    return READERS[field.sort](cell if field.sort in {Sort.TEXT, Sort.PLACE} else text)


def written_cell(field: Field, value: Any) -> str:
    """A household file's value as a cell: codes in the words of the language that is spoken."""
    if value is None:
        return ""
    match field.sort:
        case Sort.FLAG:
            return "1" if value else ""
        case Sort.CODE:
            return word(field.vocabulary, str(value))
        case Sort.WORDS:
            return "; ".join(value)
        case Sort.DISABILITIES:
            return "; ".join(f"{word('disability', each['class'])} {each['level']}" for each in value)
        case _:
            return str(value)


def is_spoilt(text: str) -> bool:
    """Whether a spreadsheet made a number of an ID number: 3.71602E+17, or its last digits zeros."""
    rounded = len(text) == NUMBER_LENGTH and text.isdigit() and text[KEPT_DIGITS:] == "000" and is_suspect(text)
    return bool(SPOILT.fullmatch(text)) or rounded


def digits_left(text: str) -> str:
    """The leading digits of an ID number that a spreadsheet left."""
    if SPOILT.fullmatch(text):
        return re.split("[eE]", text)[0].replace(".", "").rstrip("0")[:-1]
    return text[:KEPT_DIGITS]


def _day(text: str) -> str:
    found = DAY.fullmatch(text)
    if found is None:
        raise CellError("NOT_A_DAY", text)
    year, month, day = (part for part in found.groups() if part is not None)
    return f"{year}-{int(month):02}-{int(day):02}"


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise CellError("NOT_A_COUNT", text)
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise CellError("NOT_A_FLAG", text)


def _code(field: Field, text: str) -> str:
    if field.name == "relation" and text in HEADS:
        return "head"
    return _codes(field.vocabulary, field.codes).get(text.lower(), text)


def _disabilities(text: str) -> list[dict[str, Any]]:
    found = []
    for part in re.split(r"[;、,|]", text):
        entry = DISABILITY.fullmatch(part.strip())
        name = entry[1].strip() if entry else ""
        code = _codes("disability", tuple(DisabilityClass)).get(name.lower())
        if entry is None or code is None:
            raise CellError("NOT_A_DISABILITY", part.strip())
        found.append({"class": code, "level": LEVELS.get(entry[2]) or int(entry[2])})
    return found


def _id_number(text: str) -> str:
    number = text.upper().replace(" ", "")
    if is_spoilt(number):
        raise CellError("ID_SPOILT", number)
    return number


@cache
def _codes(vocabulary: str, codes: tuple[str, ...]) -> dict[str, str]:
    """The code of each word in every language, and of the code itself."""
    found = {str(code): str(code) for code in codes}
    for lang in LANGUAGES:
        with in_language(lang):
            found |= {word(vocabulary, str(code)).lower(): str(code) for code in codes}
    return found


def _amount(text: str) -> str:
    return text.replace(",", "").removeprefix("¥").removesuffix("元")


def _words(text: str) -> list[str]:
    return [part for part in SEPARATORS.split(text) if part]


READERS: dict[Sort, Callable[[str], Any]] = {
    Sort.TEXT: str,
    Sort.PLACE: str,
    Sort.DAY: _day,
    Sort.MONEY: _amount,
    Sort.NUMBER: _amount,
    Sort.COUNT: _count,
    Sort.FLAG: _flag,
    Sort.WORDS: _words,
    Sort.DISABILITIES: _disabilities,
    Sort.ID_NUMBER: _id_number,
}
"""How a cell of each sort is read; codes need their column's vocabulary besides."""
