"""Check the parts of an intervention; a check that fails raises InterventionError."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ..operations.region import ALL, Region
from ..support.errors import Problem
from ..support.localization import _, plural
from ..support.typed_numbers import LARGEST
from ..trace.files.fields import shortly
from ..trace.part_names import axis_name


class InterventionError(Problem):
    """An intervention is invalid or does not fit the model; the message is one line."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of an error message: what was probably meant."""
    from difflib import get_close_matches  # only needed after a typing mistake

    close = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    return _("; did you mean {names}?", names=_(", ").join(close)) if close else ""


def require_known(name: str, known: Iterable[str], what: str) -> None:
    """Raises unless the model has a part of this name; `what` is the kind of part in the message."""
    if name not in known:
        raise InterventionError(
            _(
                "this model has no {what} {name!r}{suggestion}",
                what=what,
                name=name,
                suggestion=suggestion(name, known),
            )
        )


def require_text(value: object, what: str) -> None:
    if not isinstance(value, str) or not value:
        raise InterventionError(
            _("{what} is missing or is not text: {value}", what=what, value=shortly(value))
        )


def require_count(value: object, what: str) -> None:
    """Raises unless the value is a non-negative whole number."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise InterventionError(
            _("{what} must be a non-negative whole number, not {value}", what=what, value=shortly(value))
        )


def require_number(value: object, what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise InterventionError(_("{what} must be a number, not {value}", what=what, value=shortly(value)))
    if isinstance(value, int) and abs(value) > LARGEST:
        raise InterventionError(_("{what} is too large", what=what))


def require_finite(value: object, what: str) -> None:
    require_number(value, what)
    if math.isinf(value):  # type: ignore[arg-type]
        raise InterventionError(
            _("{what} must be a finite number, not {value}", what=what, value=shortly(value))
        )


def require_region(region: object, what: str) -> None:
    if not isinstance(region, tuple) or not region:
        raise InterventionError(
            _(
                "{what} needs an index for each axis, such as 0,1,2, not {region}",
                what=what,
                region=shortly(region),
            )
        )
    for place in region:
        if place != ALL:
            require_count(place, _("each index of a cell, unless it is *,"))


def require_one_of(value: object, choices: tuple[str, ...], what: str) -> None:
    if value not in choices:
        raise InterventionError(
            _(
                "{what} must be {choices} or {last}, not {value}",
                what=what,
                choices=_(", ").join(choices[:-1]),
                last=choices[-1],
                value=shortly(value),
            )
            + (suggestion(value, choices) if isinstance(value, str) else "")
        )


def check_axes(region: Region, axes: tuple[str, ...], where: str) -> None:
    """Raises unless the region has an index for each axis."""
    if len(region) != len(axes):
        raise InterventionError(
            plural(
                "{where} has {n} axis, {axes}: give an index, or * for all, such as {example}",
                "{where} has {n} axes, {axes}: give an index, or * for all, for each axis, such as {example}",
                len(axes),
                where=where,
                n=len(axes),
                axes=_(", ").join(map(axis_name, axes)),
                example=",".join("0" * len(axes)),
            )
        )


def check_region(
    region: Region, shape: tuple[int, ...], axes: tuple[str, ...], where: str, hint: str
) -> None:
    """Raises unless the region is inside an array of this shape.

    Args:
        where: the name of the array; `hint`: the end of the message.
    """
    sizes = " × ".join(f"{axis_name(axis)} ({size})" for axis, size in zip(axes, shape, strict=True))
    for place, size, axis in zip(region, shape, axes, strict=True):
        if isinstance(place, int) and place >= size:
            raise InterventionError(
                _(
                    "{axis} {place} is outside {where}, which is {sizes}; {hint}",
                    axis=axis_name(axis),
                    place=place,
                    where=where,
                    sizes=sizes,
                    hint=hint,
                )
            )
