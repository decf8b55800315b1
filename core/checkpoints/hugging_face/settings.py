"""config.json, attribute by attribute: each is used, known to have no effect, at its default, or refused by name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from reprlib import repr as shortly
from typing import Any, NoReturn, TypeVar

from ...support.localization import _
from ..json_file import json_object
from ..model import CheckpointError

T = TypeVar("T")

NAME = "config.json"
LARGEST = 2**20  # bytes; a classifier's may list thousands of labels
LARGEST_SIZE = 2**31 - 1

_NO_EFFECT = {
    "where it comes from": "_name_or_path _commit_hash architectures model_type transformers_version "
    "transformers.js_config dtype torch_dtype",
    "training": "initializer_range initializer_factor init_std gradient_checkpointing problem_type finetuning_task",
    "how it is computed, and what is returned": "use_cache output_attentions output_hidden_states output_past "
    "return_dict chunk_size_feed_forward torchscript use_bfloat16 tf_legacy_loss attn_implementation "
    "_attn_implementation _attn_implementation_autoset _attn_implementation_internal _flash_attn_2_enabled "
    "pretraining_tp is_encoder_decoder",
    "the tokenizer and the special tokens, which `special_tokens` reads": "tokenizer_class prefix bos_token_id "
    "eos_token_id pad_token_id sep_token_id unk_token_id decoder_start_token_id forced_bos_token_id "
    "forced_eos_token_id bad_words_ids",
    "decoding, which the program does with its own settings": "task_specific_params max_length min_length do_sample "
    "early_stopping num_beams num_beam_groups diversity_penalty temperature top_k top_p typical_p repetition_penalty "
    "length_penalty no_repeat_ngram_size encoder_no_repeat_ngram_size num_return_sequences output_scores "
    "return_dict_in_generate remove_invalid_values exponential_decay_length_penalty suppress_tokens "
    "begin_suppress_tokens",
    "a classifier, whose weights are refused": "id2label label2id num_labels _num_labels classifier_dropout",
}
WITHOUT_EFFECT = frozenset(name for names in _NO_EFFECT.values() for name in names.split())
"""Attributes of any family that do not change what a model computes."""

DEFAULTS: Mapping[str, tuple[object, ...]] = {
    "add_cross_attention": (False,),
    "auto_map": (None, {}),
    "cross_attention_hidden_size": (None,),
    "is_decoder": (False,),
    "pruned_heads": (None, {}),
    "quantization_config": (None, {}),
    "tie_encoder_decoder": (False,),
}
"""Attributes of any family that change a model in ways that are not supported, and the values that change nothing."""


class Settings:
    """The attributes of config.json. Every method that returns one checks it and marks it as handled.

    Attributes:
        path: the file, for messages.
        inside: what the names in messages begin with, for the attributes of an object in the file.

    Raises:
        CheckpointError: from every method, with the attribute's name, if its value cannot be used.
    """

    def __init__(self, path: Path, values: Mapping[str, Any], inside: str = "") -> None:
        self.path, self._values, self.inside = path, values, inside
        self._handled: set[str] = set()

    @classmethod
    def read(cls, folder: Path) -> Settings:
        return cls(folder / NAME, json_object(folder / NAME, LARGEST))

    def size(self, name: str, default: int | None = None, least: int = 1) -> int:
        """A whole number; `default` where it is absent or null."""
        value = self._value(name, default)
        if type(value) is not int or not least <= value <= LARGEST_SIZE:
            self._invalid(name)
        return value

    def size_or_none(self, name: str, absent: int | None = None) -> int | None:
        """A whole number of at least 1, or None where it is null; `absent` where it is absent."""
        self._handled.add(name)
        if name not in self._values:
            return absent
        return self.size(name) if self.has(name) else None

    def number(self, name: str, default: float | None = None) -> float:
        """A positive number."""
        value = self._value(name, default)
        if type(value) not in (int, float) or not 0 < value < math.inf:
            self._invalid(name)
        return float(value)

    def numbers(self, name: str) -> list[float]:
        """A list of positive numbers, at least one."""
        value = self._value(name, None)
        if not isinstance(value, list) or not value:
            self._invalid(name)
        if not all(type(each) in (int, float) and 0 < each < math.inf for each in value):
            self._invalid(name)
        return [float(each) for each in value]

    def switch(self, name: str, default: bool) -> bool:
        value = self._value(name, default)
        if type(value) is not bool:
            self._invalid(name)
        return value

    def choice(self, name: str, choices: Mapping[str, T], default: str | None = None) -> T:
        """What a word means; a word without a meaning here is not supported."""
        value = self._value(name, default)
        if not isinstance(value, str):
            self._invalid(name)
        if value not in choices:
            self.refuse(name)
        return choices[value]

    def part(self, name: str) -> Settings | None:
        """The attributes of an object; None where it is absent or null. Its own `finish` refuses what is left in it."""
        value = self._value(name, {})
        if not isinstance(value, dict):
            self._invalid(name)
        return Settings(self.path, value, f"{self.inside}{name}.") if value else None

    def share(self, d_model: int, heads: int) -> int:
        """d_head, the width of each head, where the heads divide d_model evenly."""
        if d_model % heads:
            raise ValueError(
                _(
                    "d_model = {d_model} cannot be divided evenly among {heads} heads",
                    d_model=d_model,
                    heads=heads,
                )
            )
        return d_model // heads

    def token(self, name: str, none: int, absent: int) -> int:
        """The id of a token; `none` where it is null or negative."""
        self._handled.add(name)
        value = self._values.get(name, absent)
        return value if type(value) is int and value >= 0 else none

    def require(self, name: str, *allowed: object) -> None:
        """An attribute that is supported only with these values, or absent."""
        self._handled.add(name)
        if name in self._values and not any(_same(self._values[name], value) for value in allowed):
            self.refuse(name)

    def require_all(self, name: str, allowed: str) -> None:
        """A list that is supported only if all its entries are this, or absent."""
        self._handled.add(name)
        value = self._values.get(name)
        if value is not None and not (isinstance(value, list) and all(each == allowed for each in value)):
            self.refuse(name)

    def ignore(self, names: str) -> None:
        """Attributes without an effect on this family's models, separated by spaces."""
        self._handled.update(names.split())

    def has(self, name: str) -> bool:
        """Whether the attribute is there and not null."""
        return self._values.get(name) is not None

    def finish(self) -> None:
        """Refuses the first attribute that is not handled."""
        for name, allowed in DEFAULTS.items():
            if name not in self._handled:
                self.require(name, *allowed)
        for name in self._values:
            if name not in self._handled and name not in WITHOUT_EFFECT:
                self.refuse(name)

    def refuse(self, name: str) -> NoReturn:
        """Raises the error about an attribute that is not supported."""
        raise CheckpointError(
            _(
                "{path}: {name} = {value} is not supported",
                path=self.path,
                name=self.inside + _name(name),
                value=_text(self._values.get(name)),
            )
        )

    def _value(self, name: str, default: Any) -> Any:
        self._handled.add(name)
        value = self._values.get(name)
        if value is not None:
            return value
        if default is None:
            raise CheckpointError(_("{where}: {name} is missing", where=self.path, name=self.inside + name))
        return default

    def _invalid(self, name: str) -> NoReturn:
        raise CheckpointError(
            _(
                "{path}: invalid {name} = {value}",
                path=self.path,
                name=self.inside + _name(name),
                value=_text(self._values.get(name)),
            )
        )


def _same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other


def _name(name: str) -> str:
    return name if len(name) <= 60 and name.isascii() and name.isprintable() else f"{name[:60]!a}"


def _text(value: object) -> str:
    """A value as JSON writes it, short and without characters that a terminal would act on."""
    if isinstance(value, dict | list):
        return ascii(shortly(value))[1:-1]
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
