"""What the desk asks of the office about who is at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.stages import AccessKind
from workflow import access

if TYPE_CHECKING:
    from workflow.office import Office


class AccessCalls:
    """Proving who acts, and writing down that they left the desk and came back."""

    office: Office

    def has_password(self, login: str) -> bool:
        """Whether somebody has a password to prove themselves with."""
        return access.has_password(self.office.as_user(login))

    def prove(self, login: str, password: str) -> None:
        """Prove that one is somebody, who acts from now on. NotPermitted: the password is wrong, or a pause is on."""
        office = self.office.as_user(login)
        access.prove(office, password)
        self.office = office

    def unlock(self, password: str) -> None:
        """Prove that one is who was at work. NotPermitted as of `prove`."""
        access.prove(self.office, password, AccessKind.UNLOCK)

    def note_lock(self) -> None:
        """Write down that the desk was locked."""
        access.note(self.office, AccessKind.LOCK)

    def note_unlock(self) -> None:
        """Write down that somebody without a password said their login."""
        access.note(self.office, AccessKind.UNLOCK)

    def note_login(self) -> None:
        """Write down that somebody without a password came."""
        access.note(self.office, AccessKind.LOGIN)
