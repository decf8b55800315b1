"""Which line of the model's code made a step. Importing this needs no torch; calling it does."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

from ..running.torch_settings import pinned
from ..support.errors import Problem
from ..support.localization import _
from .configuration import Configuration
from .sequence_configuration import SequenceConfiguration

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ..trace import Trace
    from .leaf import Leaf
    from .sequence import SequenceModel
    from .transformer import Transformer

CORE = Path(__file__).parents[1]
MOST_LAYERS = 96
MOST_TOKENS = 64  # of each sentence; a place further back changes no line


@dataclass(frozen=True)
class Quoted:
    """Lines of a source file.

    Attributes:
        file: such as "core/nn/attention.py".
        first: number of the first line, from 1.
        lines: as they stand there, but for the indentation that all have.
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
        called: the statement that had it computed; None where none is known.
        computed: what its own `forward` does.
    """

    called: Quoted | None
    computed: Quoted


@dataclass(frozen=True)
class Ran:
    """What is to be known of a run to find its code; plain data, for another process.

    Attributes:
        cached: whether keys and values were kept; None for a forward pass, which is no decoding.
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
        """What there is to know of a trace's run."""
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
    """The code of each step by its name, found by running the model with shapes alone and looking who calls whom.

    Raises:
        Problem: such a model is not one of ours, or cannot be built.
    """
    import torch

    from .transformer import Transformer

    model = _shapes(ran)
    source, target = (max(1, min(count, MOST_TOKENS)) for count in (ran.source, ran.target))
    asked, said = (torch.empty(1, n, dtype=torch.int64, device="meta") for n in (source, target))
    with _changed(model, ran) as model:
        called: dict[nn.Module, Quoted] = {}
        with _watched(called):
            if isinstance(model, Transformer):
                _run(model, ran.cached, asked, said)
            else:
                model(*(asked.clone() for _part in model.configuration.streams))
        leaves = _leaves(model)
        return {name: Code(called.get(leaf), _own(leaf)) for name, leaf in leaves.items()}


def _shapes(ran: Ran) -> Transformer | SequenceModel:
    """The model, on no device."""
    import torch

    from .sequence import SequenceModel
    from .transformer import Transformer

    kinds: dict[str, Callable[[], Transformer | SequenceModel]] = {
        "transformer": lambda: Transformer(_small(Configuration(**ran.configuration))),
        "sequence": lambda: SequenceModel(_small(SequenceConfiguration.of(_without_task(ran.configuration)))),
    }
    if ran.architecture not in kinds:
        kind = repr(ran.architecture[:40])
        raise Problem(_("the code of a model of the kind {kind} is not ours", kind=kind))
    try:
        with torch.device("meta"):
            return kinds[ran.architecture]().to("meta").eval()
    except (AttributeError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise Problem(_("its model cannot be built here: {error}", error=error)) from None


Sizes = TypeVar("Sizes", Configuration, SequenceConfiguration)


def _small(sizes: Sizes) -> Sizes:
    """The same for few positions, which changes no line."""
    if sizes.layers > MOST_LAYERS:
        raise ValueError(_("{n} layers are too many", n=sizes.layers))
    return replace(sizes, longest=MOST_TOKENS)


def _without_task(configuration: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in configuration.items() if name != "task"}


Model = TypeVar("Model", bound="nn.Module")


@contextmanager
def _changed(model: Model, ran: Ran) -> Iterator[Model]:
    """The changes of the run at work; a patch, whose file may be gone, is left out, and so is what makes no sense."""
    from ..interventions.apply import intervened
    from ..interventions.kinds import Patch
    from ..interventions.parse import from_data

    try:
        changes = [from_data(data) for data in ran.interventions]
    except Problem:
        changes = []
    with intervened(model, [change for change in changes if not isinstance(change, Patch)]) as changed:
        yield changed


def _run(model: Transformer, cached: bool | None, source: Tensor, target: Tensor) -> None:
    if cached is None:
        model(source, target)
        return
    memory = model.encode(source)
    cache = model.remember(memory) if cached else None
    for length in range(1, target.shape[1] + 1):
        if cache is None:
            model.decode(target[:, :length], memory, source)
        else:
            cache = model.advance(target[:, length - 1 : length], target[:, :length], cache, source)[1]


@contextmanager
def _watched(called: dict[nn.Module, Quoted]) -> Iterator[None]:
    """Writes down, of each leaf that runs, the statement that called it first."""
    from torch.nn.modules.module import register_module_forward_hook

    from .leaf import Leaf

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
    """Our own code that called the module whose hook this is asked in."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not _is_ours(frame.f_code.co_filename):
        frame = frame.f_back
    return frame


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(CORE)


def _leaves(model: nn.Module) -> dict[str, Leaf]:
    from .leaf import Leaf

    return {name: module for name, module in model.named_modules() if isinstance(module, Leaf)}


# ------------------------------------------------------------------------------------- source
def _statement(frame: FrameType) -> Quoted:
    """The statement that a frame is in."""
    file, line = frame.f_code.co_filename, frame.f_lineno
    around = [node for node in ast.walk(_tree(file)) if isinstance(node, ast.stmt) and _spans(node, line)]
    node = min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)
    return _quoted(file, node.lineno, node.end_lineno or node.lineno, frame.f_code.co_qualname)


def _spans(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


@lru_cache(maxsize=32)
def _tree(file: str) -> ast.Module:
    return ast.parse("".join(linecache.getlines(file)))


def _own(leaf: Leaf) -> Quoted:
    """The statements of a leaf's `forward`, without its heading and what it says of itself."""
    forward = inspect.unwrap(type(leaf).forward)
    file, first = forward.__code__.co_filename, forward.__code__.co_firstlineno
    (node,) = (
        node
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.FunctionDef) and first == min([node.lineno, *_decorators(node)])
    )
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return _quoted(file, body[0].lineno, body[-1].end_lineno or body[-1].lineno, forward.__qualname__)


def _decorators(node: ast.FunctionDef) -> list[int]:
    return [decorator.lineno for decorator in node.decorator_list]


def _quoted(file: str, first: int, last: int, where: str) -> Quoted:
    lines = "".join(linecache.getlines(file)[first - 1 : last])
    relative = Path(file).relative_to(CORE.parent).as_posix()
    where = where.replace(".<locals>", "")
    return Quoted(relative, first, tuple(textwrap.dedent(lines).splitlines()), where)
