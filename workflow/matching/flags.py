"""What matching found, noted: of each household whether it is on the register, and on cases what is to be settled.

What is to be settled is due to be looked into; reports tell how many households the last match found (policy §6).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.matching import add_match_flags, add_match_run
from states.match_flag import DEAD
from workflow.bookkeeping import write_summary
from workflow.errors import BadInput, NotPermitted
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from db.reading import Reading
    from db.writing import Writing
    from workflow.matching.answers import Found, Matching
    from workflow.office import Office

FLAGGED = frozenset({"unsure", DEAD, "name_differs", "number_differs", "other_household"})
"""Answers that somebody has to look into. Who is on the register alone has no case: a list to invite them."""
CHUNK = 200
Key = tuple[str, str, str, str]
"""Case, member, kind and entry of what is to be settled."""


@dataclass(frozen=True, slots=True)
class ToNote:
    """What noting would note: how many notes are new, on how many cases, by answer; how many are there already."""

    fresh: int
    cases: int
    by_answer: Mapping[str, int]
    known: int


def look_at_flags(office: Office, matching: Matching) -> ToNote:
    """What `flag` would note. NotPermitted as there."""
    raise_unless_worker(office)
    with office.reading() as read:
        wanted, fresh = _wanted(read, matching)
    return ToNote(
        len(fresh),
        len({case for case, *_ in fresh}),
        Counter(kind for _, _, kind, _ in fresh),
        len(wanted) - len(fresh),
    )


@despite_a_cut
def flag(office: Office, matching: Matching) -> int:
    """Note what the match said of each household, and on the cases what is to be settled; gives how many notes are new.

    Run again, what is to be settled is not noted twice; of the households the last match counts. NotPermitted: by
    somebody who does not work on cases.
    """
    raise_unless_worker(office)
    with office.writing() as uow:
        _, fresh = _wanted(uow, matching)
        add_match_run(
            uow,
            matching.outcomes,
            region=matching.region,
            entries=matching.register,
            on=office.today,
            by=office.user.login,
        )
        _note(office, uow, fresh, is_open=True, note="")
        uow.commit()
    return len(fresh)


@despite_a_cut
def settle(office: Office, case_id: str, note: str) -> int:
    """Note that what matching left open about a case is settled, and how; gives how much it was.

    BadInput: nothing is open there, or it is not said how it was settled. NotPermitted: as of `flag`.
    """
    raise_unless_worker(office)
    if not note.strip():
        raise BadInput("match.say_how")
    with office.writing() as uow:
        uow.load_case(case_id)
        found = _open(uow, (case_id,))
        if not found:
            raise BadInput("match.nothing_open", case=case_id)
        _note(office, uow, found, is_open=False, note=note)
        uow.commit()
    return len(found)


def raise_unless_worker(office: Office) -> None:
    """NotPermitted: whoever acts does not work on cases, and may note nothing."""
    if not office.user.works_on_cases:
        raise NotPermitted("match.not_permitted")


def settled_by_decision(office: Office, uow: Writing, supported: str, entry: str) -> None:
    """A person decided about a pair of a supported person's key and an entry's: what was open about it is settled."""
    case, _, member = supported.partition("/")
    keys = [key for key in _open(uow, (case,)) if (key[1], key[3]) == (member, entry) and key[2] != DEAD]
    _note(office, uow, keys, is_open=False, note="")


def _wanted(read: Reading, matching: Matching) -> tuple[list[Key], list[Key]]:
    """What is to be noted, and of that what is not noted yet."""
    wanted = [key for found in matching.found if found.answer in FLAGGED and (key := _key(found)) is not None]
    known: set[Key] = set()
    cases = sorted({case for case, *_ in wanted})
    for start in range(0, len(cases), CHUNK):
        known |= set(_open(read, cases[start : start + CHUNK]))
    return wanted, [key for key in wanted if key not in known]


def _open(read: Reading, cases: Sequence[str]) -> list[Key]:
    """What is open on some cases, by case, member, kind and entry."""
    rows = read.open_match_flags(cases)
    return [(row["case_id"], row["member"], row["kind"], row["entry"]) for row in rows]


def _key(found: Found) -> Key | None:
    if found.supported is None or found.entry is None:
        return None
    case, _, member = found.supported.key.partition("/")
    return case, member, found.answer.value, found.entry.person.key


def _note(office: Office, uow: Writing, keys: Iterable[Key], *, is_open: bool, note: str) -> None:
    """Write notes, and the due work of their cases."""
    noted = list(keys)
    add_match_flags(uow, noted, is_open=is_open, on=office.today, by=office.user.login, note=note)
    cases = sorted({case for case, *_ in noted})
    for start in range(0, len(cases), CHUNK):
        for case in uow.load_cases(cases[start : start + CHUNK]):
            write_summary(uow, office, case)
