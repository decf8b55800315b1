"""The parameters of a lab that a learner may turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...core.operations.arithmetic import number
from ...core.support.localization import _
from ...lessons.labs import LABS, lab
from ...lessons.labs.lab import Parameter, Value
from ...lessons.lesson import LabOf

NEAR = 1e-9


@dataclass(frozen=True)
class Slider:
    """One of them, as it stands now.

    Attributes:
        lab: what the page calls the experiment.
    """

    lab: str
    parameter: Parameter
    value: Value

    @property
    def title(self) -> str:
        return self.parameter.name

    @property
    def says(self) -> str:
        return self.parameter.says

    @property
    def is_text(self) -> bool:
        """Whether it is typed, and not turned."""
        return isinstance(self.value, str) and not self.parameter.choices

    @property
    def written(self) -> str:
        """The value as one reads it."""
        if isinstance(self.value, bool):
            return _("on") if self.value else _("off")
        if isinstance(self.value, str):
            return self.value
        whole = float(self.value).is_integer()
        return f"{self.value:.0f}".replace("-", "−") if whole else number(float(self.value), 2)

    def turned(self, by: int) -> Value:
        """The value so many places on or back; at an end it stays, a choice goes round."""
        known = self.parameter
        if isinstance(self.value, bool):
            return not self.value
        if known.choices:
            chosen = self.written  # a lesson's heads=8 is read as a number
            if chosen not in known.choices:
                return known.choices[0]
            return known.choices[(known.choices.index(chosen) + by) % len(known.choices)]
        if isinstance(self.value, str):
            return self.value
        steps = (float(self.value) - known.low) / known.step
        on_a_place = abs(steps - round(steps)) < NEAR * max(
            1.0, abs(steps)
        )  # the file may set it between two
        value = (
            known.low + (round(steps) + by) * known.step
            if on_a_place
            else float(self.value) + by * known.step
        )
        value = min(max(round(value, 9), known.low), known.high)
        return int(value) if known.whole else value


def sliders(block: LabOf, turned: dict[str, Value]) -> Iterator[Slider]:
    """Those of a lab on a page; none where there is no such lab or parameter."""
    if block.lab not in LABS:
        return
    known = {parameter.name: parameter for parameter in lab(block.lab).PARAMETERS}
    for name in block.sliders:
        if name in known:
            value = turned.get(name, block.parameters.get(name, known[name].default))
            yield Slider(block.name, known[name], value)
