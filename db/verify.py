"""Verifying the journal: chains unbroken, nothing missing, the cases' rows equal to what their events say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Column, Row, select
from sqlalchemy.engine import RowMapping

from db.documents import digest
from db.journal import BEGINNING, HASHED, REDUCED, hash_of_values, personal_digest
from db.reading import CASES, DECISIONS, EVENTS, EVIDENCE, SURVEYS, Reading
from db.register import READ, REGISTER, WRITTEN, Registers, as_written, is_as_told, read_out
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


@dataclass(frozen=True, slots=True)
class _Look:
    """How rows are read to be hashed: columns of cases, events, decisions, records and surveys, and households."""

    event: Sequence[Any]
    decision: Sequence[Any]
    record: Sequence[Any]
    survey: Sequence[Any]
    registers: Registers


def _look(column: Callable[[Column[Any]], Any], registers: Registers) -> _Look:
    return _Look(
        event=[read_out(EVENTS.c[name]) for name in (*HASHED, "hash", "salt", "personal")],
        decision=[column(DECISIONS.c[name]) for name in DECISION_KEYS],
        record=[column(EVIDENCE.c[name]) for name in (*RECORD_KEYS, "id", "voided_by")],
        survey=[column(each) for each in SURVEYS.c],
        registers=registers,
    )


_QUICK, _EXACT = _look(as_written, WRITTEN), _look(read_out, READ)
"""With documents as the text that they are; and read, for what does not hold of their text alone."""


def _chunk(read: Reading, ids: Sequence[str]) -> Verification:
    """Verify some cases; those of which something does not hold with every document read."""
    found = _looked_at(read, ids, _QUICK)
    doubtful = sorted({problem.case for problem in found.problems})
    if doubtful:
        found.problems = _looked_at(read, doubtful, _EXACT).problems
    return found


def _looked_at(read: Reading, ids: Sequence[str], look: _Look) -> Verification:
    cases = read.connection.execute(select(*_CASE).where(CASES.c.id.in_(ids)).order_by(CASES.c.id)).all()
    events = _grouped(read, look.event, ids, EVENTS.c.seq)
    decisions = _grouped(read, look.decision, ids, DECISIONS.c.seq)
    evidence = _grouped(read, look.record, ids, EVIDENCE.c.id)
    found_there = read.rows(select(*look.survey).where(SURVEYS.c.case_id.in_(ids)))
    surveys = {(row["case_id"], row["evidence_id"]): row for row in found_there}
    registers = look.registers.read(read.connection, {case.household_id for case in cases})
    found = Verification(cases=len(cases), events=sum(len(rows) for rows in events.values()))
    for case in cases:
        own = events.get(case.id, [])
        told = _told(own)
        found.problems.extend(_chain(case, own, told))
        found.problems.extend(_ends(case, told))
        found.problems.extend(_decisions(case.id, told, decisions.get(case.id, [])))
        found.problems.extend(_evidence(case.id, told, evidence.get(case.id, []), surveys))
        if told.register is not None and not is_as_told(read, case, told.register, registers.get(case.household_id)):
            found.problems.append(JournalProblem(case.id, "HOUSEHOLD_CHANGED"))
    return found


_CASE = [
    read_out(CASES.c[name])
    for name in (
        "id", "version", "journal_hash", "stage", "household_id", "former_case", "opened_on", "ended_on", "outcome",
        "village",
    )
]  # fmt: skip


def _grouped(read: Reading, columns: Sequence[Any], ids: Any, order: Any) -> dict[str, list[Row[Any]]]:
    """Rows of the cases by case, in an order."""
    grouped: dict[str, list[Row[Any]]] = {}
    case_id = order.table.c.case_id
    for row in read.connection.execute(select(*columns).where(case_id.in_(ids)).order_by(case_id, order)).all():
        grouped.setdefault(row.case_id, []).append(row)
    return grouped


@dataclass(slots=True)
class _Told:
    """What the events of a case say of its other rows.

    Digests of decisions by event, of records (with their event) by number, and of what is left of reduced ones; events
    whose notes went; records made void; how the household is registered; the first event and the newest step.
    """

    decisions: dict[int, str] = field(default_factory=dict)
    records: dict[int, tuple[str, int]] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    notes: set[int] = field(default_factory=set)
    voided: set[int] = field(default_factory=set)
    register: Mapping[str, Any] | None = None
    first: Row[Any] | None = None
    last: Row[Any] | None = None


def _told(events: list[Row[Any]]) -> _Told:
    told = _Told(first=events[0] if events else None)
    over = Stage.TERMINATED.value
    for event in events:
        body, seq = event.body, event.seq
        if "record" in body:
            told.records[body["record"]] = (body["digest"], seq)
        elif event.kind == "step":
            told.last = event
            told.voided.update(body.get("voids", ()))
            for record, record_hash in body.get("answers", ()):
                told.records[record] = (record_hash, seq)
            if "decision" in body:
                told.decisions[seq] = body["decision"]
        elif event.kind == REDUCED and event.source == over == event.dest:
            # What names people may be taken away of a case that is over.
            told.left.update(body["records"])
            told.notes.update(body["notes"])
        if REGISTER in body:
            told.register = body[REGISTER]
    return told


def _chain(case: Row[Any], events: list[Row[Any]], told: _Told) -> Iterator[JournalProblem]:
    """Each event hashes to what it says, after the one before; stage and version are the fold of the events."""
    previous, stage = BEGINNING, None
    for expected, event in enumerate(events, start=1):
        seq, its_hash, salt, personal = event.seq, event.hash, event.salt, event.personal
        if seq != expected:
            yield JournalProblem(case.id, "EVENT_MISSING", expected)
            return
        if event.previous_hash != previous or hash_of_values(event[: len(HASHED)]) != its_hash:
            yield JournalProblem(case.id, "CHAIN_BROKEN", seq)
            return
        taken_away = seq in told.notes and personal is None and salt == ""
        if not taken_away and personal_digest(salt, personal) != event.personal_digest:
            yield JournalProblem(case.id, "NOTE_CHANGED", seq)
        if event.source != stage:
            yield JournalProblem(case.id, "STAGES_DO_NOT_FOLLOW", seq)
        previous, stage = its_hash, event.dest
    if case.version != len(events) or case.journal_hash != previous:
        yield JournalProblem(case.id, "EVENTS_CUT_OFF", len(events))
    if case.stage != stage:
        yield JournalProblem(case.id, "STAGE_WITHOUT_EVENT")


def _ends(case: Row[Any], told: _Told) -> Iterator[JournalProblem]:
    """Of its beginning and its end a case's row says what the first event and the newest step say."""
    first, last = told.first, told.last
    if first is None or last is None:
        return
    began = (first.on_date, first.body.get("former_case"))
    ended = (last.on_date if last.dest == Stage.TERMINATED.value else None, last.body.get("outcome"))
    if (case.opened_on, case.former_case, case.ended_on, case.outcome) != (*began, *ended):
        yield JournalProblem(case.id, "CASE_CHANGED")


def _decisions(case_id: str, told: _Told, decisions: list[Row[Any]]) -> Iterator[JournalProblem]:
    """Every decision is the one that its event recorded, and every recorded one is there."""
    recorded = dict(told.decisions)
    for row in decisions:
        if recorded.pop(row.seq, None) != digest(tuple(row)):
            yield JournalProblem(case_id, "DECISION_CHANGED", row.seq)
    for seq in recorded:
        yield JournalProblem(case_id, "DECISION_MISSING", seq)


def _evidence(
    case_id: str, told: _Told, evidence: list[Row[Any]], surveys: dict[tuple[str, int], RowMapping]
) -> Iterator[JournalProblem]:
    """Every record is the one that its event recorded, and every recorded one is there."""
    recorded = dict(told.records)
    for row in evidence:
        number, voided_by = row[len(RECORD_KEYS) :]
        expected, seq = recorded.pop(number, (None, None))
        if seq is not None:
            expected = told.left.get(number, expected)
        if expected != digest([*row[: len(RECORD_KEYS)], _snapshot(surveys.get((case_id, number)))]):
            yield JournalProblem(case_id, "EVIDENCE_CHANGED", seq)
        if (voided_by is not None) != (number in told.voided):
            yield JournalProblem(case_id, "NOTICE_VOIDED_WITHOUT_EVENT", voided_by)
    for _, seq in recorded.values():
        yield JournalProblem(case_id, "EVIDENCE_MISSING", seq)


def _snapshot(survey: RowMapping | None) -> dict[str, Any] | None:
    if survey is None:
        return None
    return {
        "household": survey["household"],
        "surveyors": survey["surveyors"],
        "window_end": survey["window_end"].isoformat(),
    }
