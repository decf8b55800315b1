"""Sliders: parameters of a lab that the learner can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...core.operations.arithmetic import number
from ...core.support.localization import _
from ...lessons.labs import LABS, lab
from ...lessons.labs.lab import Parameter, Value
from ...lessons.lesson import LabOf

NEAR = 1e-9


@dataclass(frozen=True)
class Slider:
    """A parameter with its current value.

    Attributes:
        lab: the name of the lab on the page.
    """

    lab: str
    parameter: Parameter
    value: Value

    @property
    def title(self) -> str:
        return self.parameter.name

    @property
    def says(self) -> str:
        return _(self.parameter.says)

    @property
    def is_text(self) -> bool:
        """Whether its value must be typed."""
        return isinstance(self.value, str) and not self.parameter.choices

    @property
    def written(self) -> str:
        """The value as text."""
        if isinstance(self.value, bool):
            return _("on") if self.value else _("off")
        if isinstance(self.value, str):
            return self.value
        whole = float(self.value).is_integer()
        return f"{self.value:.0f}".replace("-", "−") if whole else number(float(self.value), 2)

    def moved(self, by: int) -> Value:
        """The value this many steps further; numbers stop at their bounds, choices wrap around."""
        known = self.parameter
        if isinstance(self.value, bool):
            return not self.value
        if known.choices:
            chosen = self.written  # a lesson's heads=8 was read as a number
            if chosen not in known.choices:
                return known.choices[0]
            return known.choices[(known.choices.index(chosen) + by) % len(known.choices)]
        if isinstance(self.value, str):
            return self.value
        steps = (float(self.value) - known.low) / known.step
        is_on_step = abs(steps - round(steps)) < NEAR * max(
            1.0, abs(steps)
        )  # a lesson may set a value between two steps
        start = known.low + round(steps) * known.step if is_on_step else float(self.value)
        value = start + by * known.step
        value = min(max(round(value, 9), known.low), known.high)
        return int(value) if known.whole else value


def sliders(block: LabOf, values: Mapping[str, Value]) -> Iterator[Slider]:
    """The sliders of a lab on a page; none for unknown labs and parameters."""
    if block.lab not in LABS:
        return
    known = {parameter.name: parameter for parameter in lab(block.lab).PARAMETERS}
    for name in block.sliders:
        if name in known:
            yield Slider(block.name, known[name], values.get(name, known[name].default))
