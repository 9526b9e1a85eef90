"""Writing: one transaction in which records, steps and decisions go in together with their events, or not at all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RootTransaction, delete, func, insert, select, update

from db.decision_codec import spans_document, taper_document
from db.errors import LostRaceError, UnknownCaseError
from db.journal import BEGINNING, Entry, digest, event_row
from db.reading import (
    CASES,
    DECISIONS,
    EVENTS,
    EVIDENCE,
    HOUSEHOLDS,
    MEMBERS,
    PERSONS,
    REGIONS,
    SURVEYS,
    USERS,
    Reading,
    table,
)
from db.record_codec import body_of
from db.tables import CaseGramRow, RequestRow
from states.case import Decision
from states.evidence import EvidenceKind, Record, Survey
from states.facts import Household, Member
from states.household_file import household_document, member_document
from states.stages import Outcome, Stage

GRAMS, REQUESTS = table(CaseGramRow), table(RequestRow)
OF_THE_WHOLE = ("members", "income", "medical", "property", "village", "phone", "address", "bank_account", "previous")
"""Keys of a household file that have columns of their own, or belong to a survey."""


class Writing(Reading):
    """A transaction that may change things; `commit()` keeps them."""

    def __init__(self, connection: Connection, transaction: RootTransaction, clock: Callable[[], datetime]) -> None:
        super().__init__(connection)
        self._transaction = transaction
        self._clock = clock

    def commit(self) -> None:
        """Keep everything that was written."""
        self._transaction.commit()

    # The journal and the compare-and-set

    def append(self, case_id: str, entry: Entry, *, stage: Stage | None = None, outcome: Outcome | None = None) -> int:
        """Add an event to a case's chain and move the case's version with it; gives the event's number.

        `stage` and `outcome` are the case's after a step. LostRaceError: somebody else was first.
        """
        row = self.case_row(case_id)
        if row is None:
            raise UnknownCaseError(case_id)
        seq = row["version"] + 1
        event = event_row(case_id, seq, entry, self._clock(), row["journal_hash"])
        values: dict[str, Any] = {"version": seq, "journal_hash": event["hash"]}
        if stage is not None:
            values |= {"stage": stage, "outcome": outcome, "ended_on": entry.on if outcome is not None else None}
        moved = self.connection.execute(
            update(CASES).where(CASES.c.id == case_id, CASES.c.version == row["version"]).values(values)
        )
        if moved.rowcount != 1:
            raise self._lost_race(case_id)
        self.connection.execute(insert(EVENTS), [event])
        return seq

    def expect_version(self, case_id: str, version: int | None) -> None:
        """LostRaceError, saying who, when and what, where the case has moved on from `version`."""
        row = self.case_row(case_id)
        if row is not None and version is not None and row["version"] != version:
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
        """The case and event number that a request with this key made before."""
        if key is None:
            return None
        row = self.connection.execute(select(REQUESTS).where(REQUESTS.c.key == key)).mappings().first()
        return (row["case_id"], row["seq"]) if row is not None else None

    def remember_request(self, key: str | None, case_id: str, seq: int) -> None:
        """Keep a request's answer, so that asking again does nothing."""
        if key is not None:
            self.connection.execute(insert(REQUESTS), [{"key": key, "case_id": case_id, "seq": seq}])

    def add_user(self, **row: Any) -> None:
        """Register somebody who may act."""
        self.connection.execute(insert(USERS), [{**row, "active": True}])

    # Evidence and decisions

    def add_record(self, case_id: str, record: Record) -> tuple[int, str]:
        """Add a record; gives its id and the digest of what it says, for its event."""
        body = body_of(record)
        survey = (
            {key: body.pop(key) for key in ("household", "surveyors", "window_end")}
            if isinstance(record, Survey)
            else None
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

    # The household

    def add_household(self, household: Household) -> int:
        """Register a household and its people; who is known by ID number is found again."""
        document = household_document(household)
        values = {
            "village": household.village,
            "phone": household.phone,
            "address": household.address,
            "bank_account": household.bank_account,
            "facts": {key: value for key, value in document.items() if key not in OF_THE_WHOLE},
        }
        household_id: int = self.connection.execute(
            insert(HOUSEHOLDS).returning(HOUSEHOLDS.c.id), [values]
        ).scalar_one()
        for position, member in enumerate(household.members):
            self._add_member(household_id, member, position, None)
        return household_id

    def find_household(self, household: Household) -> int | None:
        """The household that the head was last registered in as the head, found by ID number."""
        if not household.head.id_no:
            return None
        statement = (
            select(MEMBERS.c.household_id)
            .join(PERSONS, PERSONS.c.id == MEMBERS.c.person_id)
            .where(PERSONS.c.id_no == household.head.id_no, MEMBERS.c.left_on.is_(None), MEMBERS.c.position == 0)
            .order_by(MEMBERS.c.household_id.desc())
        )
        return self.connection.execute(statement).scalars().first()

    def household_of(self, case_id: str) -> int:
        """The household of a case; UnknownCaseError where there is none."""
        found = self.connection.execute(select(CASES.c.household_id).where(CASES.c.id == case_id)).scalar()
        if found is None:
            raise UnknownCaseError(case_id)
        return int(found)

    def live_case_of(self, household_id: int | None) -> str | None:
        """The live case of a household."""
        statement = select(CASES.c.id).where(
            CASES.c.household_id == household_id, CASES.c.stage != Stage.TERMINATED.value
        )
        return self.connection.execute(statement).scalar()

    def last_case_of(self, household_id: int | None) -> str | None:
        """The last case of a household, live or not."""
        statement = (
            select(CASES.c.id)
            .where(CASES.c.household_id == household_id)
            .order_by(CASES.c.opened_on.desc(), CASES.c.id.desc())
        )
        return self.connection.execute(statement).scalars().first()

    def open_case(
        self, household_id: int, household: Household, opened_on: date, former_case: str | None, opening: Entry
    ) -> str:
        """Open a case: its row, its first event; gives its number."""
        highest = self.connection.execute(select(func.max(CASES.c.id))).scalar()
        case_id = case_number(int(highest.removeprefix("C-")) + 1 if highest else 1)
        event = event_row(case_id, 1, opening, self._clock(), BEGINNING)
        row = {
            "id": case_id,
            "household_id": household_id,
            "former_case": former_case,
            "stage": Stage.APPLIED,
            "outcome": None,
            "opened_on": opened_on,
            "version": 1,
            "village": household.village,
            "head_name": household.head.name,
            "counted": len(household.counted),
            "journal_hash": event["hash"],
        }
        self.connection.execute(insert(CASES), [row])
        self.connection.execute(insert(EVENTS), [event])
        return case_id

    def add_member(self, case_id: str, member: Member, joined_on: date) -> None:
        """Somebody was born into a case's household, or joined it."""
        household_id = self.household_of(case_id)
        last = self.connection.execute(
            select(func.max(MEMBERS.c.position)).where(MEMBERS.c.household_id == household_id)
        ).scalar()
        self._add_member(household_id, member, (last or 0) + 1, joined_on)

    def member_died(self, case_id: str, member: str, on: date) -> None:
        """Somebody died; they stay written in the household, and count in no paid case."""
        where = self._member(case_id, member)
        person = self.connection.execute(select(MEMBERS.c.person_id).where(*where)).scalar_one()
        self.connection.execute(update(PERSONS).where(PERSONS.c.id == person).values(died_on=on))
        self.connection.execute(update(MEMBERS).where(*where).values(counted_in_paid=False))

    def member_left(self, case_id: str, member: str, on: date) -> None:
        """Somebody left the household."""
        self.connection.execute(
            update(MEMBERS).where(*self._member(case_id, member)).values(left_on=on, counted_in_paid=False)
        )

    def move_household(self, case_id: str, village: str) -> None:
        """The household lives in another village of the county; its case goes along."""
        self.connection.execute(
            update(HOUSEHOLDS).where(HOUSEHOLDS.c.id == self.household_of(case_id)).values(village=village)
        )
        self.connection.execute(update(CASES).where(CASES.c.id == case_id).values(village=village))

    def change_account(self, case_id: str, account: str) -> None:
        """The household is paid to another account."""
        self.connection.execute(
            update(HOUSEHOLDS).where(HOUSEHOLDS.c.id == self.household_of(case_id)).values(bank_account=account)
        )

    def change_head(self, case_id: str, member: str) -> None:
        """Another member is the head; the former one becomes a relative."""
        household_id = self.household_of(case_id)
        for row in self.rows(select(MEMBERS).where(MEMBERS.c.household_id == household_id)):
            relation = row["facts"].get("relation", "")
            wanted = "head" if row["member_key"] == member else "relative" if relation == "head" else relation
            position = 0 if wanted == "head" else max(1, row["position"])
            if wanted != relation or position != row["position"]:
                self.connection.execute(
                    update(MEMBERS)
                    .where(MEMBERS.c.id == row["id"])
                    .values(facts={**row["facts"], "relation": wanted}, position=position)
                )

    def is_village(self, code: str) -> bool:
        """Whether a code is a village's."""
        return (
            self.connection.execute(
                select(REGIONS.c.code).where(REGIONS.c.code == code, REGIONS.c.level == "village")
            ).first()
            is not None
        )

    def free_member_key(self, case_id: str, wanted: str) -> str:
        """A member id that the case's household has never used: the one wanted, or the next after it."""
        used = set(
            self.connection.execute(
                select(MEMBERS.c.member_key).where(MEMBERS.c.household_id == self.household_of(case_id))
            ).scalars()
        )
        return (
            wanted
            if wanted not in used
            else next(key for n in range(2, len(used) + 3) if (key := f"{wanted}-{n}") not in used)
        )

    def count_in_paid_case(self, case_id: str, *, counted: bool) -> None:
        """Mark who counts in a case that begins, or ends, to be paid: nobody is marked twice."""
        here = (MEMBERS.c.household_id == self.household_of(case_id), MEMBERS.c.left_on.is_(None))
        if counted:
            alive = MEMBERS.c.person_id.in_(select(PERSONS.c.id).where(PERSONS.c.died_on.is_(None)))
            self.connection.execute(
                update(MEMBERS).where(*here, MEMBERS.c.counts.is_(True), alive).values(counted_in_paid=True)
            )
        else:
            self.connection.execute(update(MEMBERS).where(*here).values(counted_in_paid=False))

    def summarise(self, case_id: str, summary: Mapping[str, Any], grams: Sequence[str]) -> None:
        """Keep what lists show of a case, and the parts of its head's name, in step."""
        before = self.case_row(case_id)
        self.connection.execute(update(CASES).where(CASES.c.id == case_id).values(dict(summary)))
        known = self.connection.execute(select(GRAMS.c.gram).where(GRAMS.c.case_id == case_id).limit(1)).first()
        if before is None or before["head_name"] != summary.get("head_name") or (grams and known is None):
            self.connection.execute(delete(GRAMS).where(GRAMS.c.case_id == case_id))
            if grams:
                self.connection.execute(
                    insert(GRAMS), [{"gram": gram, "case_id": case_id} for gram in dict.fromkeys(grams)]
                )

    def _member(self, case_id: str, member: str) -> tuple[Any, ...]:
        return (MEMBERS.c.household_id == self.household_of(case_id), MEMBERS.c.member_key == member)

    def _add_member(self, household_id: int, member: Member, position: int, joined_on: date | None) -> None:
        person_id = None
        if member.id_no:
            person_id = self.connection.execute(select(PERSONS.c.id).where(PERSONS.c.id_no == member.id_no)).scalar()
        if person_id is None:
            values = {"name": member.name, "id_no": member.id_no, "born": member.born}
            person_id = self.connection.execute(insert(PERSONS).returning(PERSONS.c.id), [values]).scalar_one()
        self.connection.execute(
            insert(MEMBERS),
            [
                {
                    "household_id": household_id,
                    "person_id": person_id,
                    "member_key": member.id,
                    "position": position,
                    "joined_on": joined_on,
                    "counts": member.counts,
                    "facts": member_document(member),
                }
            ],
        )


def case_number(number: int) -> str:
    """A case's number as people write it; seven digits, so that text order is number order."""
    return f"C-{number:07d}"


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
    return digest([_plain(row[key]) for key in DECISION_KEYS])


def record_digest(values: Mapping[str, Any], survey: Mapping[str, Any] | None) -> str:
    """The digest of a record that its event carries; `survey` is the snapshot's document."""
    return digest([*(_plain(values[key]) for key in RECORD_KEYS), dict(survey) if survey is not None else None])


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


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
