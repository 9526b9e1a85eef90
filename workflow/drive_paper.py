"""Verification drives as tables and as JSON documents."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from states.drive import Difference, Progress
from states.money import yuan
from states.stages import Batch
from workflow.listing import Column, Kind, Listing
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow.drive_record import DriveRecord, Household
    from workflow.listing import Cell

PROGRESS_COLUMNS = {
    "village": Kind.TEXT, "households": Kind.COUNT, "to_visit": Kind.COUNT, "visited": Kind.COUNT,
    "surveyed": Kind.COUNT, "ended": Kind.COUNT, "same": Kind.COUNT, "differing": Kind.COUNT,
}  # fmt: skip
BATCH_COLUMNS = {
    "batch": Kind.TEXT, "before": Kind.COUNT, "before_key_supported": Kind.COUNT, "before_monthly": Kind.MONEY,
    "found": Kind.COUNT, "persons": Kind.COUNT, "key_supported": Kind.COUNT, "found_monthly": Kind.MONEY,
}  # fmt: skip
HOUSEHOLD_COLUMNS = {
    "village": Kind.TEXT, "case": Kind.TEXT, "head": Kind.TEXT, "visited_on": Kind.DATE, "surveyed_on": Kind.DATE,
    "batch_before": Kind.TEXT, "before_monthly": Kind.MONEY, "batch_found": Kind.TEXT, "persons": Kind.COUNT,
    "key_supported": Kind.COUNT, "found_monthly": Kind.MONEY, "result": Kind.TEXT,
}  # fmt: skip
LIST_COLUMNS = {
    "number": Kind.COUNT, "region": Kind.TEXT, "begun_on": Kind.DATE, "due_on": Kind.DATE, "households": Kind.COUNT,
    "left": Kind.COUNT, "differing": Kind.COUNT, "finished_on": Kind.DATE, "signed_by": Kind.TEXT,
}  # fmt: skip
NOT_LISTED, NO_BATCH, UNCLEAR, UNKNOWN_YET = "not_listed", "no_batch", "unclear", "unknown_yet"
BATCHES = (Batch.ADMISSION.value, Batch.EXPENDITURE.value, Batch.TAPER.value)
CLASSES = (*BATCHES, NOT_LISTED, NO_BATCH, UNCLEAR, UNKNOWN_YET)
"""The batches that exclude each other, and where a household of none of them stands; batch 3 counts persons."""


def drive_listings(found: DriveRecord, region: str, villages: Mapping[str, str]) -> tuple[Listing, ...]:
    """A drive as tables: progress by village, what was found by batch, the differences, every household."""
    differing = (_households(found, found.differing, villages, "differences"),) if found.differing else ()
    return (
        _progress(found, region, villages),
        _batches(found),
        *differing,
        _households(found, found.households, villages, "households"),
    )


def list_listing(found: Sequence[DriveRecord], names: Mapping[str, str]) -> Listing:
    """Drives as a table, a row for each."""
    return Listing(
        title=say("drive.title_list"),
        name=say("drive.list"),
        columns=_columns(LIST_COLUMNS),
        rows=tuple(
            (
                each.number,
                names.get(each.region, each.region),
                each.begun_on,
                each.due_on,
                len(each.households),
                len(each.left),
                len(each.differing),
                each.finish.on if each.finish is not None else None,
                each.finish.signed_by if each.finish is not None else "",
            )
            for each in found
        ),
        about=tuple(str(each.number) for each in found),
    )


def about_drive(found: DriveRecord) -> tuple[str, ...]:
    """What is told beside the figures: days, people and signature, what is left, and how many differ in which way."""
    count, left = len(found.households), len(found.left)
    begun = say("drive.begun_about", on=found.begun_on, by=found.begun_by, due_on=found.due_on)
    differing = _differing(found)
    if found.finish is None:
        return (begun, say("drive.open_about", left=left, count=count), *differing)
    done = found.finish
    return (
        begun,
        say("drive.finished_about", on=done.on, by=done.by, signed_by=done.signed_by),
        *((say("drive.left_about", left=left, count=count),) if left else ()),
        *((say("drive.explained", explanation=done.explanation),) if done.explanation else ()),
        *differing,
        say("drive.digest", digest=done.digest) if found.is_whole else say("drive.changed"),
    )


def drive_document(found: DriveRecord) -> dict[str, Any]:
    """A drive as a JSON object, money in yuan."""
    done = found.finish
    return {
        **_about_document(found),
        "finished": None
        if done is None
        else {
            "on": done.on.isoformat(),
            "by": done.by,
            "signed_by": done.signed_by,
            "explanation": done.explanation or None,
            "digest": done.digest,
        },
        "unchanged": found.is_whole,
        "villages": {
            village: {"households": len(of), **{state.value: _counted(of, state) for state in Progress}}
            for village, of in _by_village(found)
        },
        "batches": {
            name: {
                "in_the_ledger": len(before),
                "found": len(after),
                "persons": _persons(after),
                "key_supported_persons": _topped_up(after),
                "monthly": yuan(_monthly(after)),
            }
            for name, before, after in _classes(found)
        },
        "households": [_household_document(each) for each in found.households],
    }


def list_document(found: DriveRecord) -> dict[str, Any]:
    """A drive of a list as a JSON object."""
    done = found.finish
    return {**_about_document(found), "finished_on": done.on.isoformat() if done is not None else None}


# The tables


def _progress(found: DriveRecord, region: str, villages: Mapping[str, str]) -> Listing:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (villages.get(code, code), *_progress_of(of)) for code, of in _by_village(found)
    )
    return Listing(
        title=say("drive.title", number=found.number, region=region),
        name=say("drive.progress"),
        columns=_columns(PROGRESS_COLUMNS),
        rows=rows,
        totals=(say("drive.total"), *_progress_of(found.households)),
        notes=about_drive(found),
        about=(str(found.number),) * len(rows),
    )


def _progress_of(of: Sequence[Household]) -> tuple[int, ...]:
    states = (Progress.TO_VISIT, Progress.VISITED, Progress.SURVEYED, Progress.ENDED)
    same = sum(each.difference is Difference.SAME for each in of)
    differing = sum(each.difference not in {None, Difference.SAME} for each in of)
    return (len(of), *(_counted(of, state) for state in states), same, differing)


def _batches(found: DriveRecord) -> Listing:
    classes = _classes(found)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_class_word(name), *_batch_of(before, after)) for name, before, after in classes if before or after
    )
    return Listing(
        title=say("drive.title_batches"),
        name=say("drive.batches"),
        columns=_columns(BATCH_COLUMNS),
        rows=rows,
        totals=(say("drive.total"), *_batch_of(found.households, found.households)),
        notes=(say("drive.batch_3"),),
    )


def _batch_of(before: Sequence[Household], after: Sequence[Household]) -> tuple[int, ...]:
    topped_up, monthly = (sum(getattr(each.listed, name) for each in before) for name in ("topped_up", "monthly"))
    return (len(before), topped_up, monthly, len(after), _persons(after), _topped_up(after), _monthly(after))


def _households(found: DriveRecord, households: Sequence[Household], villages: Mapping[str, str], name: str) -> Listing:
    rows = tuple(_household(each, villages) for each in households)
    return Listing(
        title=say(f"drive.title_{name}", on=found.begun_on),
        name=say(f"drive.{name}"),
        columns=_columns(HOUSEHOLD_COLUMNS),
        rows=rows,
        totals=(
            say("drive.total_households", count=len(rows)),
            *("" for _ in range(5)),
            sum(each.listed.monthly for each in households),
            "",
            _persons(households),
            _topped_up(households),
            _monthly(households),
            "",
        ),
        about=(str(found.number),) * len(rows),
    )


def _household(each: Household, villages: Mapping[str, str]) -> tuple[Cell, ...]:
    before, after, is_known = each.listed, each.found, each.found.is_known
    return (
        villages.get(before.village, before.village),
        before.case,
        before.head,
        after.visited_on,
        after.surveyed_on,
        _class_word(_class_before(each)),
        before.monthly,
        _class_word(_class_found(each)) if is_known else "",
        _persons((each,)) if is_known else None,
        after.topped_up if is_known else None,
        after.monthly if is_known else None,
        _result(each),
    )


def _result(each: Household) -> str:
    """The difference, or how far the drive has come; of who tapers and is eligible, that they may apply to leave."""
    found, differs = each.found, each.difference
    if differs is None or found.progress is Progress.ENDED:
        return word("drive_progress", found.progress.value)
    if found.may_leave_taper:
        return say("drive.may_leave_taper")
    return word("drive_difference", differs.value)


# The figures


def _by_village(found: DriveRecord) -> list[tuple[str, tuple[Household, ...]]]:
    by_village = groupby(found.households, lambda each: each.listed.village)
    return [(village, tuple(of)) for village, of in by_village]


def _classes(found: DriveRecord) -> list[tuple[str, tuple[Household, ...], tuple[Household, ...]]]:
    """For each class who was in it when the drive began, and who was found in it."""
    return [
        (
            name,
            tuple(each for each in found.households if _class_before(each) == name),
            tuple(each for each in found.households if _class_found(each) == name),
        )
        for name in CLASSES
    ]


def _class_before(each: Household) -> str:
    return each.listed.batch.value if each.listed.batch is not None else NOT_LISTED


def _class_found(each: Household) -> str:
    if not each.found.is_known:
        return UNKNOWN_YET
    if each.found.unclear:
        return UNCLEAR
    return each.found.batch.value if each.found.batch is not None else NO_BATCH


def _class_word(name: str) -> str:
    return word("batch", name) if name in BATCHES else say(f"drive.{name}")


def _differing(found: DriveRecord) -> tuple[str, ...]:
    """How many differ in which way; that none does is said of those whose survey was held against the ledger."""
    if not found.differing:
        compared = sum(each.difference is not None for each in found.households)
        return (say("drive.none_differ", count=compared),) if compared else ()
    kinds = Counter(each.difference for each in found.differing)
    told = (
        say("drive.differs", kind=word("drive_difference", kind.value), count=kinds[kind])
        for kind in Difference
        if kinds[kind]
    )
    return (say("drive.differing", count=len(found.differing), what=say("drive.between").join(told)),)


def _about_document(found: DriveRecord) -> dict[str, Any]:
    return {
        "number": found.number,
        "region": found.region,
        "begun_on": found.begun_on.isoformat(),
        "due_on": found.due_on.isoformat(),
        "begun_by": found.begun_by,
        "count": len(found.households),
        "left": len(found.left),
        "differing": len(found.differing),
    }


def _household_document(each: Household) -> dict[str, Any]:
    before, after = each.listed, each.found
    differs = each.difference
    return {
        "case": before.case,
        "village": before.village,
        "head": before.head,
        "in_the_ledger": {
            "stage": before.stage.value,
            "batch": int(before.batch.value) if before.batch is not None else None,
            "counted": before.counted,
            "key_supported_persons": before.topped_up,
            "monthly": yuan(before.monthly),
        },
        "progress": after.progress.value,
        "visited_on": after.visited_on.isoformat() if after.visited_on is not None else None,
        "surveyed_on": after.surveyed_on.isoformat() if after.surveyed_on is not None else None,
        "found": {
            "batch": int(after.batch.value) if after.batch is not None else None,
            "counted": after.counted,
            "key_supported_persons": after.topped_up,
            "monthly": yuan(after.monthly),
            "unclear": after.unclear,
            "may_leave_taper": after.may_leave_taper,
        }
        if after.is_known
        else None,
        "difference": differs.value if differs is not None else None,
    }


def _counted(of: Sequence[Household], state: Progress) -> int:
    return sum(each.found.progress is state for each in of)


def _persons(of: Sequence[Household]) -> int:
    return sum(each.found.counted for each in of if each.found.batch is not None)


def _topped_up(of: Sequence[Household]) -> int:
    return sum(each.found.topped_up for each in of)


def _monthly(of: Sequence[Household]) -> int:
    return sum(each.found.monthly for each in of)


def _columns(of: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(say(f"drive.column.{name}"), kind) for name, kind in of.items())
