"""What the simulation's screen asks of the office: the levers, whether a value can be set, the simulation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.errors import BadInput
from workflow.other_policy import OtherPolicy, levers, overlay, setting_of
from workflow.simulate import simulate, size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workflow.office import Office
    from workflow.other_policy import Lever
    from workflow.simulate import Simulation


class SimulateCalls:
    """The caseload of the acting person's region under another policy."""

    office: Office

    def levers(self) -> tuple[Lever, ...]:
        """The figures of the region's sheet that can be set."""
        return levers(self.office, self.office.user.region)

    def wrong_with(self, lever: str, typed: str) -> str:
        """Why a lever cannot be set to what is typed, as a sentence; "" where it can."""
        office = self.office
        try:
            setting = setting_of(f"{lever}={typed}")
            overlay(office.book, office.book.sheet_for_code(office.user.region), [setting], office.today)
        except BadInput as bad:
            return str(bad.values.get("said") or bad)
        return ""

    def simulation(self, typed: Mapping[str, str], go_on: Callable[[int, int], bool]) -> Simulation:
        """What the typed values would do; `go_on` is told how many cases of how many are done."""
        office = self.office
        region = office.user.region
        other = OtherPolicy.of(office, [f"{lever}={value}" for lever, value in typed.items()])
        total = size(office, region)
        return simulate(office, other, region, lambda done: go_on(done, total))
