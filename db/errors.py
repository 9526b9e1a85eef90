"""What can be wrong with a database; the class says which, the words are somebody else's."""

from datetime import date, datetime


class StoreError(Exception):
    """Something about the database as a whole."""

    def __init__(self, url: str, detail: str = "") -> None:
        super().__init__(url, detail)
        self.url = url
        self.detail = detail


class StoreMissingError(StoreError):
    """There is no database."""


class StoreUnreachableError(StoreError):
    """Its server does not answer, or does not let us in."""


class StoreCutError(StoreUnreachableError):
    """The link to its server was cut in the middle: nothing of the transaction was kept."""


class StoreNotEmptyError(StoreError):
    """There is one already, with something in it."""


class StoreTooOldError(StoreError):
    """It waits for a migration."""


class StoreNewerError(StoreError):
    """A newer program made it."""


class StoreDamagedError(StoreError):
    """It is no database, or a broken one."""


class StoreKeyError(StoreDamagedError):
    """It is encrypted, and no key that is there opens it; or it is no database: nobody can tell which."""


class StoreLockedError(StoreError):
    """Somebody else holds it."""


class StoreInUseError(StoreLockedError):
    """Somebody has it open, and nobody may."""


class StoreReadOnlyError(StoreError):
    """It cannot be written."""


class StoreDiskError(StoreError):
    """Its disk is full, or fails."""


class StoreGoneError(StoreError):
    """Its file was there and is not any more, or another is in its place."""


class StorePlainError(StoreError):
    """It is not encrypted, though a key for it is named."""


class StoreKeyFileError(StoreError):
    """The file that should hold its key is not there, or holds none; `url` is that file's path."""


class StoreKeyExposedError(StoreError):
    """Others than its owner may read the file with its key; `url` is that file's path."""


class StoreForbiddenError(StoreError):
    """A server refuses whoever is connected: it is not theirs to see or to do, or not their region's."""


class RoleTakenError(Exception):
    """A person cannot have a role of a server: their login is too long, or a role that may more has it already."""

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login


class UnknownCaseError(LookupError):
    """No case has this number."""

    def __init__(self, case_id: str) -> None:
        super().__init__(case_id)
        self.case_id = case_id


class LostRaceError(Exception):
    """Somebody else changed the case first: who, when (UTC) and what (a step or kind of entry)."""

    def __init__(self, case_id: str, who: str, when: datetime, what: str) -> None:
        super().__init__(case_id, who, when, what)
        self.case_id = case_id
        self.who = who
        self.when = when
        self.what = what


class KeptOrNotError(Exception):
    """The link to a server was cut as a transaction was committed, and nothing tells whether it was kept."""


class EarlierError(Exception):
    """An event of a day before its predecessor's: the case, that one's day and this one's."""

    def __init__(self, case_id: str, newest: date, on: date) -> None:
        super().__init__(case_id, newest, on)
        self.case_id = case_id
        self.newest = newest
        self.on = on


class RunUnderWayError(Exception):
    """Another nightly run holds the caseload: since when (UTC) and who, as far as it is known."""

    def __init__(self, since: datetime | None, who: str) -> None:
        super().__init__(since, who)
        self.since = since
        self.who = who


class PartitionLostError(Exception):
    """A partition went on somewhere else while it was worked on here."""
