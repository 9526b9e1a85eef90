"""Lives are judged, not timed: a shared machine may be slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("lives", deadline=None)
settings.load_profile("lives")
