"""Sheets as text for tests: entries under the shipped defaults, with a standard of 5,340 yuan a year."""

from __future__ import annotations

from datetime import date

from states.sheets import read_sheet, shipped

DAY = date(2026, 11, 23)


def entry(name, value, in_force="2020-01-01"):
    """An entry as TOML."""
    return f"[[{name}]]\nin_force = {in_force}\nvalue = {value}\n"


STANDARD = entry("standard_annual", '"5340.00"')


def sheet(*entries, region="cn-99", parent="cn", standard=STANDARD):
    """A sheet under the shipped defaults, with a standard."""
    said = f'parent = "{parent}"\n' if parent else ""
    return read_sheet(f'region = "{region}"\n{said}{standard}{"".join(entries)}', f"{region}.toml")


def policy(*entries, on=DAY, **kept):
    return shipped().policy_of(sheet(*entries, **kept), on)
