"""GGUF files of the Llama family: one file holds the configuration, the weights and the tokenizer.

Everything in the file is checked: what is not supported is refused by name. Quantized weights need the package `gguf`,
an optional extra, which knows how each format is decoded.
"""

from .model import GgufModel, model_at, why_not

__all__ = ["GgufModel", "model_at", "why_not"]
