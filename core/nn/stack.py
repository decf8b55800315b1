"""Sizes and parts of a stack of layers, and of the models built from stacks. Needs no torch.

Every variant is the name of a part that goes into a slot; `core.nn.layers` builds the parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from reprlib import repr as shortly
from types import MappingProxyType
from typing import Any, ClassVar, Self

from ..support.localization import _

SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "residual": ("post-norm", "pre-norm"),
        "norm": ("layer-norm", "rms-norm"),
        "last_norm": ("none", "norm"),
        "activation": ("relu", "gelu", "gelu-tanh", "silu"),
        "feed_forward": ("plain", "gated"),
        "scores": ("scaled", "unscaled"),
        "positions": ("none", "rotary", "bias"),
    }
)
"""The slots of a layer, and the parts that can go into each."""

EMBEDDING_SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "positions": ("none", "learned", "sinusoidal", "sinusoidal-halves"),
        "tokens": ("scaled", "unscaled"),
        "norm": ("none", "layer-norm"),
    }
)
"""The slots of an embedding, and the parts that can go into each."""

NO_PADDING = -1  # an id that no token has
MOST_NUMBERS = 2**26  # in a table whose size only the configuration determines
SCALINGS = ("linear", "llama3")


@dataclass(frozen=True, kw_only=True)
class Rotary:
    """Rotary positions (Su et al. 2021, arXiv 2104.09864): the settings of `operations.rotary`.

    Attributes:
        base: θ, from which the angle of each pair of features follows.
        scaling: "" for the angles of the paper, or a name in SCALINGS; the other attributes belong to it.
    """

    base: float = 10000.0
    scaling: str = ""
    factor: float = 1.0
    low_frequency_factor: float = 1.0
    high_frequency_factor: float = 4.0
    original_length: int = 8192

    def settings(self) -> dict[str, int | float | str]:
        """What the operation needs; only what has an effect."""
        if not self.scaling:
            return {"base": self.base}
        names = ["base", "scaling", "factor"]
        if self.scaling == "llama3":
            names += ["low_frequency_factor", "high_frequency_factor", "original_length"]
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, kw_only=True)
class PositionBias:
    """The relative position bias of T5 (Raffel et al. 2019, arXiv 1910.10683, section 2.1).

    Attributes:
        buckets: rows of the table; several distances share a row.
        most_distance: from this distance on, all share the last row.
    """

    buckets: int = 32
    most_distance: int = 128


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack of equal layers.

    Attributes:
        groups: number of keys and values; heads // groups queries share one (Ainslie et al. 2023, arXiv 2305.13245).
        d_head: d_k and d_v, the width of a head.
        epsilon: ε of the norms.
        query_bias, output_bias, hidden_bias: whether the projections of query, key and value, of the attention's
            output, and of the feed-forward network have a bias.
        padding: id of the padding token, to which no position attends; NO_PADDING if there is none.
    """

    layers: int
    d_model: int
    heads: int
    groups: int
    d_head: int
    d_ff: int
    residual: str = "post-norm"
    norm: str = "layer-norm"
    last_norm: str = "none"
    epsilon: float = 1e-5
    activation: str = "relu"
    feed_forward: str = "plain"
    scores: str = "scaled"
    positions: str = "none"
    rotary: Rotary = field(default_factory=Rotary)
    position_bias: PositionBias = field(default_factory=PositionBias)
    query_bias: bool = False
    output_bias: bool = False
    hidden_bias: bool = True
    dropout: float = 0.0
    padding: int = NO_PADDING

    def problems(self) -> Iterator[str]:
        """What is wrong, one line each."""
        yield from _unknown_parts(self, SLOTS)
        yield from _too_small(self, "layers", "d_model", "heads", "groups", "d_head", "d_ff")
        if self.groups > 0 and self.heads % self.groups:
            yield _("{heads} heads cannot share {groups} keys evenly", heads=self.heads, groups=self.groups)
        if self.positions == "rotary" and self.d_head % 2:
            yield _("rotary positions need heads of an even width, not {d_head}", d_head=self.d_head)


def paper_stack(layers: int, d_model: int, heads: int, d_ff: int, **parts: Any) -> Stack:
    """A stack with as many keys as queries and d_k = d_v = d_model / heads (section 3.2.2)."""
    return Stack(
        layers=layers, d_model=d_model, heads=heads, groups=heads, d_head=d_model // heads, d_ff=d_ff, **parts
    )


@dataclass(frozen=True, kw_only=True)
class EmbeddingParts:
    """How ids become the vectors that enter the first layer.

    Attributes:
        tokens: whether the rows of the embedding matrix are multiplied by √d_model.
        longest: the most tokens a text may have.
        types: number of token types; 0 if the model has none.
    """

    vocabulary: int
    longest: int
    positions: str = "none"
    tokens: str = "unscaled"
    norm: str = "none"
    types: int = 0

    def problems(self, d_model: int) -> Iterator[str]:
        """What is wrong, one line each."""
        yield from _unknown_parts(self, EMBEDDING_SLOTS)
        yield from _too_small(self, "vocabulary", "longest")
        if self.positions != "none" and self.longest * d_model > MOST_NUMBERS:
            yield _(
                "longest = {longest} with d_model = {d_model} is too large; their product may be at most {most:,}",
                longest=self.longest,
                d_model=d_model,
                most=MOST_NUMBERS,
            )


class _Parts:
    """A configuration made of parts, which are dataclasses; a trace records it as nested objects."""

    PARTS: ClassVar[Mapping[str, type]] = {}

    def as_dict(self) -> dict[str, Any]:
        """The configuration as JSON data, without settings that have their default."""
        return plain(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The configuration that `as_dict` wrote; AttributeError, TypeError or ValueError if it is none."""
        made = {
            name: _made(cls.PARTS[name], value) if name in cls.PARTS else value
            for name, value in data.items()
        }
        return cls(**made)

    def __post_init__(self) -> None:
        if problem := next(self.problems(), ""):
            raise ValueError(problem)

    def at_most(self, longest: int) -> Self:
        """The same for at most this many tokens."""
        embeddings = [name for name, kind in self.PARTS.items() if kind is EmbeddingParts]
        shorter = {name: replace(getattr(self, name), longest=longest) for name in embeddings}
        return replace(self, **shorter)  # type: ignore[type-var]

    def problems(self) -> Iterator[str]:
        """What is wrong, one line each."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class DecoderConfiguration(_Parts):
    """A decoder-only language model, such as GPT-2 or Llama.

    Attributes:
        tied: whether the logits use the embedding matrix.
        logits_bias: whether the logits have a bias.
    """

    PARTS: ClassVar[Mapping[str, type]] = {"embedding": EmbeddingParts, "decoder": Stack}

    embedding: EmbeddingParts
    decoder: Stack
    tied: bool = True
    logits_bias: bool = False

    @property
    def layers(self) -> int:
        return self.decoder.layers

    @property
    def longest(self) -> int:
        return self.embedding.longest

    def problems(self) -> Iterator[str]:
        yield from self.decoder.problems()
        yield from self.embedding.problems(self.decoder.d_model)


@dataclass(frozen=True, kw_only=True)
class EncoderConfiguration(_Parts):
    """An encoder-only model, such as BERT.

    Attributes:
        pooled: whether the model has a pooler: a linear map and tanh of the first position.
        masked_words: whether it predicts the words behind [MASK].
        masked_words_tied: whether that prediction uses the embedding matrix.
        next_sentence: whether it predicts if the second sentence follows the first.
    """

    PARTS: ClassVar[Mapping[str, type]] = {"embedding": EmbeddingParts, "encoder": Stack}

    embedding: EmbeddingParts
    encoder: Stack
    pooled: bool = False
    masked_words: bool = False
    masked_words_tied: bool = True
    next_sentence: bool = False

    @property
    def layers(self) -> int:
        return self.encoder.layers

    @property
    def longest(self) -> int:
        return self.embedding.longest

    def problems(self) -> Iterator[str]:
        yield from self.encoder.problems()
        yield from self.embedding.problems(self.encoder.d_model)
        if self.next_sentence and not self.pooled:
            yield _("next-sentence prediction needs the pooler")


@dataclass(frozen=True, kw_only=True)
class EncoderDecoderConfiguration(_Parts):
    """An encoder-decoder, such as Marian or T5; the two sides may have different sizes.

    Attributes:
        shared: whether source and target use one embedding matrix.
        tied: whether the logits use the target's embedding matrix.
        output: "scaled" if the decoder's output is multiplied by 1/√d_model before the logits.
        final_bias: whether a bias is added to the logits in a step of its own.
    """

    PARTS: ClassVar[Mapping[str, type]] = {
        "source_embedding": EmbeddingParts,
        "target_embedding": EmbeddingParts,
        "encoder": Stack,
        "decoder": Stack,
    }

    source_embedding: EmbeddingParts
    target_embedding: EmbeddingParts
    encoder: Stack
    decoder: Stack
    shared: bool = True
    tied: bool = True
    output: str = "unscaled"
    logits_bias: bool = False
    final_bias: bool = False

    @property
    def parts(self) -> EncoderDecoderConfiguration:
        return self

    @property
    def layers(self) -> int:
        return max(self.encoder.layers, self.decoder.layers)

    @property
    def longest(self) -> int:
        return min(self.source_embedding.longest, self.target_embedding.longest)

    def problems(self) -> Iterator[str]:
        yield from self.encoder.problems()
        yield from self.decoder.problems()
        yield from self.source_embedding.problems(self.encoder.d_model)
        yield from self.target_embedding.problems(self.decoder.d_model)
        yield from _unknown_parts(self, {"output": ("scaled", "unscaled")})
        if self.encoder.d_model != self.decoder.d_model:
            yield _(
                "the encoder has d_model = {encoder} and the decoder {decoder}; cross-attention needs "
                "the same d_model in both",
                encoder=self.encoder.d_model,
                decoder=self.decoder.d_model,
            )
        if self.shared and self.source_embedding.vocabulary != self.target_embedding.vocabulary:
            yield _("source and target cannot share an embedding matrix: their vocabularies differ in size")


def _unknown_parts(parts: Any, slots: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for slot, choices in slots.items():
        value = getattr(parts, slot)
        if value not in choices:
            known = _(" or ").join(choices)
            yield _(
                "unknown {slot} = {value}: choose {choices}", slot=slot, value=shortly(value), choices=known
            )


def _too_small(parts: Any, *sizes: str) -> Iterator[str]:
    for size in sizes:
        value = getattr(parts, size)
        if type(value) is not int or value < 1:
            yield _(
                "invalid {size} = {value}: use a whole number of at least {least}",
                size=size,
                value=shortly(value),
                least=1,
            )


def plain(parts: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ from their default, as JSON data."""
    whole: dict[str, Any] = asdict(parts)
    for each in fields(parts):
        value = getattr(parts, each.name)
        if hasattr(value, "__dataclass_fields__"):
            whole[each.name] = plain(value)
        if value == each.default or whole[each.name] == {}:
            del whole[each.name]
    return whole


def _made(kind: type, data: Any) -> Any:
    """A dataclass from what `_plain` returned."""
    inner = {"rotary": Rotary, "position_bias": PositionBias}
    return kind(
        **{name: inner[name](**value) if name in inner else value for name, value in dict(data).items()}
    )
