"""Sizes and parts of a Transformer. Needs no torch, so `models` and the explorer can show them immediately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from reprlib import repr as shortly

from ..support.localization import _
from .stack import EmbeddingParts, EncoderDecoderConfiguration, paper_stack

RESIDUALS = ("post-norm", "pre-norm")
POSITIONS = ("sinusoidal", "learned")
ACTIVATIONS = ("relu", "gelu")

# The smallest sizes; a sentence has at least [BOS] and one token.
LEAST = {"vocabulary": 1, "d_model": 1, "layers": 1, "heads": 1, "d_ff": 1, "longest": 2, "padding": 0}
MOST_PLACES = 2**23  # numbers in the table of positions, whose size the configuration determines


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Everything needed to build a model.

    Attributes:
        vocabulary: number of tokens in the vocabulary, which source, target and output share.
        layers: N, the number of layers in the encoder and in the decoder.
        longest: the most tokens a sentence may have.
        residual, positions, activation: the variant of this part that the model uses.
        padding: id of the padding token.
    """

    vocabulary: int
    d_model: int
    layers: int
    heads: int
    d_ff: int
    dropout: float
    longest: int = 2048
    residual: str = "post-norm"
    positions: str = "sinusoidal"
    activation: str = "relu"
    padding: int = 0

    def __post_init__(self) -> None:
        if problem := next(self._problems(), ""):
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        for slot, choices in (("residual", RESIDUALS), ("positions", POSITIONS), ("activation", ACTIVATIONS)):
            value = getattr(self, slot)
            if value not in choices:
                known = _(" or ").join(choices)
                yield _(
                    "unknown {slot} = {value}: choose {choices}",
                    slot=slot,
                    value=shortly(value),
                    choices=known,
                )
        for size, least in LEAST.items():
            value = getattr(self, size)
            if type(value) is not int or value < least:
                yield _(
                    "invalid {size} = {value}: use a whole number of at least {least}",
                    size=size,
                    value=shortly(value),
                    least=least,
                )
        if type(self.dropout) not in (int, float) or not 0 <= self.dropout < 1:
            yield _(
                "invalid dropout = {rate}: use a number of at least 0 and less than 1",
                rate=shortly(self.dropout),
            )
        if self.padding >= self.vocabulary:
            yield _(
                "invalid padding = {padding}: use the id of one of the {vocabulary} tokens",
                padding=self.padding,
                vocabulary=self.vocabulary,
            )
        if self.d_model % self.heads:
            yield _(
                "d_model = {d_model} cannot be divided evenly among {heads} heads",
                d_model=self.d_model,
                heads=self.heads,
            )
        if self.longest * self.d_model > MOST_PLACES:
            yield _(
                "longest = {longest} with d_model = {d_model} is too large; their product may be at most {most:,}",
                longest=self.longest,
                d_model=self.d_model,
                most=MOST_PLACES,
            )

    @property
    def parts(self) -> EncoderDecoderConfiguration:
        """The same as stacks of layers."""
        stack = paper_stack(
            self.layers,
            self.d_model,
            self.heads,
            self.d_ff,
            residual=self.residual,
            last_norm="norm" if self.residual == "pre-norm" else "none",
            activation=self.activation,
            dropout=self.dropout,
            padding=self.padding,
        )
        embedding = EmbeddingParts(
            vocabulary=self.vocabulary, longest=self.longest, positions=self.positions, tokens="scaled"
        )
        return EncoderDecoderConfiguration(
            source_embedding=embedding, target_embedding=embedding, encoder=stack, decoder=stack
        )

    def as_dict(self) -> dict[str, int | float | str]:
        return asdict(self)


# Vaswani et al. 2017, table 3; the vocabulary size is that of English–German.
BASE = Configuration(vocabulary=37000, d_model=512, layers=6, heads=8, d_ff=2048, dropout=0.1)
BIG = Configuration(vocabulary=37000, d_model=1024, layers=6, heads=16, d_ff=4096, dropout=0.3)
CONFIGURATIONS = {"base": BASE, "big": BIG}
