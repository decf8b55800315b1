"""Which lessons use an experiment and which of its tables they read, found by searching their files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .contents import Entry, entry_of, paths
from .labs import LABS

_LAB = re.compile(r"^:{3,}[ \t]*lab[ \t]+([a-z0-9-]+)(.*)$", re.MULTILINE)
_AS = re.compile(r'\bas="(\w+)"')
_FIELD = re.compile(r"\b(\w+)\.([a-z]\w*)")


@dataclass(frozen=True)
class LabUse:
    """The lessons that use an experiment, and the tables they may read: a superset, as files are only searched."""

    lessons: tuple[Entry, ...] = ()
    tables: frozenset[str] = frozenset()


def lab_uses() -> Mapping[str, LabUse]:
    """Every experiment in the order of its first use; those that no lesson uses come last."""
    lessons: dict[str, list[Entry]] = {}
    tables: dict[str, set[str]] = {}
    for path in paths():
        entry = entry_of(path)
        if entry is None:
            continue
        text = path.read_text(encoding="utf-8")
        read = set(_FIELD.findall(text))
        for lab, rest in _LAB.findall(text):
            if lab not in LABS:
                continue
            if entry not in lessons.setdefault(lab, []):
                lessons[lab].append(entry)
            named = _AS.search(rest)
            result = named[1] if named else "lab"
            tables.setdefault(lab, set()).update(field for name, field in read if name == result)
    order = [*lessons, *sorted(LABS.keys() - lessons)]
    return {lab: LabUse(tuple(lessons.get(lab, ())), frozenset(tables.get(lab, ()))) for lab in order}
