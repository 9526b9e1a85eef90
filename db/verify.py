"""Verifying the journal: chains unbroken, nothing missing, the cases' rows equal to what their events say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Column, Enum, Row, String, Table, select, type_coerce
from sqlalchemy.engine import RowMapping

from db.documents import digest
from db.journal import BEGINNING, HASHED, REDUCED, hash_of_values, personal_digest
from db.reading import CASES, DECISIONS, EVENTS, EVIDENCE, SURVEYS, Reading
from db.writing import DECISION_KEYS, RECORD_KEYS
from states.stages import Stage

CHUNK = 300
UNREADABLE = (LookupError, ValueError, TypeError, AttributeError)
"""What reading a row raises whose values are not of their columns' kinds: nothing that the program wrote."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A paper that was signed: its kind, its name among them, and a day that it is of."""

    kind: str
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class JournalProblem:
    """Something that cannot be so: a code, with the event's number or the frozen paper where there is one.

    `case` is "" where the problem is a paper's as a whole.
    """

    case: str
    code: str
    seq: int | None = None
    frozen: Frozen | None = None


@dataclass(slots=True)
class Verification:
    """What was verified, and what was found; of frozen papers so many of each kind, and so many of their rows."""

    cases: int = 0
    events: int = 0
    papers: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    problems: list[JournalProblem] = field(default_factory=list)


def verify(read: Reading, *, after: str = "") -> Iterator[Verification]:
    """Verify case after case; gives a partial result for each chunk, so that progress can be shown."""
    while (
        ids := read.connection.execute(select(CASES.c.id).where(CASES.c.id > after).order_by(CASES.c.id).limit(CHUNK))
        .scalars()
        .all()
    ):
        after = ids[-1]
        yield from _whole(read, ids)


def head(read: Reading) -> str:
    """One fingerprint of the whole journal as it stands: changing, cutting or adding anything changes it."""
    found = digest([])
    for row in read.rows(select(CASES.c.id, CASES.c.version, CASES.c.journal_hash).order_by(CASES.c.id)):
        found = digest([found, row["id"], row["version"], row["journal_hash"]])
    return found


def readable(kind: str, parts: Iterator[Verification]) -> Iterator[Verification]:
    """What was verified of papers of a kind, as far as they can be read: a value of the wrong kind ends it."""
    try:
        yield from parts
    except UNREADABLE:
        yield Verification(problems=[JournalProblem("", f"{kind.upper()}_UNREADABLE")])


def _whole(read: Reading, ids: Sequence[str]) -> Iterator[Verification]:
    """The cases of a chunk; where one cannot be read, each for itself."""
    try:
        yield _chunk(read, ids)
    except UNREADABLE:
        if len(ids) == 1:
            yield Verification(cases=1, problems=[JournalProblem(ids[0], "CASE_UNREADABLE")])
            return
        for case in ids:
            yield from _whole(read, [case])


def _chunk(read: Reading, ids: Any) -> Verification:
    cases = read.connection.execute(select(*_CASE).where(CASES.c.id.in_(ids)).order_by(CASES.c.id)).all()
    events = _grouped(read, _EVENT, ids, EVENTS.c.seq)
    decisions = _grouped(read, _DECISION, ids, DECISIONS.c.seq)
    evidence = _grouped(read, _RECORD, ids, EVIDENCE.c.id)
    surveys = {row["evidence_id"]: row for row in read.rows(select(SURVEYS).where(SURVEYS.c.case_id.in_(ids)))}
    found = Verification(cases=len(cases), events=sum(len(rows) for rows in events.values()))
    for case in cases:
        own = events.get(case.id, [])
        found.problems.extend(_chain(case, own))
        found.problems.extend(_decisions(case.id, own, decisions.get(case.id, [])))
        found.problems.extend(_evidence(case.id, own, evidence.get(case.id, []), surveys))
    return found


def _as_kept(column: Column[Any]) -> Any:
    """A column as its text stands in the database: what is hashed of a code is its text."""
    return type_coerce(column, String).label(column.name) if isinstance(column.type, Enum) else column


def _columns(of: Table, names: Sequence[str]) -> list[Any]:
    return [_as_kept(of.c[name]) for name in names]


_CASE = _columns(CASES, ("id", "version", "journal_hash", "stage"))
_EVENT = _columns(EVENTS, (*HASHED, "hash", "salt", "personal"))
_DECISION = _columns(DECISIONS, DECISION_KEYS)
_RECORD = _columns(EVIDENCE, (*RECORD_KEYS, "id", "voided_by"))


def _grouped(read: Reading, columns: Sequence[Any], ids: Any, order: Any) -> dict[str, list[Row[Any]]]:
    """Rows of the cases by case, in an order."""
    grouped: dict[str, list[Row[Any]]] = {}
    case_id = order.table.c.case_id
    for row in read.connection.execute(select(*columns).where(case_id.in_(ids)).order_by(case_id, order)).all():
        grouped.setdefault(row.case_id, []).append(row)
    return grouped


def _chain(case: Row[Any], events: list[Row[Any]]) -> Iterator[JournalProblem]:
    """Each event hashes to what it says, after the one before; stage and version are the fold of the events."""
    previous, stage = BEGINNING, None
    reduced = {seq for event in _reducing(events) for seq in event.body["notes"]}
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            yield JournalProblem(case.id, "EVENT_MISSING", expected)
            return
        if event.previous_hash != previous or hash_of_values(event[: len(HASHED)]) != event.hash:
            yield JournalProblem(case.id, "CHAIN_BROKEN", event.seq)
            return
        taken_away = event.seq in reduced and event.personal is None and event.salt == ""
        if not taken_away and personal_digest(event.salt, event.personal) != event.personal_digest:
            yield JournalProblem(case.id, "NOTE_CHANGED", event.seq)
        if event.source != stage:
            yield JournalProblem(case.id, "STAGES_DO_NOT_FOLLOW", event.seq)
        previous, stage = event.hash, event.dest
    if case.version != len(events) or case.journal_hash != previous:
        yield JournalProblem(case.id, "EVENTS_CUT_OFF", len(events))
    if case.stage != stage:
        yield JournalProblem(case.id, "STAGE_WITHOUT_EVENT")


def _decisions(case_id: str, events: list[Row[Any]], decisions: list[Row[Any]]) -> Iterator[JournalProblem]:
    """Every decision is the one that its event recorded, and every recorded one is there."""
    recorded = {event.seq: event.body["decision"] for event in events if "decision" in event.body}
    for row in decisions:
        if recorded.pop(row.seq, None) != digest(tuple(row)):
            yield JournalProblem(case_id, "DECISION_CHANGED", row.seq)
    for seq in recorded:
        yield JournalProblem(case_id, "DECISION_MISSING", seq)


def _evidence(
    case_id: str, events: list[Row[Any]], evidence: list[Row[Any]], surveys: dict[int, RowMapping]
) -> Iterator[JournalProblem]:
    """Every record is the one that its event recorded, and every recorded one is there."""
    recorded = _recorded(events)
    voided = {record for event in events for record in event.body.get("voids", ())}
    left = {record: what for event in _reducing(events) for record, what in event.body["records"]}
    for row in evidence:
        expected, seq = recorded.pop(row.id, (None, None))
        if seq is not None and row.id in left:
            expected = left[row.id]
        if expected != digest([*row[: len(RECORD_KEYS)], _snapshot(surveys.get(row.id))]):
            yield JournalProblem(case_id, "EVIDENCE_CHANGED", seq)
        if (row.voided_by is not None) != (row.id in voided):
            yield JournalProblem(case_id, "NOTICE_VOIDED_WITHOUT_EVENT", row.voided_by)
    for _, seq in recorded.values():
        yield JournalProblem(case_id, "EVIDENCE_MISSING", seq)


def _reducing(events: list[Row[Any]]) -> list[Row[Any]]:
    """The events that took away what names people, as they may of a case that is over."""
    over = Stage.TERMINATED.value
    return [event for event in events if event.kind == REDUCED and event.source == over == event.dest]


def _recorded(events: list[Row[Any]]) -> dict[int, tuple[str, int]]:
    """The digest of each record that an event tells of, with the event's number."""
    found: dict[int, tuple[str, int]] = {}
    for event in events:
        body = event.body
        if "record" in body:
            found[body["record"]] = (body["digest"], event.seq)
        for record, record_hash in body.get("answers", ()):
            found[record] = (record_hash, event.seq)
    return found


def _snapshot(survey: RowMapping | None) -> dict[str, Any] | None:
    if survey is None:
        return None
    return {
        "household": survey["household"],
        "surveyors": survey["surveyors"],
        "window_end": survey["window_end"].isoformat(),
    }
