"""Which sheet holds for a household: the one that was asked for, else the settled region's, else the village's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from states.sheets import MissingParameterError, SheetBook, SheetError, UnknownRegionError, shipped
from workflow.errors import BadFile, BadInput
from workflow.input_files import sheet_from, sheet_sentences
from workflow.settings import read_settings

if TYPE_CHECKING:
    from datetime import date

    from states.policy import Policy


@dataclass(frozen=True)
class PolicyChoice:
    """The sheets at hand, and the region that was asked for or settled: "" means by village."""

    book: SheetBook
    region: str
    day: date

    @classmethod
    def of(cls, sheet_file: str | None, region: str | None, day: date) -> PolicyChoice:
        """The choice that a command line makes; BadInput where the sheet cannot be used."""
        if sheet_file is not None:
            sheet = sheet_from(sheet_file)
            return cls(shipped().with_sheet(sheet), region or sheet.region, day)
        return cls(shipped(), region or read_settings().region, day)

    def region_of(self, village: str) -> str:
        """The region whose sheet holds for a village. BadInput: there is none."""
        try:
            return self.book.sheet_for_code(self.region or village)
        except UnknownRegionError as error:
            raise BadInput("policy.unknown_region", region=error.region) from None

    def policy_for(self, village: str) -> Policy:
        """The policy of a village on the day. BadInput names the parameter that nobody says, the region and the day."""
        region = self.region_of(village)
        try:
            return self.book.policy_on(region, self.day)
        except MissingParameterError as error:
            raise BadInput(
                "policy.parameter_missing", parameter=error.parameter, region=error.region, day=error.day
            ) from None
        except UnknownRegionError as error:
            raise BadInput("policy.unknown_region", region=error.region) from None
        except SheetError as error:
            raise BadFile(sheet_sentences(error.problems)) from None

    @cached_property
    def illnesses(self) -> frozenset[str]:
        """Every illness that a sheet at hand may list: what a file may say before its village is known."""
        regions = [self.region_of("")] if self.region else self.book.regions
        listed = (self.book.values_on(region, self.day).get("serious_illnesses", ()) for region in regions)
        return frozenset(code for codes in listed for code in codes)
