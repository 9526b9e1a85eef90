"""Whether the libraries are the ones that were locked, and their files what their makers packed."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.doctor.noted import fails, fine, not_applicable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.doctor.noted import Noted
    from workflow.doctor.patient import Patient

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)( ;)?", re.MULTILINE)
MOST_NAMED = 5


def dependencies(patient: Patient) -> Iterator[Noted]:
    """Every locked library is there in its version, and its files have the hashes that it was installed with."""
    try:
        lock = patient.around.lock.read_text(encoding="ascii")
    except OSError:
        yield not_applicable("dependencies.no_lock")
        return
    versions: dict[str, set[str]] = {}
    for name, locked, _ in LOCKED.findall(lock):
        versions.setdefault(name, set()).add(locked)
    for_some = {name for name, _, condition in LOCKED.findall(lock) if condition}
    for name, allowed in versions.items():
        found = _found(name)
        if found is None and name not in for_some:
            yield fails("dependencies.missing", name=name)
        elif found is not None and found.version not in allowed:
            yield fails("dependencies.other", name=name, found=found.version, locked=" ".join(sorted(allowed)))
        elif found is not None and (changed := list(_changed(found))):
            yield fails("dependencies.changed", name=name, count=len(changed), files=", ".join(changed[:MOST_NAMED]))
    yield fine("dependencies.ok", count=len(versions))


def _found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _changed(found: Distribution) -> Iterator[str]:
    """Files that are gone or are not what was installed."""
    for file in found.files or ():
        if file.hash is None or file.hash.mode != "sha256":
            continue
        try:
            content = Path(file.locate()).read_bytes()
        except OSError:
            yield str(file)
            continue
        known = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        if known != file.hash.value:
            yield str(file)
