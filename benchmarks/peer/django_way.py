"""Django's objects with django-fsm-2, each case saved with its row of audit in a transaction of its own."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, models, transaction

from benchmarks.peer import work

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"},
        }
    },
    USE_TZ=True,
)
django.setup()

from django_fsm import FSMField, TransitionNotAllowed  # noqa: E402 - wants its settings first
from django_fsm import transition as step_of  # noqa: E402


def _steps() -> dict[str, Callable[..., None]]:
    """The table's steps as methods; one that keeps the stage has no target."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, source, dest in work.table():
        found[name].append((source, dest))
    return {name: _step(name, ways) for name, ways in found.items()}


def _step(name: str, ways: list[tuple[str, str]]) -> Callable[..., None]:
    def taken(self: Any) -> None:
        self.base = self.new_base

    sources, dests = [source for source, _ in ways], {dest for _, dest in ways}
    keeps = name == "adjust"
    conditions = [lambda case: case.new_base != case.base] if keeps else []
    made = step_of("stage", source=sources, target=None if keeps else dests.pop(), conditions=conditions)
    return made(taken if keeps else lambda _: None)


class _Case(models.Model):  # noqa: DJ008 - shown to nobody
    """A case without its steps."""

    id = models.CharField(primary_key=True, max_length=12)
    village = models.CharField(max_length=12)
    head = models.CharField(max_length=60)
    stage = FSMField(default="applied")
    counted = models.IntegerField(default=1)
    income_annual = models.IntegerField(default=0)
    standard_annual = models.IntegerField(default=0)
    base = models.IntegerField(default=0)

    class Meta:
        """No table of its own."""

        app_label, abstract = "peers", True

    @property
    def new_base(self) -> int:
        """What is to be paid a month."""
        return work.base_of(self.counted, self.income_annual, self.standard_annual)


Case: Any = type(
    "Case", (_Case,), {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "peers"}), **_steps()}
)


class Audit(models.Model):  # noqa: DJ008
    """What was done on a case."""

    id = models.BigAutoField(primary_key=True)
    case_id = models.CharField(max_length=12)
    at = models.DateTimeField()
    on_date = models.DateField()
    actor = models.CharField(max_length=60)
    step = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    dest = models.CharField(max_length=20)
    base_before = models.IntegerField()
    base_after = models.IntegerField()

    class Meta:
        """Of no installed application."""

        app_label = "peers"


class DjangoWay:
    """Objects, saved row by row."""

    library, how = "django-fsm-2", "saved row by row"

    def prepare(self, path: Path, cases: Sequence[work.Case]) -> None:
        """Put the cases into a new file."""
        _open(path)
        with connection.schema_editor() as editor:
            editor.create_model(Case)
            editor.create_model(Audit)
        Case.objects.bulk_create(Case(**asdict(case)) for case in cases)
        connection.close()

    def night(self, path: Path) -> int:
        """Adjust every case whose amount differs, each with a row of audit; how many were."""
        _open(path)
        steps = sum(_adjusted(case) for case in Case.objects.order_by("id").iterator(work.CHUNK))
        connection.close()
        return steps

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each case by the file."""
        _open(path)
        found = dict(Case.objects.values_list("id", "base"))
        connection.close()
        return found

    def walker(self) -> Callable[[], None]:
        """What walks the life once in memory, saving nothing."""

        def walk() -> None:
            case = Case()
            for step in work.LIFE:
                getattr(case, step)()
            assert case.stage == "terminated"

        return walk


def _adjusted(case: Any) -> bool:
    source, before = case.stage, case.base
    try:
        case.adjust()
    except TransitionNotAllowed:
        return False
    with transaction.atomic():
        case.save(update_fields=("stage", "base"))
        Audit.objects.create(
            case_id=case.id, at=datetime.now(UTC), on_date=date.fromisoformat(work.DAY), actor="cron", step="adjust",
            source=source, dest=case.stage, base_before=before, base_after=case.base,
        )  # fmt: skip
    return True


def _open(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)
