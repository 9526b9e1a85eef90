"""Words for people, in English and Chinese: the only place where a code becomes a sentence.

A key is "domain.rest": the domain names a catalogue (workflow/locale/{en,zh}/LC_MESSAGES/<domain>.po), the rest is the
message's id in it. A sentence names its values in braces; `{datum:paper}` shows the value as a word of the vocabulary
"paper" of the catalogue `codes`, several codes separated by blanks as a list. Money is given as `Yuan`.
"""

from __future__ import annotations

import gettext
import os
import warnings
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from states.characters import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from states.findings import Finding

Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "zh")
LOCALE_DIRECTORY = Path(__file__).parent / "locale"

_NOTHING = "—"
_UNWORDED = "\0"
_BETWEEN = {"en": ", ", "zh": "、"}


class UnwordedKeyWarning(UserWarning):
    """A key that no catalogue has; the key itself is shown instead."""


class _Chosen:
    """The language that the process speaks, until another is chosen; None means: ask the environment."""

    language: Language | None = None


_for_now: ContextVar[Language | None] = ContextVar("language for now", default=None)


def use_language(chosen: Language) -> None:
    """Make the whole process speak a language: every task and thread, from now on."""
    _Chosen.language = chosen


@contextmanager
def in_language(chosen: Language) -> Iterator[None]:
    """Speak a language in this context alone, whatever the process speaks (a printed notice is Chinese)."""
    token = _for_now.set(chosen)
    try:
        yield
    finally:
        _for_now.reset(token)


def language() -> Language:
    """The language that `say` speaks here and now."""
    return _for_now.get() or _Chosen.language or language_of_environment(os.environ)


def language_of_environment(environment: Mapping[str, str], settled: str = "") -> Language:
    """DIBAO_LANG, else `settled` (what the settings file says), else the locale: "zh" for zh*, "en" for any other."""
    for asked in (environment.get("DIBAO_LANG", ""), settled):
        if asked in LANGUAGES:
            return asked
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((name for name in names if name), "").startswith("zh") else "en"


def say(key: str, /, **values: object) -> str:
    """The sentence for a key in the language that is spoken, with its values filled in.

    A key that the language lacks is said in English; one that English lacks too is said as the key, with a warning.
    """
    domain, _, message = key.partition(".")
    sentence = _catalogue(language(), domain).gettext(message)
    if sentence == _UNWORDED:
        warnings.warn(f"no wording for {key}", UnwordedKeyWarning, stacklevel=2)
        return key
    return sentence.format_map({name: _Shown(value) for name, value in values.items()}) if values else sentence


def has_wording(key: str) -> bool:
    """Whether `say` has a sentence for a key."""
    domain, _, message = key.partition(".")
    return _catalogue(language(), domain).gettext(message) != _UNWORDED


def word(vocabulary: str, code: str) -> str:
    """A code as a word: `word("stage", "enrolled")`; a code that no vocabulary has (a county's own) as it is."""
    key = f"codes.{vocabulary}.{code}"
    return say(key) if has_wording(key) else code


def finding_text(finding: Finding, names: Mapping[str, str] | None = None) -> str:
    """A finding as sentences: what was found against what limit, and what would satisfy it.

    `names` maps ids of members to names, where the reader may see them.
    """
    said = finding_sentence(finding, names)
    return say("remedies.after", said=said, remedy=remedy_text(finding)) if finding.remedy else said


def stored_finding(
    code: str,
    datum: object = None,
    limit: object = None,
    subject: str | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """A finding that was written down, as a sentence; a dash where a value was not kept."""
    told = " ".join((names or {}).get(part, part) for part in (subject or "").split(" ")) or None
    return say(f"findings.{code}", datum=datum, limit=limit, subject=told)


def finding_sentence(finding: Finding, names: Mapping[str, str] | None = None) -> str:
    """What was found against what limit, without the remedy."""
    return stored_finding(finding.code, finding.datum, finding.limit, finding.subject, names)


def remedy_text(finding: Finding) -> str:
    """What would satisfy a finding, or "" where nothing can."""
    return say(f"remedies.{finding.remedy}") if finding.remedy else ""


def money(fen: int) -> str:
    """Fen as yuan with two decimals and thousands apart: 133350 is "1,333.50"."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}"


def day_text(day: date) -> str:
    """A day as papers write it: 5 March 2026, 2026年3月5日. Screens, tables and files say 2026-03-05."""
    return say("codes.day", day=day.day, month=_month_name(day), year=day.year)


def month_text(day: date) -> str:
    """The month of a day as papers write it: March 2026, 2026年3月."""
    return say("codes.month", month=_month_name(day), year=day.year)


def _month_name(day: date) -> str:
    return word("month_name", str(day.month))


class _Shown:
    """A value on its way into a sentence; the format specification is the vocabulary that its codes belong to."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, vocabulary: str) -> str:
        value = self._value
        if value is None or value == "":
            return _NOTHING
        if vocabulary:
            return _words(vocabulary, str(value))
        fen = getattr(value, "fen", None)
        return say("codes.money", amount=money(fen)) if isinstance(fen, int) else _on_one_line(str(value))


def _on_one_line(text: str) -> str:
    """A value that may come from outside: it neither moves the cursor nor begins a line of its own."""
    return text if text.isprintable() else cleaned(" ".join(text.splitlines()))


def _words(vocabulary: str, codes: str) -> str:
    """Codes as a list of words; a text that is not all codes of the vocabulary is shown as it is."""
    parts = codes.split()
    if not all(has_wording(f"codes.{vocabulary}.{part}") for part in parts):
        return _on_one_line(codes)
    return _BETWEEN[language()].join(word(vocabulary, part) for part in parts)


class _Silent(gettext.NullTranslations):
    """The end of the chain: has no words for anything."""

    def gettext(self, message: str) -> str:  # noqa: ARG002 - the library's signature
        """Say that there are none; a message may well be worded as its own id."""
        return _UNWORDED


@cache
def _catalogue(spoken: Language, domain: str) -> gettext.NullTranslations:
    path = LOCALE_DIRECTORY / spoken / "LC_MESSAGES" / f"{domain}.mo"
    fallback = _Silent() if spoken == "en" else _catalogue("en", domain)
    if not path.is_file():
        return fallback
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)
    found.add_fallback(fallback)
    return found
