"""What is wrong with a database, said to people."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from db.errors import (
    EarlierError,
    KeptOrNotError,
    LostRaceError,
    RoleTakenError,
    RunUnderWayError,
    StoreCutError,
    StoreDamagedError,
    StoreDiskError,
    StoreError,
    StoreForbiddenError,
    StoreGoneError,
    StoreInUseError,
    StoreKeyError,
    StoreKeyExposedError,
    StoreKeyFileError,
    StoreLockedError,
    StoreMissingError,
    StoreNewerError,
    StoreNotEmptyError,
    StorePlainError,
    StoreReadOnlyError,
    StoreTooOldError,
    StoreUnreachableError,
    UnknownCaseError,
)
from states.household_file import HouseholdFileError
from workflow.errors import BadInput, DatabaseTrouble, LostRace, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SENTENCES: dict[type[StoreError], str] = {
    StoreMissingError: "stores.missing",
    StoreNotEmptyError: "stores.not_empty",
    StoreTooOldError: "stores.too_old",
    StoreNewerError: "stores.newer",
    StoreDamagedError: "stores.damaged",
    StoreLockedError: "stores.locked",
    StoreInUseError: "stores.in_use",
    StoreReadOnlyError: "stores.read_only",
    StoreDiskError: "stores.disk",
    StoreGoneError: "stores.gone",
    StoreKeyError: "stores.no_key_opens",
    StorePlainError: "stores.plain",
    StoreKeyFileError: "stores.no_key_file",
    StoreKeyExposedError: "stores.key_exposed",
    StoreUnreachableError: "stores.unreachable",
    StoreForbiddenError: "stores.forbidden",
    StoreCutError: "stores.unreachable",
}

Said = ParamSpec("Said")
Answer = TypeVar("Answer")


def despite_a_cut(use_case: Callable[Said, Answer]) -> Callable[Said, Answer]:
    """A use case that is done once more where the link to a server was cut in it: nothing of it was kept.

    It is one transaction and ends with it: what it would read afterwards could be cut off from what is kept.
    """

    @wraps(use_case)
    def done(*said: Said.args, **named: Said.kwargs) -> Answer:
        try:
            return use_case(*said, **named)
        except DatabaseTrouble as error:
            if not isinstance(error.__cause__, StoreCutError):
                raise
        return use_case(*said, **named)

    return done


@contextmanager
def database_trouble() -> Iterator[None]:
    """Turn what the storage raises into what a person is told."""
    try:
        yield
    except StoreError as error:
        raise DatabaseTrouble(
            SENTENCES.get(type(error), "stores.trouble"), url=shown_url(error.url), detail=error.detail
        ) from error
    except KeptOrNotError as error:
        raise DatabaseTrouble("stores.kept_or_not") from error
    except LostRaceError as error:
        raise LostRace(error.who, f"{error.when:%Y-%m-%d %H:%M}", error.what) from error
    except RunUnderWayError as error:
        since = f"{error.since.astimezone():%Y-%m-%d %H:%M}" if error.since is not None else "?"
        raise Refused("recheck.under_way", since=since, who=error.who or "?") from error
    except HouseholdFileError as error:
        what = " ".join(f"{problem.field} {problem.code}" for problem in error.problems)
        raise DatabaseTrouble("stores.document", detail=what) from error
    except RoleTakenError as error:
        raise BadInput("stores.role_taken", login=error.login) from error
    except EarlierError as error:
        raise Refused("stores.earlier", case=error.case_id, newest=error.newest, today=error.on) from error
    except UnknownCaseError as error:
        raise BadInput("stores.no_case", case=error.case_id) from error


def shown_url(url: str) -> str:
    """A database's URL without its password, and without where its key is."""
    if url.startswith("sqlite:"):
        return url.partition("?")[0]
    before, at, after = url.rpartition("@")
    scheme, _, who = before.partition("://")
    return f"{scheme}://{who.partition(':')[0]}@{after}" if at else url
