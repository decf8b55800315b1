"""Sizes and parts of a sequence model; no torch needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..support.localization import N_, _

FAMILIES = ("attention", "convolution", "rnn", "lstm")
NAMES = {"attention": N_("attention"), "convolution": N_("convolution"), "rnn": "RNN", "lstm": "LSTM"}
"""The names of the families as users see them."""
MOST_POSITIONS = 2**16  # a table of positions is not built for more


@dataclass(frozen=True, kw_only=True)
class SequenceConfiguration:
    """Everything needed to build a sequence model.

    Attributes:
        family: how positions exchange information, one of FAMILIES.
        streams: the size of the vocabulary of each part of a token, by the part's name.
        answers: the number of answers.
        size: width of the vector at a position.
        causal: whether a position sees only itself and earlier positions, as is always so in a recurrent network.
        heads, d_ff: for attention.
        width, dilations: for convolutions; one dilation per layer.
        longest: the most positions a sequence may have.
    """

    family: str
    streams: Mapping[str, int]
    answers: int
    size: int
    layers: int = 2
    causal: bool = True
    heads: int = 4
    d_ff: int = 64
    width: int = 5
    dilations: tuple[int, ...] = (1, 5)
    longest: int = 256

    def __post_init__(self) -> None:
        if problem := next(self._problems(), ""):
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        if self.family not in FAMILIES:
            given, known = repr(self.family)[:40], ", ".join(FAMILIES)
            yield _("unknown {slot} = {value}: choose {choices}", slot="family", value=given, choices=known)
        if self.family == "attention" and self.size % self.heads:
            yield _(
                "d_model = {d_model} cannot be divided evenly among {heads} heads",
                d_model=self.size,
                heads=self.heads,
            )
        if not 1 <= len(self.streams) <= 2 or self.layers != len(self.dilations):
            yield _("tokens must have one or two parts, and each layer must have one dilation")
        sizes = (self.answers, self.size, self.layers, self.heads, self.d_ff, self.width, self.longest)
        every = (*sizes, *self.dilations, *self.streams.values())
        if any(type(size) is not int or size < 1 for size in every):
            yield _("all sizes must be whole numbers of at least 1")
        if self.longest > MOST_POSITIONS:
            yield _(
                "longest = {longest:,} is too large: use at most {most:,} positions",
                longest=self.longest,
                most=MOST_POSITIONS,
            )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> SequenceConfiguration:
        """The configuration that `as_dict` wrote; TypeError or ValueError if the data are not a configuration."""
        if unknown := sorted(set(data) - {field.name for field in fields(cls)}):
            raise ValueError(_("unknown setting {setting!r:.60}", setting=unknown[0]))
        return cls(**{**data, "dilations": tuple(data["dilations"]), "streams": dict(data["streams"])})

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "dilations": list(self.dilations)}
