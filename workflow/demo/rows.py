"""A life as rows of the tables, and the same life lived by other people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from db.journal import BEGINNING, Entry, event_row
from db.notices import batch_number
from db.record_codec import body_of
from db.register import register_of_rows
from db.registering import OF_THE_WHOLE, id_tail
from db.writing import decision_digest, decision_row, derived_rows, opened, record_digest
from states.due import DueItem, all_due_items
from states.evidence import Notice, Record, Survey
from states.household_file import household_document, member_document
from states.stages import PAID, Stage
from workflow.answers import decided_on
from workflow.summary import columns_of, due_rows, grams_of, initials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from states.facts import Household
    from workflow.demo.life import Happening, Life


@dataclass(slots=True)
class Counters:
    """The next free numbers of the tables whose keys are numbers."""

    household: int = 1
    person: int = 1
    member: int = 1
    evidence: int = 1
    batches: dict[date, dict[str, int]] = field(default_factory=dict)
    """Villages whose notices were posted on a day, each with the number of its list."""

    def batch(self, day: date, village: str) -> str:
        """The number of the list that a village's notices of a day were posted with."""
        of_the_day = self.batches.setdefault(day, {})
        return batch_number(day, of_the_day.setdefault(village, len(of_the_day) + 1))


@dataclass(slots=True)
class Rows:
    """Rows by table, in an order in which they can be inserted."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, row: dict[str, Any]) -> None:
        """Add a row."""
        self.tables[table].append(row)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Another person in the place of a member: a name and an ID number."""

    name: str
    id_no: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Where and by whom a life is lived: its number, its village, the day of the county, and other people's names."""

    case_id: str
    village: str
    today: date
    people: Mapping[str, Newcomer] = field(default_factory=dict)
    former_case: str | None = None
    known: Mapping[str, int] = field(default_factory=dict)
    """Persons who are registered already, by ID number: they count in another case too."""


def write_life(life: Life, placed: Placed, rows: Rows, counters: Counters) -> None:
    """Add a life's rows, as it is lived in a place, by its own people or by others."""
    _Writer(life, placed, rows, counters).write()


class _Writer:
    """Turns one life into rows, renaming people on the way."""

    def __init__(self, life: Life, placed: Placed, rows: Rows, counters: Counters) -> None:
        self.life = life
        self.case_id = placed.case_id
        self.village = placed.village
        self.today = placed.today
        self.people = placed.people
        self.former_case = placed.former_case
        self.known = placed.known
        self.rows = rows
        self.counters = counters
        self.first_evidence = counters.evidence - 1
        members = life.case.household.members
        self.names = {m.name: self.people[m.id].name for m in members if m.id in self.people}

    def write(self) -> None:
        """Every table, in order."""
        household_id = self._household()
        case = self._case(household_id)
        self.rows.add("cases", case)
        due = self._once("due", lambda: due_rows(self._due()))
        for table, rows in derived_rows(self.case_id, case, grams_of(self._names()), due).items():
            for row in rows:
                self.rows.add(table.name, row)
        previous = BEGINNING
        for seq, happening in enumerate(self.life.happened, start=1):
            event = event_row(
                self.case_id, seq, self._entry(seq, happening), _instant(happening, seq), previous, salt=""
            )
            previous = event["hash"]
            self.rows.add("events", event)
        self.rows.tables["cases"][-1]["journal_hash"] = previous
        self.rows.tables["cases"][-1]["version"] = len(self.life.happened)

    def _once(self, key: object, make: Callable[[], Any]) -> Any:
        """What is the same whoever lives the life, made the first time it is asked for."""
        kept = self.life.kept
        if key not in kept:
            kept[key] = make()
        return kept[key]

    def _names(self) -> list[str]:
        names = [member.name for member in self.life.case.household.members]
        return [self.names.get(name, name) for name in names]

    def _head_name(self) -> str:
        name = self.life.case.household.head.name
        return self.names.get(name, name)

    def _due(self) -> tuple[DueItem, ...]:
        found: tuple[DueItem, ...] = self._once(
            "all due", lambda: all_due_items(self.life.case, self.life.rules, self.today)
        )
        return found

    def _household(self) -> int:
        household = self.life.case.household
        household_id = self.counters.household
        self.counters.household += 1
        document = self._once("household", lambda: household_document(household))
        facts = {key: value for key, value in document.items() if key not in OF_THE_WHOLE} | {"id": self.case_id}
        self.rows.add(
            "households",
            {
                "id": household_id,
                "village": self.village,
                "phone": household.phone,
                "address": household.address,
                "bank_account": household.bank_account,
                "facts": facts,
            },
        )
        self.register = register_of_rows(self.rows.tables["households"][-1], self._members(household, household_id))
        return household_id

    def _members(self, household: Household, household_id: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Add the members' rows; gives each with the person that it is."""
        deaths = self.life.case.deaths()
        paid = self.life.case.stage in PAID
        for position, member in enumerate(household.members):
            written = self._once(("member", position), partial(member_document, member))
            document = self._renamed_member(written)
            known = self.known.get(document.get("id_no", ""))
            number = self.counters.person if known is None else known
            person = _person(number, document, member.born, deaths.get(member.id))
            if known is None:
                self.rows.add("persons", person)
                self.counters.person += 1
            row = {
                "id": self.counters.member,
                "household_id": household_id,
                "person_id": number,
                "member_key": member.id,
                "position": position,
                "joined_on": None,
                "left_on": None,
                "counts": member.counts,
                "counted_in_paid": paid and member.counts and member.id not in deaths and known is None,
                "facts": document,
            }
            self.rows.add("members", row)
            self.counters.member += 1
            yield row, person

    def _case(self, household_id: int) -> dict[str, Any]:
        life, case = self.life, self.life.case
        name = self._head_name()
        ended = case.stage is Stage.TERMINATED
        return {
            "id": self.case_id,
            "household_id": household_id,
            "former_case": self.former_case,
            "stage": case.stage,
            "outcome": case.outcome,
            "opened_on": case.opened_on,
            "ended_on": case.history[-1].on if ended else None,
            "responsible": life.office.reviewer.login,
            **self._once("summary", lambda: columns_of(case, life.rules, self.today, self._due())),
            "village": self.village,
            "head_name": name,
            "head_pinyin": next(iter(initials(name)), ""),
        }

    def _entry(self, seq: int, happening: Happening) -> Entry:
        if happening.record is not None:
            return self._record_entry(happening, happening.record)
        if happening.taken is None:
            first = Entry(
                kind="step",
                step="apply",
                on=happening.on,
                actor=happening.actor.login,
                role=happening.actor.role,
                source=None,
                dest=Stage.APPLIED,
            )
            return opened(first, self.former_case, self.register.document)
        return self._step_entry(seq, happening)

    def _record_entry(self, happening: Happening, record: Record) -> Entry:
        record_id, digest = self._record(record)
        return Entry(
            kind="recorded",
            on=happening.on,
            actor=happening.actor.login,
            role=happening.actor.role,
            source=happening.stage,
            dest=happening.stage,
            body={"record": record_id, "kind": record.kind.value, "on": record.on.isoformat(), "digest": digest},
        )

    def _step_entry(self, seq: int, happening: Happening) -> Entry:
        taken = happening.taken
        if taken is None:
            raise ValueError(seq)
        step = taken.step
        answers = [list(self._record(record)) for record in taken.numbered]
        voids = [self._global(local) for local in taken.voided]
        if voids:
            for row in self.rows.tables["evidence"]:
                row["voided_by"] = seq if row["id"] in voids else row["voided_by"]
        body: dict[str, Any] = {
            "survey": self._global(step.survey) if step.survey else None,
            "answers": answers,
            "voids": voids,
        }
        if taken.decision is not None:
            decided = self._once(("decided", seq), lambda: decided_on(taken.situation))
            row = self._once(("decision", seq), partial(decision_row, "", taken.decision, decided))
            row = {
                **row,
                "case_id": self.case_id,
                "seq": seq,
                "survey_id": self._global(taken.decision.survey) if taken.decision.survey else None,
            }
            self.rows.add("decisions", row)
            body["decision"] = decision_digest(row)
        if taken.case.outcome is not None:
            body["outcome"] = taken.case.outcome.value
        return Entry(
            kind="step",
            step=step.step,
            on=step.on,
            actor=step.actor,
            role=step.role,
            source=step.source,
            dest=step.dest,
            reason=step.reason,
            body=body,
        )

    def _record(self, record: Record) -> tuple[int, str]:
        body, snapshot = self._once(("record", record.id), lambda: _body_and_snapshot(record))
        survey = None
        if snapshot is not None:
            survey = {**snapshot, "household": self._renamed_household(snapshot["household"])}
        if isinstance(record, Notice):
            body = {**body, "batch": self.counters.batch(record.on, self.village)}
        record_id = self._global(record.id)
        values = {
            "id": record_id,
            "case_id": self.case_id,
            "kind": record.kind,
            "on_date": record.on,
            "person": self.names.get(record.person, record.person),
            "document": record.document,
            "body": body,
            "recorded_by": record.recorded_by,
            "recorded_on": record.recorded_on or record.on,
            "amends": self._global(record.amends) if record.amends else None,
            "voided_by": None,
        }
        self.rows.add("evidence", values)
        self.counters.evidence = max(self.counters.evidence, record_id + 1)
        if survey is not None:
            self.rows.add(
                "surveys",
                {"evidence_id": record_id, "case_id": self.case_id, **survey, "window_end": record.window_end},  # type: ignore[attr-defined]
            )
        return record_id, record_digest(values, survey)

    def _global(self, local: int) -> int:
        return self.first_evidence + local

    def _renamed_household(self, document: dict[str, Any]) -> dict[str, Any]:
        return {
            **document,
            "id": self.case_id,
            "village": self.village,
            "members": [self._renamed_member(m) for m in document["members"]],
        }

    def _renamed_member(self, document: dict[str, Any]) -> dict[str, Any]:
        newcomer = self.people.get(document["id"])
        return document if newcomer is None else {**document, "name": newcomer.name, "id_no": newcomer.id_no}


def _body_and_snapshot(record: Record) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """A record's document, and a survey's snapshot apart from it."""
    body = body_of(record)
    if not isinstance(record, Survey):
        return body, None
    return body, {key: body.pop(key) for key in ("household", "surveyors", "window_end")}


def _person(number: int, document: Mapping[str, Any], born: date, died_on: date | None) -> dict[str, Any]:
    id_no = document.get("id_no", "")
    person = {"id": number, "name": document.get("name", ""), "id_no": id_no, "id_tail": id_tail(id_no), "born": born}
    return {**person, "died_on": died_on}


def _instant(happening: Happening, seq: int) -> datetime:
    """Office hours of the day in China, from eight on, a minute apart."""
    return datetime.combine(happening.on, time(seq // 60 % 10, seq % 60), UTC)
