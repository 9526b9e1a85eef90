"""A simulation as tables and as a JSON document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from states.money import yuan
from workflow.listing import Column, Kind, Listing
from workflow.policy_words import plain_value, written
from workflow.simulate import Effect, Sums
from workflow.wording import money, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from states.standing import Standing
    from workflow.listing import Cell
    from workflow.simulate import SimulatedCase, Simulation

CHANGED = (Effect.MORE, Effect.LESS, Effect.TAPERS)
MONEY = ("before", "after", "difference")


def simulation_listings(found: Simulation, villages: Mapping[str, str], *, cases: bool) -> list[Listing]:
    """By village, by batch, by class, what it comes to last; with `cases` each case first."""
    of_cases = [_of_cases(found, villages)] if cases else []
    return [*of_cases, _of_villages(found, villages), _of_batches(found), _of_effects(found)]


def changes_told(found: Simulation) -> Iterator[str]:
    """What is set otherwise, region by region, and what of it touches no amount."""
    for region, differences in found.changes.items():
        for each in differences:
            now, then = " ".join(written(each.a)), " ".join(written(each.b))
            yield say("simulate.change", region=region, parameter=each.parameter, now=now, then=then)
        if not differences:
            yield say("simulate.no_change", region=region)
    for name in found.without_effect:
        yield say("simulate.without_effect", parameter=name)


def notes_told(found: Simulation) -> Iterator[str]:
    """What else is to be known of the figures."""
    if found.key_support_gained or found.key_support_lost:
        yield say("simulate.key_support", gained=found.key_support_gained, lost=found.key_support_lost)
    if found.may_leave_taper:
        yield say("simulate.may_leave_taper", count=found.may_leave_taper)
    if found.unclear:
        yield say("simulate.unclear", count=found.unclear)
    if found.not_surveyed:
        yield say("simulate.not_surveyed", count=found.not_surveyed)
    paid = found.paid
    yield say("simulate.decided", decided=money(found.decided), reckoned=money(paid.before))


def _columns(*names: str, numbers: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(
        Column(
            say(f"simulate.column.{name}"),
            Kind.MONEY if name in MONEY else Kind.COUNT if name in numbers else Kind.TEXT,
        )
        for name in names
    )


def _of_villages(found: Simulation, villages: Mapping[str, str]) -> Listing:
    numbers = ("households", "enter", "leave", "changed")

    def row(name: str, sums: Sums, enter: int, leave: int, changed: int) -> tuple[Cell, ...]:
        return (name, sums.households_before, enter, leave, changed, sums.before, sums.after, sums.difference)

    def changed(of: Mapping[Effect, int]) -> int:
        return sum(of[effect] for effect in CHANGED)

    whole = {effect: sums.cases for effect, sums in found.by_effect.items()}
    return Listing(
        say("simulate.by_village"),
        say("simulate.sheet.villages"),
        _columns("village", *numbers, *MONEY, numbers=numbers),
        tuple(
            row(villages.get(code, code), sums, of[Effect.ENTERS], of[Effect.LEAVES], changed(of))
            for code, sums in found.by_village.items()
            for of in (found.effects_by_village[code],)
        ),
        row(say("simulate.total"), found.totals, whole[Effect.ENTERS], whole[Effect.LEAVES], changed(whole)),
    )


def _of_batches(found: Simulation) -> Listing:
    rows = tuple(
        (
            word("batch", batch.value), sums.before, sums.after, sums.monthly_before, sums.monthly_after,
            sums.monthly_after - sums.monthly_before,
        )
        for batch, sums in found.by_batch().items()
    )  # fmt: skip
    totals = found.totals
    return Listing(
        say("simulate.by_batch"),
        say("simulate.sheet.batches"),
        _columns("batch", "number_before", "number_after", *MONEY, numbers=("number_before", "number_after")),
        rows,
        (
            say("simulate.households_total"), totals.households_before, totals.households_after, totals.before,
            totals.after, totals.difference,
        ),
    )  # fmt: skip


def _of_effects(found: Simulation) -> Listing:
    numbers = ("cases", "persons_before", "persons_after")
    return Listing(
        say("simulate.by_effect", on=found.on),
        say("simulate.sheet.effects"),
        _columns("effect", *numbers, *MONEY, numbers=numbers),
        tuple(
            _effect_row(say(f"simulate.effect.{effect}"), sums) for effect, sums in found.by_effect.items()
        ),
        _effect_row(say("simulate.total"), found.totals),
        (*changes_told(found), *notes_told(found)),
    )  # fmt: skip


def _effect_row(name: str, sums: Sums) -> tuple[Cell, ...]:
    return (name, sums.cases, sums.persons_before, sums.persons_after, sums.before, sums.after, sums.difference)


def _of_cases(found: Simulation, villages: Mapping[str, str]) -> Listing:
    return Listing(
        say("simulate.by_case"),
        say("simulate.sheet.cases"),
        _columns("case", "head", "village", "stage", "effect", *MONEY),
        tuple(
            (
                each.case, each.head, villages.get(each.village, each.village), word("stage", each.stage.value),
                say(f"simulate.effect.{each.effect}"), each.before.monthly, each.after.monthly, each.difference,
            )
            for each in found.of()
        ),
    )  # fmt: skip


def simulation_document(found: Simulation, *, cases: bool) -> dict[str, Any]:
    """A simulation as a JSON object (docs/simulate.md); with `cases` each of them."""
    document: dict[str, Any] = {
        "on": found.on.isoformat(),
        "region": found.region,
        "changes": [
            {"region": region, "parameter": each.parameter, "now": plain_value(each.a), "other": plain_value(each.b)}
            for region, differences in found.changes.items()
            for each in differences
        ],
        "without_effect": list(found.without_effect),
        "totals": _sums(found.totals),
        "classes": {effect.value: _sums(sums) for effect, sums in found.by_effect.items()},
        "groups": {group.value: _sums(sums) for group, sums in found.by_group.items()},
        "batches": {
            batch.value: {
                **asdict(sums),
                "monthly_before": yuan(sums.monthly_before),
                "monthly_after": yuan(sums.monthly_after),
            }
            for batch, sums in found.by_batch().items()
        },
        "villages": [
            {
                "village": code, **_sums(sums),
                "classes": {effect.value: found.effects_by_village[code][effect] for effect in Effect},
            }
            for code, sums in found.by_village.items()
        ],
        "key_support": {"gained": found.key_support_gained, "lost": found.key_support_lost},
        "may_leave_taper": found.may_leave_taper,
        "unclear": found.unclear,
        "not_surveyed": found.not_surveyed,
        "monthly_decided": yuan(found.decided),
    }  # fmt: skip
    return {**document, "cases": [_case(each) for each in found.of()]} if cases else document


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(sums).items() if name not in MONEY},
        "monthly_before": yuan(sums.before),
        "monthly_after": yuan(sums.after),
        "monthly_difference": yuan(sums.difference),
    }


def _case(each: SimulatedCase) -> dict[str, Any]:
    return {
        "case": each.case,
        "village": each.village,
        "stage": each.stage.value,
        "group": each.group.value,
        "class": each.effect.value,
        "before": _standing(each.before),
        "after": _standing(each.after),
    }


def _standing(stands: Standing) -> dict[str, Any]:
    return {
        "support": stands.support.value,
        "monthly": yuan(stands.monthly),
        "route": stands.route.value if stands.route is not None else None,
        "counted": stands.counted,
        "topped_up": stands.topped_up,
        "may_leave_taper": stands.may_leave_taper,
    }
