"""The line of the model's code that computes a step. Importing this needs no torch; calling it does."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

from ..support.errors import Problem
from ..support.localization import _
from .architecture import Architecture, architecture
from .torch_settings import pinned

if TYPE_CHECKING:
    from torch import nn

    from ..nn.leaf import Leaf
    from ..trace import Trace

CORE = Path(__file__).parents[1]
MOST_LAYERS = 96
MOST_TOKENS = 64  # of each sentence; more tokens run the same lines


@dataclass(frozen=True)
class Quoted:
    """Lines of a source file.

    Attributes:
        file: such as "core/nn/attention.py".
        first: number of the first line, from 1.
        lines: without their common indentation.
        where: the function, such as "Attention.attend".
    """

    file: str
    first: int
    lines: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Code:
    """The code of one step.

    Attributes:
        called: the statement that calls the leaf; None if it is unknown.
        computed: the body of the leaf's `forward`.
    """

    called: Quoted | None
    computed: Quoted


@dataclass(frozen=True)
class Ran:
    """The properties of a run that determine which code runs, as plain data for another process.

    Attributes:
        cached: whether a decoding kept keys and values; None for a forward pass.
        source, target: numbers of tokens.
    """

    architecture: str
    configuration: Mapping[str, Any]
    interventions: tuple[Any, ...] = ()
    cached: bool | None = None
    source: int = 1
    target: int = 1

    @classmethod
    def of(cls, trace: Trace) -> Ran:
        """The properties of a trace's run."""
        run = trace.run
        changes = run.get("interventions")
        return cls(
            architecture=trace.model.architecture,
            configuration=dict(trace.model.configuration),
            interventions=tuple(changes) if isinstance(changes, Sequence) else (),
            cached=bool(run.get("cached")) if run.get("kind") == "decode" else None,
            source=len(trace.tokens.get("source", ())),
            target=len(trace.tokens.get("target", ())),
        )


@pinned()
def code_of(ran: Ran) -> dict[str, Code]:
    """The code of each step by its name, found by running the model with shapes only and observing which line calls
    which module; Problem if the program does not know such a model, or the model cannot be built.
    """
    from ..nn.leaf import Leaf

    known = architecture(ran.architecture)
    if known is None:
        kind = repr(ran.architecture[:40])
        raise Problem(_("this program does not contain the code for {kind} models", kind=kind))
    source, target = (max(1, min(count, MOST_TOKENS)) for count in (ran.source, ran.target))
    with _changed(_shapes(known, ran.configuration), ran) as model:
        called: dict[nn.Module, Quoted] = {}
        with _watched(called):
            known.rehearse(model, source, target, ran.cached)
        parts = model.named_modules()
        return {name: Code(called.get(part), _own(part)) for name, part in parts if isinstance(part, Leaf)}


def _shapes(known: Architecture, configuration: Mapping[str, Any]) -> nn.Module:
    """The model on the device "meta", with few positions: their number does not change which lines run."""
    from ..nn.shapes import shapes_only

    try:
        sizes = known.configured(configuration, MOST_TOKENS)
        if sizes.layers > MOST_LAYERS:
            raise ValueError(_("too many layers: {n}", n=sizes.layers))
        with shapes_only():
            return known.build(sizes).to("meta").eval()
    except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise Problem(_("this model cannot be built here: {error}", error=error)) from None


Model = TypeVar("Model", bound="nn.Module")


@contextmanager
def _changed(model: Model, ran: Ran) -> Iterator[Model]:
    """The model with the run's interventions, except patches, whose files may be gone; with none if one is invalid."""
    from ..interventions.apply import intervened
    from ..interventions.kinds_of_changes import Patch
    from ..interventions.parse import from_data

    try:
        changes = [from_data(data) for data in ran.interventions]
    except Problem:
        changes = []
    with intervened(model, [change for change in changes if not isinstance(change, Patch)]) as changed:
        yield changed


@contextmanager
def _watched(called: dict[nn.Module, Quoted]) -> Iterator[None]:
    """Records the statement that first calls each leaf."""
    from torch.nn.modules.module import register_module_forward_hook

    from ..nn.leaf import Leaf

    def hook(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        if isinstance(module, Leaf) and module not in called:
            frame = _caller()
            if frame is not None:
                called[module] = _statement(frame)

    handle = register_module_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()


def _caller() -> FrameType | None:
    """The frame in `core` that called the module whose hook calls this function."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not Path(frame.f_code.co_filename).is_relative_to(CORE):
        frame = frame.f_back
    return frame


# ------------------------------------------------------------------------------------- source
def _statement(frame: FrameType) -> Quoted:
    """The statement that a frame is executing."""
    file, line = frame.f_code.co_filename, frame.f_lineno
    statements = (node for node in ast.walk(_tree(file)) if isinstance(node, ast.stmt))
    spans = [(node.lineno, node.end_lineno or node.lineno) for node in statements]
    first, last = min(
        (span for span in spans if span[0] <= line <= span[1]), key=lambda span: span[1] - span[0]
    )
    return _quoted(file, first, last, frame.f_code.co_qualname)


@lru_cache(maxsize=32)
def _tree(file: str) -> ast.Module:
    return ast.parse("".join(linecache.getlines(file)))


def _own(leaf: Leaf) -> Quoted:
    """The statements of a leaf's `forward`, without signature and docstring."""
    forward = inspect.unwrap(type(leaf).forward)
    file, first = forward.__code__.co_filename, forward.__code__.co_firstlineno
    functions = (node for node in ast.walk(_tree(file)) if isinstance(node, ast.FunctionDef))
    (node,) = (f for f in functions if first == min([f.lineno, *(d.lineno for d in f.decorator_list)]))
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return _quoted(file, body[0].lineno, body[-1].end_lineno or body[-1].lineno, forward.__qualname__)


def _quoted(file: str, first: int, last: int, where: str) -> Quoted:
    lines = "".join(linecache.getlines(file)[first - 1 : last])
    relative = Path(file).relative_to(CORE.parent).as_posix()
    where = where.replace(".<locals>", "")
    return Quoted(relative, first, tuple(textwrap.dedent(lines).splitlines()), where)
