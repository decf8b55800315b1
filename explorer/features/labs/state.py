"""The experiments on the learner's desk: which one, how it is set, what came of it. No screen, no waiting."""

from __future__ import annotations

from collections.abc import Mapping

from ....core.operations.expression import Source
from ....core.support.localization import _
from ....lessons.lab_uses import lab_uses
from ....lessons.labs import about, lab, settled, title
from ....lessons.labs.lab import Result, Table, Value
from ....lessons.labs.typed import value, written
from ....lessons.writing import written as said
from ...ui.exhibits import Broken, Exhibit, Numbers
from ...ui.numbers import spanning
from ...ui.sliders import Slider
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from .command import PROGRAM, command
from .curves import curves, is_axis
from .tables import heading, whole, words

Set = Mapping[str, Value]  # the parameters of a lab, each with its value


class LabsState:
    """All labs, one of which is looked at, each as it was last set.

    Args:
        name: the lab to begin with; the first if there is none of that name.
        given: how it is set.

    Attributes:
        names: those of the labs, in the order of the lessons.
        titles: what each is about; safe text.
        here: which one is looked at.
    """

    def __init__(self, name: str = "", given: Set | None = None) -> None:
        uses = lab_uses()
        self.names = tuple(uses)
        self.titles = {each: safe(title(each)) for each in self.names}
        self._lessons = {name: use.lessons[0] for name, use in uses.items() if use.lessons}
        self.here = self.names.index(name) if name in self.names else 0
        self._given: dict[str, dict[str, Value]] = {}
        self._tables: dict[str, str] = {}
        self._done: tuple[str, Set, Result] | None = None
        self._problem: tuple[str, Set, str] | None = None
        self._open: set[str] = set()
        if name in self.names:
            self.open(name)
            self._given[name] = self._allowed(name, given or {})

    def _allowed(self, name: str, given: Set) -> dict[str, Value]:
        try:
            settled(name, given)
        except ValueError:  # a lesson's own mistake, which its check tells
            return {}
        return dict(given)

    # -------------------------------------------------------------------------- which one
    @property
    def name(self) -> str:
        """The lab that is looked at."""
        return self.names[self.here]

    @property
    def place(self) -> str:
        """The lesson that this lab belongs to; safe text."""
        return heading(self._lessons.get(self.name))

    def number(self, name: str) -> str:
        """The number of the first lesson that uses a lab; "" if none does."""
        return str(self._lessons[name].number) if name in self._lessons else ""

    @property
    def description(self) -> str:
        """All there is to say of it: its own words, what can be turned, the command that repeats it; safe text."""
        own = "\n\n".join(" ".join(each.split()) for each in about(self.name).split("\n\n"))
        turned = "\n".join(f"  {each.title} = {_read(each)}   {each.says}" for each in self.sliders())
        parts = [own, turned, _("To see these numbers again:"), self.command]
        return "\n\n".join("\n".join(map(safe, part.split("\n"))) for part in parts if part)

    def to(self, here: int) -> bool:
        """To another lab; whether it is another."""
        before, self.here = self.here, max(0, min(here, len(self.names) - 1))
        return self.here != before

    def open(self, name: str) -> None:
        """Loads a lab, which may take a second; until then nothing can be turned in it."""
        lab(name)
        self._open.add(name)

    @property
    def is_open(self) -> bool:
        """Whether this lab is loaded."""
        return self.name in self._open

    # -------------------------------------------------------------------------- how it is set
    @property
    def values(self) -> dict[str, Value]:
        """Every parameter of this lab; none until it is loaded."""
        return settled(self.name, self._given.get(self.name, {})) if self.is_open else {}

    @property
    def command(self) -> str:
        """What one types to see these numbers again."""
        return command(self.name, self.values) if self.is_open else f"{PROGRAM} lab {self.name}"

    def sliders(self) -> list[Slider]:
        """The parameters of this lab as they are set."""
        if not self.is_open:
            return []
        values = self.values
        return [Slider(self.name, each, values[each.name]) for each in lab(self.name).PARAMETERS]

    def settings(self) -> list[tuple[str, str]]:
        """What they are called, and their values as one reads them; safe text."""
        return [(safe(_called(each)), safe(_read(each))) for each in self.sliders()]

    def turn(self, place: int, by: int) -> bool:
        """One of them so many places on; whether that changes anything."""
        slider = self.sliders()[place]
        turned = slider.turned(by)
        self._set(slider.parameter.name, turned)
        return turned != slider.value

    def type(self, place: int, text: str) -> None:
        """One of them as somebody typed it.

        Raises:
            Problem: that is no value of it.
        """
        parameter = self.sliders()[place].parameter
        self._set(parameter.name, value(parameter, text))

    def typed(self, place: int) -> str:
        """One of them as one would type it."""
        return written(self.sliders()[place].value)

    def reset(self) -> bool:
        """As the lab has it; whether that changes anything."""
        return bool(self._given.pop(self.name, {}))

    def _set(self, name: str, value: Value) -> None:
        self._given.setdefault(self.name, {})[name] = value

    # -------------------------------------------------------------------------- what came of it
    @property
    def ready(self) -> bool:
        """Whether what came of this lab as it is set is there, or why there is nothing."""
        return self.is_open and (self._is_now(self._done) or self._is_now(self._problem))

    def _is_now(self, kept: tuple[str, Set, object] | None) -> bool:
        return kept is not None and kept[:2] == (self.name, self.values)

    def receive(self, name: str, values: Set, result: Result) -> None:
        """What came of a lab with these parameters."""
        self._done, self._problem = (name, values, result), None

    def fail(self, name: str, values: Set, why: str) -> None:
        """Why nothing came of it."""
        self._done, self._problem = None, (name, values, why)

    @property
    def result(self) -> Result | None:
        """What came of this lab: as it is set, or, while that is computed, as it was."""
        return self._done[2] if self._done is not None and self._done[0] == self.name else None

    @property
    def problem(self) -> str:
        """Why nothing came of this lab; "" if nothing is wrong."""
        return self._problem[2] if self._problem is not None and self._is_now(self._problem) else ""

    def tables(self) -> list[str]:
        """The names of what came of it."""
        return [] if self.result is None else list(self.result.tables)

    @property
    def table(self) -> str:
        """The one that is looked at; "" if there is none. At first the first that is more than one number."""
        tables, result = self.tables(), self.result
        if result is None:
            return ""
        kept = self._tables.get(self.name, "")
        if kept in tables:
            return kept
        several = (
            each for each in tables if result.tables[each].values.size > 1 and not is_axis(result, each)
        )
        return next(several, tables[0] if tables else "")

    def to_table(self, place: int) -> bool:
        """To another table; whether it is another."""
        tables, before = self.tables(), self.table
        if tables:
            self._tables[self.name] = tables[max(0, min(place, len(tables) - 1))]
        return self.table != before

    def says(self, name: str) -> tuple[str, str]:
        """Of a table its number or its size, and what it is; safe text."""
        assert self.result is not None
        table = self.result.tables[name]
        return _size(table), safe(table.says)

    def exhibits(self) -> list[Exhibit]:
        """What there is to look at: the numbers of the table, and curves where they are some."""
        if self.problem:
            return [Broken(self.problem)]
        name, result = self.table, self.result
        if result is None or not name:
            return []
        found: list[Exhibit] = [self._numbers(name, result.tables[name])]
        drawn = None if is_axis(result, name) else curves(result, name)
        return [*found, drawn] if drawn is not None else found

    def _numbers(self, name: str, table: Table) -> Numbers:
        assert self.result is not None
        values, axes = whole(table.values), table.axes
        named = {safe(axis): words(self.result, table, n) for n, axis in enumerate(axes)}
        if values.ndim == 0:
            values, axes = values.reshape(1), ("",)
        shown = TensorView(
            Source("lab", f"{self.name}.{name}"),
            (safe(self.name), safe(name)),
            tuple(map(safe, axes)),
            values,
            {axis: places for axis, places in named.items() if places},
            safe(table.says),
            form=spanning(values, table.gaps),
        )
        return Numbers(safe(name), shown, (0,) * values.ndim, None, table.says)


def _called(slider: Slider) -> str:
    """Its name and what it is; "n, positions in a sequence" says both."""
    return slider.says if slider.says.startswith(f"{slider.title},") else f"{slider.title}: {slider.says}"


def _read(slider: Slider) -> str:
    """Its value with the digits that somebody set it to."""
    if isinstance(slider.value, bool | str):
        return slider.written
    return f"{slider.value:.9g}".replace("-", "−")


def _size(table: Table) -> str:
    if table.values.ndim == 0:
        return said(table.values.item())
    return " × ".join(
        f"{safe(axis)} {size}" for axis, size in zip(table.axes, table.values.shape, strict=True)
    )
