"""A trace for Python code: steps by name, each usable as an array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .core import trace as core
from .core.support.localization import _
from .core.trace import Check, Token, TraceError
from .results import Bundle, Decoding, Diff, Explanation, Types, values

if TYPE_CHECKING:
    import pandas
    import xarray


class Step:
    """One recorded execution of an operation. `np.asarray(step)` is its output array.

    Attributes:
        record: the underlying `core.trace.Step`.
    """

    def __init__(self, record: core.Step, trace: core.Trace) -> None:
        self.record, self._trace = record, trace

    @property
    def name(self) -> str:
        """The module path, followed by "#2" if this is the module's third run."""
        return str(self.record)

    @property
    def operation(self) -> str:
        """The name of the operation, such as "softmax"."""
        return self.record.operation

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of the output's axes, such as ("head", "query", "key")."""
        return self.record.axes

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the output. There is no batch axis."""
        return self.record.shape

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the operation's inputs: steps, then tokens, then parameters."""
        return tuple(map(str, self.record.inputs))

    @property
    def values(self) -> NDArray[Any]:
        """The output array, of `shape`, read-only.

        Raises:
            Problem: only statistics were kept, or this part of the file is damaged.
        """
        return self.record.values

    def to_dataframe(self) -> pandas.DataFrame:
        """The numbers as a pandas DataFrame with a row for each.

        Its columns are the position along each axis ("head", "query", "key"), the labels of axes that have some
        ("query_token", "key_token"; "token_text" for the vocabulary), and "value".

        Raises:
            Problem: pandas is not installed, or the step has no numbers.
        """
        from .data import to_dataframe

        return to_dataframe(self._trace, self.record)

    def _repr_mimebundle_(self, include: Types = None, exclude: Types = None) -> Bundle:
        from .explorer.notebook import of_step

        return of_step(self._trace, self.record, repr(self))

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.values, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        axes = ", ".join(f"{axis}={size}" for axis, size in zip(self.axes, self.shape, strict=True))
        return f"<Step {self.name}: {self.operation} [{axes}]>"


class Trace:
    """The record of one run: its steps in order, with tokens, model and settings.

    Attributes:
        record: the underlying `core.trace.Trace`.
        notices: remarks about the input text, such as unknown words; empty for a trace from a file.
    """

    def __init__(self, record: core.Trace, notices: Sequence[str] = ()) -> None:
        self.record = record
        self.notices = tuple(notices)

    def __getitem__(self, name: str) -> Step:
        """The step with this name, such as "logits", or "logits#2" for its third visit.

        Raises:
            Problem: there is no such step; the message suggests a similar name.
        """
        return Step(self.record[name], self.record)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.record

    def __iter__(self) -> Iterator[Step]:
        return (Step(step, self.record) for step in self.record)

    def __len__(self) -> int:
        return len(self.record)

    def _ipython_key_completions_(self) -> list[str]:
        return [str(step) for step in self.record]

    @property
    def tokens(self) -> Mapping[str, tuple[Token, ...]]:
        """The token sequences by name, such as "source" and "target"."""
        return self.record.tokens

    @property
    def decoding(self) -> Decoding | None:
        """How the answer was found, iteration by iteration; None for a forward pass."""
        found = self.record.decoding
        return None if found is None else Decoding(**values(found), trace=self.record)

    def explain(self, step: str | Step, cell: Sequence[int]) -> Explanation:
        """The arithmetic that produced one number, with references to the cells it used.

        Args:
            step: a step or its name.
            cell: one index per axis of the step, counted from 0.

        Raises:
            Problem: there is no such step or cell, or an input is not available.
        """
        found = core.explain(self.record, self._step(step), tuple(cell))
        return Explanation(**values(found), trace=self.record)

    def verify(self) -> tuple[Check, ...]:
        """Recomputes every step from its recorded inputs with NumPy. One result per step, in order."""
        return tuple(core.verify(self.record))

    def diff(self, other: Trace, tolerance: float | None = None) -> Diff:
        """Compares this trace (A) with another one (B), step by step.

        Args:
            other: the trace to compare with.
            tolerance: the largest difference between two numbers that are considered equal; None allows for rounding.
        """
        return Diff(**values(core.diff(self.record, other.record, tolerance)))

    def save(self, path: str | PathLike[str], compact: bool = False) -> None:
        """Writes the trace to a file: safetensors if the name ends in ".safetensors", else JSON.

        Args:
            path: the file. If it exists, it is replaced in one step.
            compact: in JSON, write arrays as base64 instead of nested lists.

        Raises:
            Problem: the trace cannot be written in this format.
            OSError: the file cannot be written.
        """
        core.save(self.record, Path(path), compact)

    def to_npz(self, path: str | PathLike[str]) -> None:
        """Writes the arrays to a NumPy file: `np.load` returns each under the name of its step.

        The entry "trace.json" describes the trace without its arrays, as in a JSON file.

        Args:
            path: the file, whose name ends in ".npz". If it exists, it is replaced in one step.

        Raises:
            Problem: the name has another ending, or the trace has no arrays, only statistics.
            OSError: the file cannot be written.
        """
        core.save(self.record, _named(Path(path), ".npz"))

    def to_html(self, path: str | PathLike[str]) -> None:
        """Writes one page that shows the run step by step and needs nothing else: no scripts, nothing fetched.

        Args:
            path: the file, whose name ends in ".html". If it exists, it is replaced in one step.

        Raises:
            Problem: the name has another ending.
            OSError: the file cannot be written.
        """
        from .core.support.atomic import write_atomically
        from .explorer.ui.html.page import page

        write_atomically(_named(Path(path), ".html"), page(self.record))

    def to_xarray(self) -> xarray.DataTree:
        """The trace as an xarray DataTree.

        A step is the node "steps/encoder/layers/0/self_attention/weights", with "#2" for its third visit. The
        variable "values" of a node has the step's axes as dimensions, their positions as coordinates, and the tokens
        as the coordinates "query_token", "key_token" and so on ("token_text" for the vocabulary). Formula, operation
        and inputs are attributes. "tokens/source" holds the ids of a sequence; "decoding/candidates" and
        "decoding/hypotheses" are the tables of a decoding.

        Raises:
            Problem: xarray is not installed, or an array cannot be read.
        """
        from .data import to_xarray

        return to_xarray(self.record)

    def _repr_mimebundle_(self, include: Types = None, exclude: Types = None) -> Bundle:
        from .explorer.notebook import of_trace

        return of_trace(self.record, repr(self))

    def _step(self, step: str | Step) -> core.Step:
        return step.record if isinstance(step, Step) else self.record[step]

    def __repr__(self) -> str:
        tokens = ", ".join(
            f"{name} {' '.join(token.text for token in found)!r}" for name, found in self.tokens.items()
        )
        return f"<Trace of {self.record.model.name}: {len(self)} steps, {tokens}>"


def open(path: str | PathLike[str]) -> Trace:
    """Opens a trace file in any format. Arrays are read when they are first used.

    If the model that made the trace is available, its weights are added, because `explain` needs them.

    Raises:
        Problem: the file is not a trace, or it is damaged.
        OSError: the file cannot be read.
    """
    from .core.checkpoints import owner

    return Trace(owner(core.load(Path(path))))


def _named(path: Path, suffix: str) -> Path:
    """The path, if its name ends in this suffix."""
    if path.suffix.lower() != suffix:
        raise TraceError(_("{file}: use a name that ends in {suffix}", file=path.name, suffix=suffix))
    return path


__all__ = ["Check", "Decoding", "Diff", "Explanation", "Step", "Token", "Trace", "TraceError", "open"]
