"""What is asked of the office about households that part or become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from workflow import changes

if TYPE_CHECKING:
    from datetime import date

    from workflow.office import Office


class _Calls(Protocol):
    """What the other calls have."""

    office: Office


class MoveCalls:
    """The part of the office that moves people between households."""

    def split(self: _Calls, case_id: str, members: tuple[str, ...], dated: date) -> None:
        """Let members leave to live apart."""
        changes.split(self.office, case_id, members, dated)

    def move_member(self: _Calls, member: str, case_id: str, into: str, dated: date) -> None:
        """Move a member to another case's household."""
        changes.move_member(self.office, member, case_id, into, dated)

    def merge(self: _Calls, case_id: str, into: str, dated: date, effective_from: date, note: str) -> None:
        """Let a case's household join another's, and close the case."""
        changes.merge(self.office, case_id, into, dated, effective_from=effective_from, note=note)
