"""Record any module that is built from this package's leaf modules, or one of PyTorch's Transformer modules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .core.running.request import Stored
from .trace import Trace

if TYPE_CHECKING:
    from torch import Tensor, nn

    from .core.recording.recording import Recording as Hooks


class Recording:
    """The steps recorded so far inside a `record` block."""

    def __init__(self, module: nn.Module, hooks: Hooks) -> None:
        self._module, self._hooks = module, hooks

    def trace(self) -> Trace:
        """The trace of the recorded steps, with the module's weights, so that each number can be explained.

        Arrays have no batch axis.

        Raises:
            RecordingError: nothing was recorded, or the module did something that a trace cannot represent.
        """
        from .core.checkpoints import digest
        from .core.checkpoints.loading import take
        from .core.running.machine import software
        from .core.trace import ModelCard, Token
        from .core.trace import Trace as Record

        steps = self._hooks.steps()
        weights = take(self._module)
        first = next(self._module.parameters(), None)
        name = type(self._module).__name__
        return Trace(
            Record(
                model=ModelCard(name, "module", {}, digest(weights)),
                run={
                    "kind": "forward",
                    "device": "cpu" if first is None else str(first.device),
                    "dtype": "float32" if first is None else str(first.dtype).removeprefix("torch."),
                    "seed": None,
                    "interventions": [],
                    "software": software(),
                },
                tokens={
                    str(source): tuple(Token(id, str(id)) for id in ids[0].tolist())
                    for source, ids in self._hooks.token_ids().items()
                },
                steps=steps,
                parameters=weights,
            )
        )


@contextmanager
def record(module: nn.Module, keep: Stored = "everything", **tokens: Tensor) -> Iterator[Recording]:
    """Records every step of `module` that runs inside the `with` block.

        with te.record(model, source=ids) as recording:
            model(ids)
        trace = recording.trace()

    A step is one run of a module that names its operation (a `core.nn.leaf.Leaf`), such as the leaf modules in
    `core.nn`. The batch size must be 1.

    Args:
        module: any module; call `eval()` on it first.
        keep: which arrays to keep: "everything", "lean" (without arrays that are cheap to recompute) or "statistics".
        tokens: the token ids that you pass to the module, by name, each of shape [1, position].

    Raises:
        RecordingError: the module is in training mode, or compiled.
    """
    from .core.recording.recording import record as hooked

    with hooked(module, keep, **tokens) as hooks:
        yield Recording(module, hooks)


def from_torch(module: nn.Module, causal: bool | None = None) -> nn.Module:
    """One of PyTorch's Transformer modules as a tree of steps that computes the same, so that `record` can record it.

        model = te.from_torch(nn.TransformerEncoder(layer, 2))
        with te.record(model) as recording:
            model(vectors)
        trace = recording.trace()

    The result is called with vectors in the layout of the original, and with padding masks (true where a vector is
    padding) if there is padding:

    - `model(source, source_padding)` for an encoder;
    - `model(target, memory, target_padding, memory_padding)` for a decoder;
    - `model(source, target, source_padding, target_padding)` for both.

    It has a copy of the weights and is in evaluation mode. In a trace, the tokens number the vectors from 1; padding is
    0.

    Args:
        module: nn.Transformer, nn.TransformerEncoder, nn.TransformerDecoder, nn.TransformerEncoderLayer or
            nn.TransformerDecoderLayer, with float32 or float64 weights.
        causal: whether positions attend only to themselves and earlier ones: those of the target, if there is one. None
            for the paper's masks: a decoder is causal, an encoder is not.

    Raises:
        Problem: the module, or a part of it, is not supported.
    """
    from .core.nn.from_torch import from_torch as converted

    return converted(module, causal)
