"""SQLModel objects, a transitions.Machine for each case, committed two hundred at a time."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine, select
from transitions import Machine

from benchmarks.peer import work


class PeerCase(SQLModel, table=True):
    """A case."""

    id: str = Field(primary_key=True)
    village: str
    head: str
    stage: str
    counted: int
    income_annual: int
    standard_annual: int
    base: int


class PeerAudit(SQLModel, table=True):
    """What was done on a case."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: str
    at: datetime
    on_date: date
    actor: str
    step: str
    source: str
    dest: str
    base_before: int
    base_after: int


class Life:
    """A case in its life: what the library moves, since it cannot move the object of a table."""

    stage: str

    def __init__(self, case: PeerCase) -> None:
        self.case = case
        self.new_base = work.base_of(case.counted, case.income_annual, case.standard_annual)
        self.machine = Machine(
            self, states=work.STAGES, transitions=TRANSITIONS, initial=case.stage, auto_transitions=False,
            model_attribute="stage",
        )  # fmt: skip

    def amount_differs(self) -> bool:
        """Whether another amount is to be paid."""
        return self.new_base != self.case.base


TRANSITIONS: list[dict[str, Any]] = [
    {"trigger": name, "source": source, "dest": dest, "conditions": ["amount_differs"] if name == "adjust" else []}
    for name, source, dest in work.table()
]


class SqlModelWay:
    """Objects, read and committed in batches."""

    library, how = "SQLModel and transitions", "objects with a Machine each"

    def prepare(self, path: Path, cases: Sequence[work.Case]) -> None:
        """Put the cases into a new file."""
        engine = _engine(path)
        SQLModel.metadata.create_all(engine, tables=[PeerCase.__table__, PeerAudit.__table__])
        with Session(engine) as session:
            session.add_all(PeerCase(**asdict(case)) for case in cases)
            session.commit()
        engine.dispose()

    def night(self, path: Path) -> int:
        """Adjust every case whose amount differs, each with a row of audit; how many were."""
        engine, after, steps = _engine(path), "", 0
        while True:
            with Session(engine) as session:
                wanted = select(PeerCase).where(PeerCase.id > after).order_by(PeerCase.id).limit(work.CHUNK)
                batch = session.exec(wanted).all()
                if not batch:
                    break
                after = batch[-1].id
                steps += sum(_adjusted(session, case) for case in batch)
                session.commit()
        engine.dispose()
        return steps

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each case by the file."""
        engine = _engine(path)
        with Session(engine) as session:
            found = dict(session.exec(select(PeerCase.id, PeerCase.base)).all())
        engine.dispose()
        return found

    def walker(self) -> Callable[[], None]:
        """What walks the life once in memory, saving nothing."""

        def walk() -> None:
            case = PeerCase(stage="applied", counted=1, income_annual=0, standard_annual=0, base=0)
            life = Life(case)
            for step in work.LIFE:
                assert life.trigger(step)  # type: ignore[attr-defined]
            assert life.stage == "terminated"

        return walk


def _adjusted(session: Session, case: PeerCase) -> bool:
    life, source, before = Life(case), case.stage, case.base
    if not life.adjust():  # type: ignore[attr-defined]
        return False
    case.stage, case.base = life.stage, life.new_base
    session.add(
        PeerAudit(
            case_id=case.id, at=datetime.now(UTC), on_date=date.fromisoformat(work.DAY), actor="cron", step="adjust",
            source=source, dest=case.stage, base_before=before, base_after=case.base,
        )
    )  # fmt: skip
    return True


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda connection, _: work.settle(connection))
    return engine
