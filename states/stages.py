"""The seven stages of a case, as the office says them (policy §3)."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands."""

    APPLIED = "applied"
    VERIFIED = "verified"
    ENROLLED = "enrolled"
    KEY_SUPPORTED = "key_supported"
    TAPERING = "tapering"
    RE_VERIFIED = "re_verified"
    TERMINATED = "terminated"


class Outcome(StrEnum):
    """How a terminated case ended."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Route(StrEnum):
    """By which route a household is admitted (policy §2.4)."""

    INCOME = "income"
    EXPENDITURE = "expenditure"

    @property
    def batch(self) -> int:
        """1 for the income route, 2 for the expenditure route."""
        return 1 if self is Route.INCOME else 2


class Batch(StrEnum):
    """The four batches: admitted by income or by expenditure, key support, taper (policy §1)."""

    ADMISSION = "1"
    EXPENDITURE = "2"
    KEY_SUPPORT = "3"
    TAPER = "4"


class Role(StrEnum):
    """Who acts. The machine acts as CRON, under rules authorised in advance; an ADMINISTRATOR does no casework."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"
    AUDITOR = "auditor"
    CRON = "cron"
    ADMINISTRATOR = "administrator"


class AccessKind(StrEnum):
    """What is written down of people's access."""

    LOGIN = "login"
    FAILURE = "failure"
    LOGOUT = "logout"
    LOCK = "lock"
    UNLOCK = "unlock"
    PASSWORD_SET = "password_set"  # noqa: S105 - what happened, no password
    RIGHT_CHANGED = "right_changed"


class SealKind(StrEnum):
    """What a seal of the journal ends: a run over the caseload, or a day."""

    BATCH = "batch"
    DAY = "day"


LIVE = (
    Stage.APPLIED,
    Stage.VERIFIED,
    Stage.ENROLLED,
    Stage.KEY_SUPPORTED,
    Stage.TAPERING,
    Stage.RE_VERIFIED,
)
"""Stages of a live case: every one but terminated."""

PAID = (Stage.ENROLLED, Stage.KEY_SUPPORTED, Stage.TAPERING, Stage.RE_VERIFIED)
"""The caseload: stages in which a household is paid."""
