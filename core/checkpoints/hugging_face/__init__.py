"""Checkpoints of other programs in the format of Hugging Face, read without `transformers`.

A folder has config.json, the weights as safetensors and tokenizer.json. Each model family has a file here that says
what its settings mean and where each of our parameters is stored. Everything in the folder is checked: what is not
supported is refused by name.
"""

from .family import model_types
from .model import HuggingFaceModel, model_at, why_not

__all__ = ["HuggingFaceModel", "model_at", "model_types", "why_not"]
