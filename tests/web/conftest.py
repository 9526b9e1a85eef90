"""The small county of the desk's tests."""

from tests.tui.conftest import built_county, own_county, small_county

__all__ = ["built_county", "own_county", "small_county"]
