"""The rotary positions of config.json: `rope_parameters` (transformers 5), or `rope_theta` and `rope_scaling`."""

from __future__ import annotations

from ...nn.stack import Rotary
from .settings import Settings

BASE = 10000.0  # where config.json does not say


def rotary(settings: Settings) -> Rotary:
    """The rotary positions; CheckpointError for a kind that is not supported."""
    settings.require("rope_interleaved", False)
    base = settings.number("rope_theta", BASE)
    there = settings.has("rope_theta")
    parameters, scaling = settings.part("rope_parameters"), settings.part("rope_scaling")
    if parameters is not None and scaling is not None:
        settings.refuse("rope_scaling")
    found = parameters or scaling
    if found is None:
        return Rotary(base=base)
    if found.has("rope_theta"):
        inner = found.number("rope_theta")
        if there and inner != base:
            settings.refuse("rope_theta")
        base = inner
    kind = "rope_type" if found.has("rope_type") or not found.has("type") else "type"
    found.ignore("type rope_theta")
    made = found.choice(kind, KINDS, "default")(found, base)
    found.require("partial_rotary_factor", 1.0, 1, None)
    found.finish()
    return made


def _default(found: Settings, base: float) -> Rotary:
    found.require("factor", None, 1.0, 1)
    return Rotary(base=base)


def _linear(found: Settings, base: float) -> Rotary:
    return Rotary(base=base, scaling="linear", factor=found.number("factor"))


def _llama3(found: Settings, base: float) -> Rotary:
    return Rotary(
        base=base,
        scaling="llama3",
        factor=found.number("factor"),
        low_frequency_factor=found.number("low_freq_factor"),
        high_frequency_factor=found.number("high_freq_factor"),
        original_length=found.size("original_max_position_embeddings"),
    )


KINDS = {"default": _default, "linear": _linear, "llama3": _llama3}
