"""PyTorch's Transformer modules as trees of steps with the same weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.modules.linear import NonDynamicallyQuantizableLinear

from ..support.errors import Problem
from ..support.localization import _
from .attention import Attention
from .layers import Decoder, Encoder
from .linear import HeadProjection, Linear
from .norm import LayerNorm
from .stack import Stack, paper_stack
from .vectors import PADDING, VectorDecoder, VectorEncoder, VectorTransformer

ENCODERS = (nn.TransformerEncoder, nn.TransformerEncoderLayer)
DECODERS = (nn.TransformerDecoder, nn.TransformerDecoderLayer)
ACCEPTED = (nn.Transformer, *ENCODERS, *DECODERS)
INSIDE = (
    *ACCEPTED,
    nn.MultiheadAttention,
    NonDynamicallyQuantizableLinear,
    nn.Linear,
    nn.LayerNorm,
    nn.Dropout,
    nn.Identity,
    nn.ModuleList,
    nn.ReLU,
    nn.GELU,
    nn.SiLU,
)
"""The types of modules that are understood; a class derived from one of them may compute something else."""

FUNCTIONS: Mapping[Callable[..., Tensor], str] = {
    F.relu: "relu",
    torch.relu: "relu",
    F.gelu: "gelu",
    F.silu: "silu",
}
MODULES: Mapping[type[nn.Module], str] = {nn.ReLU: "relu", nn.SiLU: "silu"}
GELUS = {"none": "gelu", "tanh": "gelu-tanh"}  # by the attribute `approximate` of nn.GELU

# Our name, and theirs.
SELF, CROSS = ("self_attention", "self_attn"), ("cross_attention", "multihead_attn")


def from_torch(
    module: nn.Module, causal: bool | None = None
) -> VectorEncoder | VectorDecoder | VectorTransformer:
    """A module of PyTorch as a tree of steps, with a copy of its weights, in evaluation mode.

    Args:
        module: nn.Transformer, nn.TransformerEncoder, nn.TransformerDecoder, or a single layer of the latter two.
        causal: whether positions attend only to themselves and earlier ones: in the encoder if there is no decoder,
            otherwise in the decoder. If None, only in a decoder, as in the paper.

    Raises:
        Problem: the module, or something in it, is not supported.
    """
    if type(module) not in ACCEPTED:
        raise Problem(
            _(
                "{kind} is not supported; from_torch takes {kinds}",
                kind=type(module).__name__,
                kinds=_(" or ").join(f"nn.{kind.__name__}" for kind in ACCEPTED),
            )
        )
    _refuse_unknown_parts(module)
    first = _refuse_other_numbers(module)
    with torch.random.fork_rng(devices=[]):  # for the initial weights, which are replaced
        return _made(module, causal).to(first.device, first.dtype).eval()


def _made(module: Any, causal: bool | None) -> VectorEncoder | VectorDecoder | VectorTransformer:
    model: VectorEncoder | VectorDecoder | VectorTransformer
    if isinstance(module, nn.Transformer):
        for name, kind in (("encoder", nn.TransformerEncoder), ("decoder", nn.TransformerDecoder)):
            _part(module, name, kind)
        sides = _Side(module.encoder, "encoder", [SELF]), _Side(module.decoder, "decoder", [SELF, CROSS])
        _require_equal("batch_first", [side.batch_first for side in sides])
        _require_equal("d_model", [side.stack.d_model for side in sides])
        stacks = [side.stack for side in sides]
        model = VectorTransformer(stacks[0], stacks[1], causal is not False, sides[0].batch_first)
        sides[0].copy(model.encoder)
        sides[1].copy(model.decoder)
    elif isinstance(module, ENCODERS):
        side = _Side(module, "", [SELF])
        model = VectorEncoder(side.stack, causal is True, side.batch_first)
        side.copy(model.encoder)
    else:
        side = _Side(module, "", [SELF, CROSS])
        model = VectorDecoder(side.stack, causal is not False, side.batch_first)
        side.copy(model.decoder)
    return model


class _Side:
    """PyTorch's encoder or decoder.

    Args:
        theirs: the stack, or a single layer.
        where: its path in the whole module.
        attentions: the names of the attentions in each layer.
    """

    def __init__(self, theirs: Any, where: str, attentions: Sequence[tuple[str, str]]) -> None:
        self.attentions = attentions
        self.layers, self.norm = [theirs], None
        if isinstance(theirs, nn.TransformerEncoder | nn.TransformerDecoder):
            self.layers, self.norm = list(theirs.layers), theirs.norm
        if not self.layers:
            _refuse(_("a stack without layers"))
        layer_kind = nn.TransformerEncoderLayer if len(attentions) == 1 else nn.TransformerDecoderLayer
        for layer in self.layers:
            _require(layer, where, layer_kind)
        if self.norm is not None:
            _require(self.norm, f"{where}.norm", nn.LayerNorm)
        stacks = [_stack(layer, [theirs for _ours, theirs in attentions]) for layer in self.layers]
        _require_equal(_("the parts and sizes of the layers"), stacks)
        self.stack = replace(stacks[0], layers=len(stacks), last_norm="none" if self.norm is None else "norm")
        self.batch_first: bool = self.layers[0].self_attn.batch_first

    def copy(self, ours: Encoder | Decoder) -> None:
        """Copies the weights into a stack with these sizes and parts."""
        with torch.no_grad():
            for mine, layer in zip(ours.layers, self.layers, strict=True):
                _copy_layer(mine, layer, self.attentions)
            if self.norm is not None:
                _copy_norm(ours.norm, self.norm)  # type: ignore[arg-type]


def _stack(layer: Any, attentions: Iterable[str]) -> Stack:
    """The sizes and parts of a layer."""
    for name in attentions:
        attention = _part(layer, name, nn.MultiheadAttention)
        if attention.in_proj_weight is None:
            _refuse(_("{part} with kdim or vdim", part=name))
        if attention.bias_k is not None or attention.bias_v is not None:
            _refuse(_("{part} with add_bias_kv", part=name))
        if attention.add_zero_attn:
            _refuse(_("{part} with add_zero_attn", part=name))
        _part(attention, "out_proj", nn.Linear, NonDynamicallyQuantizableLinear)
    attention = layer.self_attn
    hidden = _part(layer, "linear1", nn.Linear)
    _part(layer, "linear2", nn.Linear)
    _require_equal("batch_first", [getattr(layer, name).batch_first for name in attentions])
    return paper_stack(
        1,
        attention.embed_dim,
        attention.num_heads,
        hidden.out_features,
        residual="pre-norm" if layer.norm_first else "post-norm",
        activation=_activation(layer.activation),
        query_bias=attention.in_proj_bias is not None,
        output_bias=attention.out_proj.bias is not None,
        hidden_bias=hidden.bias is not None,
        padding=PADDING,
    )


def _activation(given: Any) -> str:
    """Our name of an activation function."""
    if isinstance(given, nn.GELU) and given.approximate in GELUS:
        return GELUS[given.approximate]
    if type(given) in MODULES:
        return MODULES[type(given)]
    try:
        return FUNCTIONS[given]
    except (KeyError, TypeError):
        _refuse(_("the activation {name}", name=getattr(given, "__name__", type(given).__name__)))


def _copy_layer(ours: Any, theirs: Any, attentions: Sequence[tuple[str, str]]) -> None:
    for mine, its in attentions:
        _copy_attention(getattr(ours, mine), getattr(theirs, its))
    _copy(ours.feed_forward.hidden, theirs.linear1.weight, theirs.linear1.bias, "linear1")
    _copy(ours.feed_forward.output, theirs.linear2.weight, theirs.linear2.bias, "linear2")
    for number, name in enumerate((*(mine for mine, _its in attentions), "feed_forward"), start=1):
        _copy_norm(getattr(ours, f"{name}_residual").norm, _part(theirs, f"norm{number}", nn.LayerNorm))


def _copy_attention(ours: Attention, theirs: nn.MultiheadAttention) -> None:
    """Queries, keys and values come one after another in PyTorch's matrix, [3 · d_model, d_model]."""
    weights = theirs.in_proj_weight.chunk(3)
    biases = (None,) * 3 if theirs.in_proj_bias is None else theirs.in_proj_bias.chunk(3)
    for mine, weight, bias in zip((ours.query, ours.key, ours.value), weights, biases, strict=True):
        _copy(mine, weight, bias, "in_proj")
    _copy(ours.output, theirs.out_proj.weight, theirs.out_proj.bias, "out_proj")


def _copy_norm(ours: LayerNorm, theirs: nn.LayerNorm) -> None:
    """Without a gain or a bias, PyTorch's norm computes what ours computes with 1 or 0."""
    ours.epsilon = theirs.eps
    gain = torch.ones_like(ours.weight) if theirs.weight is None else theirs.weight
    bias = torch.zeros_like(ours.bias) if theirs.bias is None else theirs.bias
    _copy(ours, gain, bias, "norm")


def _copy(ours: Linear | HeadProjection | LayerNorm, weight: Tensor, bias: Tensor | None, name: str) -> None:
    if ours.weight.shape != weight.shape or (ours.bias is None) != (bias is None):
        _refuse(_("{part} that differs in size or bias from the other parts", part=name))
    ours.weight = nn.Parameter(weight.clone())
    if bias is not None:
        ours.bias = nn.Parameter(bias.clone())


# ------------------------------------------------------------------------------------------- what is refused
def _refuse(what: str) -> NoReturn:
    raise Problem(_("from_torch: {what} is not supported", what=what))


def _refuse_unknown_parts(module: nn.Module) -> None:
    """Raises Problem where a part may compute something else than PyTorch's own modules do."""
    for name, part in module.named_modules():
        where = name or type(module).__name__
        if type(part) not in INSIDE:
            _refuse(f"{where} ({type(part).__name__})")
        if part._forward_hooks or part._forward_pre_hooks:
            _refuse(_("{part} with hooks", part=where))
        if "forward" in vars(part):
            _refuse(_("{part} with a custom forward method", part=where))


def _refuse_other_numbers(module: nn.Module) -> Tensor:
    """Raises Problem unless all weights have numbers of one type that we compute with; returns one of them."""
    weights = [*module.parameters(), *module.buffers()]
    first = weights[0]
    _require_equal("dtype", [weight.dtype for weight in weights])
    _require_equal("device", [weight.device for weight in weights])
    if first.dtype not in (torch.float32, torch.float64):
        _refuse(str(first.dtype).removeprefix("torch."))
    if first.is_meta:
        _refuse(_("a module without values (device meta)"))
    return first


def _part(module: nn.Module, name: str, *kinds: type[nn.Module]) -> Any:
    """A part of a module; Problem if it is not of one of these types."""
    part = getattr(module, name)
    _require(part, name, *kinds)
    return part


def _require(part: object, where: str, *kinds: type[nn.Module]) -> None:
    if type(part) not in kinds:
        _refuse(f"{where} ({type(part).__name__})")


def _require_equal(what: str, values: Sequence[object]) -> None:
    if any(value != values[0] for value in values):
        raise Problem(_("from_torch: {what} must be the same everywhere", what=what))
