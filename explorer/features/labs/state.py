"""What the experiments' screen knows and decides: the lab, its parameters, its result. No Textual, no waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ....core.support.localization import _, current
from ....lessons.lab_uses import lab_uses
from ....lessons.labs import about, lab, settled, title
from ....lessons.labs.lab import Result, Table, Value
from ....lessons.labs.typed import PROGRAM, command, value, written
from ...ui.exhibits import Broken, Exhibit, Numbers, numbers_of
from ...ui.sliders import Slider
from ...ui.text import safe
from .tables import curves, heading, is_axis, position_names, single_text, size_of, whole

Settings = Mapping[str, Value]  # the parameters of a lab with their values


class LabsState:
    """All labs, each with its last parameters; the current one is `name`, or the first if `name` is unknown."""

    def __init__(self, name: str = "", given: Settings | None = None) -> None:
        uses = lab_uses()
        self.names = tuple(uses)  # in the order of the lessons
        self.titles = {each: safe(title(each)) for each in self.names}
        self._lessons = {name: use.lessons[0] for name, use in uses.items() if use.lessons}
        self.here = self.names.index(name) if name in self.names else 0  # the current lab
        self._given: dict[str, dict[str, Value]] = {}
        self._tables: dict[str, str] = {}
        self._last: tuple[str, Settings, Result | str] | None = None
        self._localized: dict[str, Result] = {}  # the last result by language
        self._open: set[str] = set()
        if name in self.names:
            self.open(name)
            self._given[name] = self._allowed(name, given or {})

    def _allowed(self, name: str, given: Settings) -> dict[str, Value]:
        try:
            settled(name, given)
        except ValueError:  # an error in the lesson, which its check reports
            return {}
        return dict(given)

    # -------------------------------------------------------------------------- the current lab
    @property
    def name(self) -> str:
        """The current lab."""
        return self.names[self.here]

    @property
    def place(self) -> str:
        """The lesson of the current lab; safe text."""
        return heading(self._lessons.get(self.name))

    def number(self, name: str) -> str:
        """The number of the first lesson that uses a lab; "" if none does."""
        return str(self._lessons[name].number) if name in self._lessons else ""

    @property
    def description(self) -> str:
        """The docstring of the lab, its parameters, and the command that reproduces the numbers; safe text."""
        own = "\n\n".join(" ".join(each.split()) for each in about(self.name).split("\n\n"))
        settings = "\n".join(f"  {each.title} = {_value_text(each)}   {each.says}" for each in self.sliders())
        parts = [own, settings, _("This command reproduces the numbers:"), self.command]
        return "\n\n".join("\n".join(map(safe, part.split("\n"))) for part in parts if part)

    def to(self, here: int) -> bool:
        """Goes to a lab; returns whether it is a different one."""
        before, self.here = self.here, max(0, min(here, len(self.names) - 1))
        return self.here != before

    def open(self, name: str) -> None:
        """Imports a lab, which may take a second; until then its parameters are unknown."""
        lab(name)
        self._open.add(name)

    @property
    def is_open(self) -> bool:
        """Whether the current lab is imported."""
        return self.name in self._open

    # -------------------------------------------------------------------------- parameters
    @property
    def values(self) -> dict[str, Value]:
        """Every parameter of the current lab; empty until it is imported."""
        return settled(self.name, self._given.get(self.name, {})) if self.is_open else {}

    @property
    def command(self) -> str:
        """The command that reproduces the numbers."""
        return command(self.name, self.values) if self.is_open else f"{PROGRAM} lab {self.name}"

    def sliders(self) -> list[Slider]:
        """The parameters of the current lab with their values."""
        if not self.is_open:
            return []
        values = self.values
        return [Slider(self.name, each, values[each.name]) for each in lab(self.name).PARAMETERS]

    def settings(self) -> list[tuple[str, str]]:
        """The titles of the parameters and their values as text; safe text."""
        return [(safe(_title(each)), safe(_value_text(each))) for each in self.sliders()]

    def change(self, place: int, by: int) -> bool:
        """Moves a parameter by this many steps; returns whether its value changed."""
        slider = self.sliders()[place]
        moved = slider.moved(by)
        self._set(slider.parameter.name, moved)
        return moved != slider.value

    def type(self, place: int, text: str) -> None:
        """Sets a parameter to a typed value; Problem if the value is invalid."""
        parameter = self.sliders()[place].parameter
        self._set(parameter.name, value(parameter, text))

    def typed(self, place: int) -> str:
        """The value of a parameter as text to edit."""
        return written(self.sliders()[place].value)

    def reset(self) -> bool:
        """Resets all parameters to their defaults; returns whether that changes anything."""
        return bool(self._given.pop(self.name, {}))

    def _set(self, name: str, value: Value) -> None:
        self._given.setdefault(self.name, {})[name] = value

    # -------------------------------------------------------------------------- the result
    @property
    def ready(self) -> bool:
        """Whether the result for the current parameters, or the reason for its absence, is known."""
        return self.is_open and self._last is not None and self._last[:2] == (self.name, self.values)

    def receive(self, name: str, values: Settings, outcome: Result | str) -> None:
        """Stores the result of a lab with these parameters, or why it failed."""
        self._last = (name, values, outcome)
        self._localized.clear()

    @property
    def result(self) -> Result | None:
        """The result of the current lab; while it is computed, the previous one."""
        if self._last is None or self._last[0] != self.name or isinstance(self._last[2], str):
            return None
        if (language := current()) not in self._localized:
            self._localized[language] = self._last[2].localized()
        return self._localized[language]

    @property
    def problem(self) -> str:
        """Why the current lab failed; "" if it did not."""
        return self._last[2] if self.ready and self._last and isinstance(self._last[2], str) else ""

    def tables(self) -> list[str]:
        """The names of the result's tables."""
        return [] if self.result is None else list(self.result.tables)

    @property
    def table(self) -> str:
        """The current table; "" without a result. Initially the first with more than one number."""
        result, kept = self.result, self._tables.get(self.name, "")
        if result is None or kept in result.tables:
            return "" if result is None else kept
        several = (name for name, each in result.tables.items() if each.values.size > 1)
        return next((name for name in several if not is_axis(result, name)), next(iter(result.tables), ""))

    def to_table(self, place: int) -> bool:
        """Goes to a table; returns whether it is a different one."""
        tables, before = self.tables(), self.table
        if tables:
            self._tables[self.name] = tables[max(0, min(place, len(tables) - 1))]
        return self.table != before

    def description_of(self, name: str) -> tuple[str, str]:
        """The number or the size of a table, and its description; safe text."""
        assert self.result is not None
        table = self.result.tables[name]
        size = size_of(table) if table.values.ndim else single_text(table)
        return size, safe(table.says)

    def exhibits(self) -> list[Exhibit]:
        """The numbers of the current table, and its curves if it has any."""
        if self.problem:
            return [Broken(self.problem)]
        name, result = self.table, self.result
        if result is None or not name:
            return []
        found: list[Exhibit] = [self._numbers(name, result.tables[name])]
        drawn = curves(result, name)
        return [*found, drawn] if drawn is not None else found

    def _numbers(self, name: str, table: Table) -> Numbers:
        assert self.result is not None
        labels = {axis: position_names(self.result, table, n) for n, axis in enumerate(table.axes)}
        table = replace(table, values=whole(table.values), labels={k: v for k, v in labels.items() if v})
        return numbers_of(table, f"{self.name}.{name}", (self.name, name), safe(name))


def _title(slider: Slider) -> str:
    """The name and the description; "n, positions in the sequence" already contains both."""
    if slider.says.startswith(f"{slider.title},"):
        return slider.says
    return _("{name}: {says}", name=slider.title, says=slider.says)


def _value_text(slider: Slider) -> str:
    """The value with all its digits."""
    if isinstance(slider.value, bool | str):
        return slider.written
    return f"{slider.value:.9g}".replace("-", "−")
