"""Steps that follow a leaf and change its output: `<step>.changed`."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor

from .. import operations
from ..nn.leaf import Leaf
from ..operations import Operation
from ..operations.operation import Setting
from ..operations.region import Region, slices, write_region
from ..support.localization import _
from ..trace.files.fields import worded
from .checks import InterventionError, check_region
from .kinds_of_changes import Patch


class Change(Leaf):
    """The changed output of a leaf, as a new tensor.

    Args:
        operation: the change.
        axes: of the leaf.
        where: the path of the leaf.
    """

    def __init__(self, operation: Operation, axes: tuple[str, ...], where: str) -> None:
        super().__init__(replace(operation, axes=axes))
        self.where = where

    @abstractmethod
    def check(self, shape: tuple[int, ...], visit: int) -> None:
        """Raises InterventionError unless an output of this shape, at this visit, can be changed."""


class ChangedHeads(Change):
    """One head, or all other heads, set to 0."""

    change: ClassVar[Operation]
    setting_names = ("head",)

    def __init__(self, axes: tuple[str, ...], where: str, head: int) -> None:
        super().__init__(self.change, axes, where)
        self.head = head

    def check(self, shape: tuple[int, ...], visit: int) -> None:
        """Always fits: the index of the head was checked before."""


class Silenced(ChangedHeads):
    """One head set to 0."""

    change = operations.changed_values.silenced

    def forward(self, heads: Tensor) -> Tensor:
        changed = heads.clone()
        changed[:, self.head] = 0.0
        return changed


class OnlyHead(ChangedHeads):
    """All heads but one set to 0."""

    change = operations.changed_values.kept_alone

    def forward(self, heads: Tensor) -> Tensor:
        changed = torch.zeros_like(heads)
        changed[:, self.head] = heads[:, self.head]
        return changed


class _OfRegion(Change):
    def __init__(self, operation: Operation, axes: tuple[str, ...], where: str, region: Region) -> None:
        super().__init__(operation, axes, where)
        self.region = region

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"region": write_region(self.region)}

    @property
    def index(self) -> tuple[int | slice, ...]:
        """The index of the region in every sentence of a batch."""
        return (slice(None), *slices(self.region))

    def check(self, shape: tuple[int, ...], visit: int) -> None:
        hint = _(
            "this happened at visit {visit}; indices and visits count from 0; "
            "to change a single visit, write #VISIT after the name",
            visit=visit,
        )
        check_region(self.region, shape, self.operation.axes, self.where, hint)


class SetTo(_OfRegion):
    """A region set to a value."""

    def __init__(self, axes: tuple[str, ...], where: str, region: Region, value: float) -> None:
        super().__init__(operations.changed_values.set_to, axes, where, region)
        self.value = value

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return super().settings() | {"value": worded(self.value)}

    def forward(self, x: Tensor) -> Tensor:
        changed = x.clone()
        changed[self.index] = bool(self.value) if x.dtype == torch.bool else self.value
        return changed


class Given(Leaf):
    """An array from another run: [1, …], a new tensor each time."""

    def __init__(self, axes: tuple[str, ...], array: Tensor, patch: Patch) -> None:
        super().__init__(replace(operations.changed_values.given, axes=axes))
        self.array, self.patch = array, patch

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"file": self.patch.file, "sha256": self.patch.sha256, "step": self.patch.taken}

    def forward(self) -> Tensor:
        return self.array.clone()


class Patched(_OfRegion):
    """Numbers from another run in a region. The second input is the output of `Given`."""

    def __init__(self, axes: tuple[str, ...], where: str, patch: Patch, shape: tuple[int, ...]) -> None:
        super().__init__(operations.changed_values.patched, axes, where, patch.cell)
        self.taken, self.shape = f"{patch.taken} in {patch.file}", shape

    def check(self, shape: tuple[int, ...], visit: int) -> None:
        super().check(shape, visit)
        hint = _("each cell is taken from the same index in the other run")
        check_region(self.region, self.shape, self.operation.axes, self.taken, hint)
        for place, axis, here, there in zip(self.region, self.operation.axes, shape, self.shape, strict=True):
            if not isinstance(place, int) and here != there:
                raise InterventionError(
                    _(
                        "{step} has {axis} ({here}) at visit {visit}, but {taken} has {axis} ({there}): both must have "
                        "the same size where the cell has *",
                        step=self.where,
                        axis=axis,
                        here=here,
                        visit=visit,
                        taken=self.taken,
                        there=there,
                    )
                )

    def forward(self, x: Tensor, given: Tensor) -> Tensor:
        changed = x.clone()
        changed[self.index] = given[self.index]
        return changed
