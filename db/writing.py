"""Writing: one transaction in which records, steps and decisions go in together with their events, or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    NestedTransaction,
    RootTransaction,
    RowMapping,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from db.beyond import highest_case
from db.decision_codec import spans_document, taper_document
from db.documents import digest
from db.doubt import REQUESTS, answered, kept_despite_a_cut
from db.errors import EarlierError, LostRaceError, UnknownCaseError
from db.journal import BEGINNING, LOOKED, Entry, event_row, head_after, in_utc, moved_by
from db.reading import CASES, DECISIONS, EVENTS, EVIDENCE, IDS, SURVEYS, USERS, table
from db.record_codec import body_of
from db.register import REGISTER
from db.registering import Registering
from db.tables import CalendarDayRow, CalendarYearRow, CaseGramRow, DueItemRow
from db.tables.cases import FAR
from states.case import Decision
from states.evidence import EvidenceKind, Record, Survey
from states.facts import Household
from states.stages import Outcome, Stage

GRAMS, DUE_ITEMS = table(CaseGramRow), table(DueItemRow)
DAYS, YEARS = table(CalendarDayRow), table(CalendarYearRow)


class Writing(Registering):
    """A transaction that may change things; `commit()` keeps them."""

    loaded = Registering.loaded.order_by(CASES.c.id).with_for_update(of=CASES)

    def __init__(self, connection: Connection, transaction: RootTransaction, clock: Callable[[], datetime]) -> None:
        super().__init__(connection)
        self._transaction = transaction
        self._clock = clock
        self._heads: dict[str, Any] = {}
        self._trace: str | Mapping[str, Any] | None = None
        """A request's key or an event that was written: whoever finds it knows that this transaction was kept."""

    @contextmanager
    def nested(self) -> Iterator[NestedTransaction]:
        """A part of the transaction that is undone by itself where it fails; used in a `with`."""
        before = set(self.untold), self._trace
        try:
            with self.connection.begin_nested() as part:
                yield part
        except BaseException:
            self.untold, self._trace = before
            raise

    def now(self) -> datetime:
        """This instant."""
        return self._clock()

    def commit(self) -> None:
        """Keep everything that was written, despite a link that is cut; KeptOrNotError where nothing can tell.

        RuntimeError: a household was changed, and no event tells of it.
        """
        if self.untold:
            raise RuntimeError(f"no event tells how households are registered now: {sorted(self.untold)}")
        kept_despite_a_cut(self._transaction, self._trace)

    def _case_rows(self, ids: Sequence[str]) -> dict[str, RowMapping]:
        """Rows of cases to be changed: nobody else can change them until this transaction ends."""
        found = super()._case_rows(ids)
        self._heads |= found
        return found

    # The journal and the compare-and-set

    def append(self, case_id: str, entry: Entry, *, stage: Stage | None = None, outcome: Outcome | None = None) -> int:
        """Add an event to a case's chain and move the case's version with it; gives the event's number.

        `stage` and `outcome` are the case's after a step. LostRaceError: somebody else was first. EarlierError: the
        newest event is of a later day.
        """
        head = self._head(case_id)
        event = self.follow(case_id, head, entry)
        known = {"its_id": case_id, "its_version": head["version"]}
        if self.connection.execute(_MOVE, moved_by(event, stage, outcome) | known).rowcount != 1:
            raise self._lost_race(case_id)
        self.connection.execute(_INSERT_EVENT, event)
        self._heads[case_id] = head_after(event)
        self._trace = event
        return int(event["seq"])

    def follow(self, case_id: str, head: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
        """The row of an event that follows the newest one of its case, `head`: never an instant before it.

        EarlierError: it is of an earlier day.
        """
        if head["newest_on"] is not None and entry.on < head["newest_on"]:
            raise EarlierError(case_id, head["newest_on"], entry.on)
        at = max(self._clock(), in_utc(head["newest_at"])) if head["newest_at"] is not None else self._clock()
        return event_row(case_id, head["version"] + 1, self.tell_register(case_id, entry), at, head["journal_hash"])

    def _head(self, case_id: str) -> Any:
        """The version, newest hash, instant and day of a case that was loaded or written on here, else of its row."""
        if case_id not in self._heads and case_id not in self._case_rows((case_id,)):
            raise UnknownCaseError(case_id)
        return self._heads[case_id]

    def expect_version(self, case_id: str, version: int | None) -> None:
        """LostRaceError, saying who, when and what, where the case has moved on from `version`."""
        row = self.case_row(case_id) if version is not None else None
        if row is None or version is None or row["version"] == version:
            return
        since = select(EVENTS.c.kind).where(EVENTS.c.case_id == case_id, EVENTS.c.seq > version)
        if row["version"] < version or any(kind != LOOKED for kind in self.connection.execute(since).scalars()):
            raise self._lost_race(case_id)

    def _lost_race(self, case_id: str) -> LostRaceError:
        newest = (
            self.connection.execute(
                select(EVENTS).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.seq.desc()).limit(1)
            )
            .mappings()
            .one()
        )
        return LostRaceError(case_id, newest["actor"], newest["at"], newest["step"] or newest["kind"])

    def request_done(self, key: str | None) -> tuple[str, int] | None:
        """The case and event number that a request with this key made before.

        On a server it waits for the end of one that is still under way there, though who sent it has lost the link.
        """
        return answered(self.connection, key) if key is not None else None

    def remember_request(self, key: str | None, case_id: str, seq: int) -> None:
        """Keep a request's answer, so that asking again does nothing."""
        if key is not None:
            self._trace = key
            self.connection.execute(insert(REQUESTS), [{"key": key, "case_id": case_id, "seq": seq}])

    def add_user(self, **row: Any) -> None:
        """Register somebody who may act."""
        self.connection.execute(insert(USERS), [{**row, "active": True}])

    def load_year(self, year: int, holidays: Sequence[date], workdays: Sequence[date]) -> None:
        """Write a year's calendar in place of what was loaded for it before."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        self.connection.execute(delete(DAYS).where(DAYS.c.day >= first, DAYS.c.day <= last))
        self.connection.execute(delete(YEARS).where(YEARS.c.year == year))
        self.connection.execute(insert(YEARS), [{"year": year}])
        rows = [
            {"day": day, "kind": kind} for kind, days in (("holiday", holidays), ("workday", workdays)) for day in days
        ]
        if rows:
            self.connection.execute(insert(DAYS), rows)

    # Evidence and decisions

    def add_record(self, case_id: str, record: Record) -> tuple[int, str]:
        """Add a record; gives its id and the digest of what it says, for its event."""
        values, survey = record_values(case_id, record)
        record_id = self.connection.execute(insert(EVIDENCE).returning(EVIDENCE.c.id), [values]).scalar_one()
        if survey is not None:
            row = {"evidence_id": record_id, "case_id": case_id, **survey, "window_end": record.window_end}  # type: ignore[attr-defined]
            self.connection.execute(insert(SURVEYS), [row])
        return record_id, record_digest(values, survey)

    def void(self, record_ids: Sequence[int], seq: int) -> None:
        """Mark notices void, by the event that ended them."""
        if record_ids:
            self.connection.execute(update(EVIDENCE).where(EVIDENCE.c.id.in_(record_ids)).values(voided_by=seq))

    def add_decision(self, case_id: str, decision: Decision, assessment: Mapping[str, Any] | None) -> str:
        """Add what a step decided, with the assessment that it rests on; gives the row's digest for its event."""
        row = decision_row(case_id, decision, assessment)
        self.connection.execute(insert(DECISIONS), [row])
        return decision_digest(row)

    # Cases

    def open_case(
        self, household_id: int, household: Household, opened_on: date, former_case: str | None, opening: Entry
    ) -> str:
        """Open a case: its row, its first event; gives its number."""
        highest = highest_case(self.connection)
        case_id = case_number(int(highest.removeprefix("C-")) + 1 if highest else 1)
        self.untold.discard(household_id)
        entry = opened(opening, former_case, self.register(household_id))
        event = event_row(case_id, 1, entry, self._clock(), BEGINNING)
        row = case_values(case_id, household_id, household, opened_on)
        row |= {"former_case": former_case, "journal_hash": event["hash"]}
        self.connection.execute(insert(CASES), [row])
        self.connection.execute(insert(EVENTS), [event])
        return case_id

    def summarise(
        self, case_id: str, columns: Mapping[str, Any], grams: Sequence[str], due: Sequence[Mapping[str, Any]]
    ) -> None:
        """Keep what lists show of a case, the parts of its people's names and its due work in step; its rest ends."""
        self.connection.execute(_CHANGE, {**columns, "quiet_until": None, "its_id": case_id})
        for of, rows in derived_rows(case_id, columns, grams, due).items():
            self._rewrite(of, case_id, rows)

    def rest(self, case_id: str, until: date | None) -> None:
        """Keep until when the machine has nothing to do with a case; None: it is to be looked at."""
        self.connection.execute(_CHANGE, {"quiet_until": until, "its_id": case_id})

    def _rewrite(self, of: Table, case_id: str, wanted: Sequence[Mapping[str, Any]]) -> None:
        """Make a case's rows of a table the wanted ones; nothing is written where they are so already."""
        if as_set(of, self.rows(_BESIDE[of], ids=(case_id,))) != as_set(of, wanted):
            self.connection.execute(delete(of).where(of.c.case_id == case_id))
            if wanted:
                self.connection.execute(insert(of), [dict(row) for row in wanted])


_CHANGE = update(CASES).where(CASES.c.id == bindparam("its_id"))
_MOVE = _CHANGE.where(CASES.c.version == bindparam("its_version"))
_INSERT_EVENT = insert(EVENTS)
_BESIDE = {of: select(of).where(of.c.case_id.in_(IDS)) for of in (GRAMS, DUE_ITEMS)}


def as_set(of: Table, rows: Iterable[Any]) -> set[tuple[Any, ...]]:
    """Rows of a table as values, in no order."""
    read = itemgetter(*of.c.keys())
    return set(map(read, rows))


def derived_rows(
    case_id: str, columns: Mapping[str, Any], grams: Sequence[str], due: Sequence[Mapping[str, Any]]
) -> dict[Table, list[dict[str, Any]]]:
    """The rows that are kept beside a case, by their table; `columns` are those of its own row."""
    place = {"case_id": case_id, "village": columns["village"]}
    order = {"case_id": case_id, "due_on": columns["next_due_on"] or FAR}
    return {
        GRAMS: [{"gram": gram, **order} for gram in grams],
        DUE_ITEMS: [{**place, **item} for item in due],
    }


def opened(opening: Entry, former_case: str | None, register: Mapping[str, Any]) -> Entry:
    """A case's first event, which says how its household is registered, and which case was theirs before."""
    return replace(opening, body={**opening.body, "former_case": former_case, REGISTER: register})


def case_number(number: int) -> str:
    """A case's number as people write it; seven digits, so that text order is number order."""
    return f"C-{number:07d}"


def case_values(case_id: str, household_id: int, household: Household, opened_on: date) -> dict[str, Any]:
    """A case that is opened as a row, its journal apart."""
    return {
        "id": case_id,
        "household_id": household_id,
        "former_case": None,
        "stage": Stage.APPLIED,
        "outcome": None,
        "opened_on": opened_on,
        "version": 1,
        "village": household.village,
        "head_name": household.head.name,
        "head_pinyin": "",
        "counted": len(household.counted),
        "monthly": 0,
        "paused": False,
        "withheld": False,
        "responsible": "",
    }


def record_values(case_id: str, record: Record) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """A record as a row, and a survey's snapshot apart from it."""
    body = body_of(record)
    survey = (
        {key: body.pop(key) for key in ("household", "surveyors", "window_end")} if isinstance(record, Survey) else None
    )
    values = {
        "case_id": case_id,
        "kind": EvidenceKind(record.kind),
        "on_date": record.on,
        "person": record.person,
        "document": record.document,
        "body": body,
        "recorded_by": record.recorded_by,
        "recorded_on": record.recorded_on or record.on,
        "amends": record.amends,
    }
    return values, survey


def decision_row(case_id: str, decision: Decision, assessment: Mapping[str, Any] | None) -> dict[str, Any]:
    """A decision as a row."""
    return {
        "case_id": case_id,
        "seq": decision.seq,
        "step": decision.step,
        "on_date": decision.on,
        "decided_by": decision.decided_by,
        "effective_from": decision.effective_from,
        "monthly": decision.monthly,
        "base": decision.base,
        "counted": decision.counted,
        "route": decision.route,
        "term_end": decision.term_end,
        "survey_id": decision.survey,
        "policy_digest": decision.policy_digest,
        "spans": spans_document(decision.spans),
        "taper": taper_document(decision.taper),
        "assessment": dict(assessment) if assessment is not None else None,
    }


def decision_digest(row: Mapping[str, Any]) -> str:
    """The digest of a decision's row that its event carries."""
    return digest(_DECIDED(row))


def record_digest(values: Mapping[str, Any], survey: Mapping[str, Any] | None) -> str:
    """The digest of a record that its event carries; `survey` is the snapshot's document."""
    return digest([*_RECORDED(values), survey])


DECISION_KEYS = (
    "case_id",
    "seq",
    "step",
    "on_date",
    "decided_by",
    "effective_from",
    "monthly",
    "base",
    "counted",
    "route",
    "term_end",
    "survey_id",
    "policy_digest",
    "spans",
    "taper",
    "assessment",
)
RECORD_KEYS = ("case_id", "kind", "on_date", "person", "document", "body", "recorded_by", "recorded_on", "amends")
_DECIDED, _RECORDED = itemgetter(*DECISION_KEYS), itemgetter(*RECORD_KEYS)
