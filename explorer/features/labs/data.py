"""Experiments as JSON data for other programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ....core.support.localization import _
from ....core.trace.files.fields import worded
from ....lessons.lab_uses import lab_uses
from ....lessons.labs import LABS, about, lab, title
from ....lessons.labs.lab import Parameter, Result, Table, Value


def of_all() -> list[dict[str, Any]]:
    """Every lab with its title and the numbers of the lessons that use it."""
    uses = lab_uses()
    return [
        {"lab": name, "title": title(name), "lessons": [each.number for each in uses[name].lessons]}
        for name in sorted(LABS)
    ]


def of_parameters(name: str) -> dict[str, Any]:
    """A lab and its parameters."""
    return {
        "lab": name,
        "title": title(name),
        "about": about(name),
        "parameters": [_parameter(each) for each in lab(name).PARAMETERS],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {"name": parameter.name, "default": parameter.default, "says": _(parameter.says)}
    if isinstance(parameter.default, str):
        return found | ({"choices": list(parameter.choices)} if parameter.choices else {})
    if isinstance(parameter.default, bool):
        return found
    return found | {key: getattr(parameter, key) for key in ("low", "high", "step", "whole")}


def of_result(
    name: str, parameters: Mapping[str, Value], result: Result, only: Collection[str] = ()
) -> dict[str, Any]:
    """The result of an experiment: all tables or those in `only`; NaN and ±∞ are strings, as in a trace."""
    return {
        "lab": name,
        "title": title(name),
        "parameters": dict(parameters),
        "tables": {
            field: _table(table)
            for field, table in result.localized().tables.items()
            if not only or field in only
        },
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "says": table.says,
        "axes": table.axes,
        "shape": table.values.shape,
        "labels": table.labels,
        "values": worded(table.values.tolist()),
    }
