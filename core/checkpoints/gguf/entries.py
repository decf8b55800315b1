"""The metadata of a GGUF file about its tokenizer, which nobody has checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ...support.localization import _
from ..hugging_face.tensor_file import shown
from ..model import CheckpointError

T = TypeVar("T")


@dataclass(frozen=True)
class Entries:
    """The entries by name.

    Attributes:
        path: the file, for messages.
    """

    path: Path
    values: Mapping[str, Any]

    def choice(self, name: str, choices: Mapping[str, T], default: str) -> T:
        """What a word means; CheckpointError if it has no meaning here.

        Args:
            default: the word where the file has none.
        """
        found = self.values.get(name, default)
        if isinstance(found, str) and found in choices:
            return choices[found]
        raise CheckpointError(
            _(
                "{path}: {name} = {value} is not supported; supported are {values}",
                path=self.path,
                name=name,
                value=shown(str(found)),
                values=_(", ").join(choices),
            )
        )

    def texts(self, name: str) -> list[str]:
        """A list of strings; CheckpointError if it is missing or is something else."""
        return self._list(name, str)

    def numbers(self, name: str, count: int) -> list[float]:
        """A list of `count` numbers; CheckpointError if it is missing or is something else."""
        found = self._list(name, (int, float))
        if len(found) != count:
            raise CheckpointError(
                _(
                    "{path}: {name} has {found:,} values, not {count:,}",
                    path=self.path,
                    name=name,
                    found=len(found),
                    count=count,
                )
            )
        return found

    def _list(self, name: str, kind: Any) -> list[Any]:
        found = self.values.get(name)
        if not isinstance(found, list) or not all(isinstance(each, kind) for each in found):
            raise CheckpointError(_("{where}: {name} is missing", where=self.path, name=name))
        return found
