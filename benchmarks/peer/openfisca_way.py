"""Amounts by OpenFisca, vectorised: the standard, the income, what was paid for medicine, and a twelfth of the gap."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from states.facts import Household

PERSON = build_entity("person", "persons", "A member", is_person=True)
HOUSEHOLD = build_entity("household", "households", "A household", roles=[{"key": "member", "plural": "members"}])
STANDARD = "description: Annual standard in fen\nvalues:\n  {day}:\n    value: {fen}\n"
"""A parameter as a file of a country package."""


class counts(Variable):  # noqa: N801 - variables are named as they are asked for
    """Whether a member counts (policy §2.1)."""

    value_type, entity, definition_period, default_value = bool, PERSON, DateUnit.YEAR, True


class income_annual(Variable):  # noqa: N801
    """A member's countable income, in fen (policy §2.2)."""

    value_type, entity, definition_period = int, PERSON, DateUnit.YEAR


class self_paid_medical(Variable):  # noqa: N801
    """Certified cost of a member less all offsets, in fen (policy §2.3)."""

    value_type, entity, definition_period = int, PERSON, DateUnit.YEAR


class base_monthly(Variable):  # noqa: N801
    """The month's base of a household, in fen (policy §2.4, §2.6)."""

    value_type, entity, definition_period = int, HOUSEHOLD, DateUnit.MONTH

    def formula(household: Any, period: Any, parameters: Any) -> Any:  # noqa: N805 - as the library calls it
        """A twelfth of the gap; medicine is deducted where income alone reaches the standard."""
        year = period.this_year
        who = household.members("counts", year)
        ceiling = int(parameters(period).standard_annual) * household.sum(who)
        income = np.maximum(household.sum(household.members("income_annual", year) * who), 0)
        paid = household.sum(np.maximum(household.members("self_paid_medical", year), 0) * who)
        adjusted = np.where(income < ceiling, income, np.maximum(income - paid, 0))
        return (np.maximum(ceiling - adjusted, 0) + 6) // 12


class OpenFisca:
    """The same formula, on one household or on all at once."""

    def __init__(self, standard_annual: int, month: date) -> None:
        self.month, self.year, self.standard = f"{month:%Y-%m}", str(month.year), standard_annual

    @cached_property
    def system(self) -> TaxBenefitSystem:
        """Entities, parameters and variables."""
        made = TaxBenefitSystem([PERSON, HOUSEHOLD])
        with TemporaryDirectory() as folder:
            text = STANDARD.format(day=f"{self.year}-01-01", fen=self.standard)
            (Path(folder) / "standard_annual.yaml").write_text(text, encoding="utf-8")
            made.load_parameters(folder)
        made.add_variables(counts, income_annual, self_paid_medical, base_monthly)
        return made

    def arrays(self, households: Sequence[Household]) -> dict[str, Any]:
        """What the formula looks at, member after member, and to which household each belongs."""
        rows = [
            (number, member.counts, *_sums(household, member.id))
            for number, household in enumerate(households)
            for member in household.members
        ]
        belongs, who, incomes, paid = (np.array(column) for column in zip(*rows, strict=True))
        return {
            "households": np.arange(len(households)), "belongs": belongs,
            "counts": who, "income_annual": incomes, "self_paid_medical": paid,
        }  # fmt: skip

    def all_of(self, arrays: dict[str, Any]) -> Any:
        """The base of every household, in fen."""
        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("person", np.arange(len(arrays["belongs"])))
        declared = builder.declare_entity("household", arrays["households"])
        builder.join_with_persons(declared, arrays["belongs"], np.full(len(arrays["belongs"]), "member"))
        simulation = builder.build(self.system)
        for name in ("counts", "income_annual", "self_paid_medical"):
            simulation.set_input(name, self.year, arrays[name])
        return simulation.calculate("base_monthly", self.month)

    def one(self, household: Household) -> int:
        """The base of one household, in fen, as a web service would ask for it."""
        persons = {}
        for member in household.members:
            income, paid = _sums(household, member.id)
            persons[member.id] = {
                "counts": {self.year: member.counts},
                "income_annual": {self.year: income},
                "self_paid_medical": {self.year: paid},
            }
        asked = {"persons": persons, "households": {"it": {"members": list(persons)}}}
        simulation = SimulationBuilder().build_from_entities(self.system, asked)
        return int(simulation.calculate("base_monthly", self.month)[0])


def _sums(household: Household, member: str) -> tuple[int, int]:
    income = sum(row.annual for row in household.income if row.member == member)
    return income, sum(bill.certified - bill.offsets for bill in household.medical if bill.member == member)
