"""What a user chose in the desk and wants to find again: the look and the language, in the user's state directory.

It is no setting: the settings file is the user's to write, and what it says comes first.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from workflow.wording import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from workflow.wording import Language


@dataclass(slots=True)
class Choices:
    """The choices, empty where none was made; kept in `path`, or nowhere."""

    path: Path | None
    theme: str = ""
    lang: Language | None = None

    @classmethod
    def of_user(cls) -> Self:
        """The user's choices; none where there is no file, or one that says nothing."""
        import platformdirs

        path = platformdirs.user_state_path("dibao", appauthor=False) / "desk.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return cls(path)
        said = found if isinstance(found, dict) else {}
        lang = next((each for each in LANGUAGES if each == said.get("lang")), None)
        return cls(path, theme=str(said.get("theme") or ""), lang=lang)

    def keep(self, *, theme: str = "", lang: Language | None = None) -> None:
        """Remember a choice; where it cannot be written it holds for this run."""
        self.theme, self.lang = theme or self.theme, lang or self.lang
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            said = {name: value for name, value in asdict(self).items() if name != "path"}
            self.path.write_text(json.dumps(said), encoding="utf-8")
        except OSError:
            self.path = None
