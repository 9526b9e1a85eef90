"""The small county of the desk's tests."""

from tests.tui.conftest import own_county, small_county

__all__ = ["own_county", "small_county"]
