"""Which households of a file the office has already: by the head's ID number, else by name, birthday and village."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.openings import Called, cases_meant, cases_of_namesakes, known_heads
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.writing import Writing
    from workflow.exchange.importing import Imported, Ready
    from workflow.office import Office


def called(ready: Ready) -> Called:
    """By what a head is known who has no ID number."""
    return ready.household.head.name, ready.household.head.born, ready.household.village


class Known:
    """The cases that the households of a part may have already.

    A head without an ID number may be a namesake's, whose number is known or not; a head of a number that nobody knows
    may be a namesake's of whom none is. Where a file says that it is another person, they are nobody's.
    """

    def __init__(self, uow: Writing, part: Sequence[Ready]) -> None:
        self.heads = known_heads(uow, (each.number for each in part))
        """ID numbers of registered heads."""
        by_number = cases_meant(uow, {each.number: each.household.applied_on for each in part})
        unknown = [each for each in part if each.number not in self.heads and not each.draft.is_another]
        namesakes = cases_of_namesakes(uow, {each.key: (called(each), each.household.applied_on) for each in unknown})
        self._cases = {each.key: [by_number[each.number]] for each in part if each.number in by_number}
        for each in unknown:
            same = namesakes[each.key].items()
            self._cases[each.key] = [case for case, number in same if not (number and each.number)]

    def cases_of(self, ready: Ready) -> list[str]:
        """The numbers of the cases that a household of the part may have."""
        return self._cases.get(ready.key, [])


def same_as_known(office: Office, uow: Writing, part: Iterable[Ready], known: Known) -> set[str]:
    """The requests of a part's households of which a case that is meant says the same, all looked up at once."""
    meant = [(case, each) for each in part if not each.objections(office) for case in known.cases_of(each)]
    cases = {case.id: case for case in uow.load_cases(list(dict(meant)))}
    return {each.key for case, each in meant if not each.otherwise(cases[case])}


def told_as_known(uow: Writing, ready: Ready, found: Imported) -> bool:
    """Whether there is a case of the household already: it says the same, or the household is rejected."""
    known = Known(uow, (ready,))
    cases = {case.id: ready.otherwise(case) for case in uow.load_cases(known.cases_of(ready))}
    if not cases:
        return False
    if all(cases.values()):
        columns = say("exchange.between").join(dict.fromkeys(name for names in cases.values() for name in names))
        code = "KNOWN_OTHERWISE" if ready.number in known.heads else "POSSIBLE_DOUBLE"
        told = say("exchange.between").join(cases)
        decision = say("exchange.column.another_person")
        found.reject(ready.draft, say(f"exchange.problem.{code}", case=told, columns=columns, decision=decision))
    else:
        found.unchanged += 1
    return True
