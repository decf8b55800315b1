"""What checkpoints of other programs have in common, whatever their files look like."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from ...support.localization import _
from ...trace import ModelCard
from ..model import CheckpointError
from ..text_model import TextModel
from .family import Family
from .mapping import Parameters, WeightSource, matched, plain_names
from .settings import Settings

FLOAT32 = 4  # bytes
MOST_LAYERS = 1000  # of one stack; more would take minutes to build and to show
EXAMPLE = "the cat sat on the mat"


class ForeignModel(TextModel):
    """A checkpoint of another program.

    Attributes:
        model_type: what its files call its family, such as "gpt2".
    """

    model_type: str

    @property
    @abstractmethod
    def where(self) -> Path:
        """The folder or file, for messages."""

    @property
    @abstractmethod
    def family(self) -> Family:
        """How its configuration and weights are read."""

    @property
    @abstractmethod
    def _settings(self) -> Settings:
        """What its files say about its sizes and parts, none of it handled yet."""

    @property
    @abstractmethod
    def _weights(self) -> WeightSource:
        """The weights by their own names."""

    @property
    def architecture(self) -> str:
        return self.family.architecture

    @cached_property
    def configuration(self) -> Any:
        """Sizes and parts of the model; CheckpointError if it needs something that is not supported."""
        found = self._settings
        names = frozenset(plain_names(self._weights, self.family.plain))
        try:
            made = self.family.configuration(found, names)
        except CheckpointError:
            raise
        except ValueError as error:
            raise CheckpointError(f"{found.path}: {error}") from None
        found.finish()
        if made.layers > MOST_LAYERS:
            raise CheckpointError(
                _(
                    "{path}: {count:,} layers are too many; at most {most:,} are supported",
                    path=found.path,
                    count=made.layers,
                    most=MOST_LAYERS,
                )
            )
        return made

    @cached_property
    def parameters(self) -> Parameters:
        """The weights by our names, float32; each is read and converted when it is looked up.

        CheckpointError if they do not fit the configuration or the memory. Looking at this before a module is built
        makes sure that the module is no larger than the files.
        """
        wanted = self.family.weights(self.configuration)
        found = matched(self._weights, wanted, self.family.plain, self.family.without_effect)
        needed = max(found.count * FLOAT32, found.size)
        if needed > (memory := _memory()):  # before anything is read
            raise CheckpointError(
                _(
                    "{path}: its {count:,} weights need {needed:.1f} GB, and this machine has {memory:.1f} GB",
                    path=self.where,
                    count=found.count,
                    needed=needed / 1e9,
                    memory=memory / 1e9,
                )
            )
        found.require_equal_twins()
        return found

    @property
    def card(self) -> dict[str, Any]:
        """`family`, `parameters` (how many), `bytes` of the files, `precision` of the stored numbers, `longest`."""
        parameters = self.parameters
        return {
            "family": self.model_type,
            "parameters": parameters.count,
            "bytes": parameters.size,
            "precision": parameters.precision,
            "longest": self.configuration.longest,
        }

    @property
    def trained(self) -> bool | None:
        return None

    @property
    def notices(self) -> tuple[str, ...]:
        """What users should know about how it was read."""
        if (stored := self.parameters.precision) == "float32":
            return ()
        return (_("{name}: stored as {precision}, read as float32", name=self.name, precision=stored),)

    @property
    def _rows(self) -> int:
        return self.family.tokens(self.configuration)

    @cached_property
    def model_card(self) -> ModelCard:
        about, sha256 = self.configuration.as_dict(), self.parameters.sha256
        return ModelCard(self.name, self.architecture, about, sha256, self.trained)

    @property
    def example(self) -> str:
        """An English text, for an encoder with a masked word."""
        if self.architecture != "encoder":
            return EXAMPLE
        try:
            mask = self.special_tokens.mask
            return EXAMPLE if mask is None else EXAMPLE.replace("sat", self.vocabulary[mask])
        except CheckpointError:
            return EXAMPLE

    def refusals(self) -> Iterator[str]:
        """Why it cannot be used, one line for each part that cannot."""
        for part in ("configuration", "parameters", "special_tokens"):
            try:
                getattr(self, part)
            except CheckpointError as error:
                yield str(error)
                if part != "parameters":
                    return


def _memory() -> float:
    """The bytes of the machine's memory; infinite if the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return float("inf")
