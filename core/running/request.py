"""What to compute, as plain data that can be sent to another process. Needs no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..support.errors import Problem
from ..support.localization import _

if TYPE_CHECKING:
    from ..decoding.strategy import Strategy
    from ..interventions import Intervention

BYTE_ORDER_MARK = "\ufeff"
DEFAULT_MODEL = "zh-en"
USUAL_LENGTH = 20  # tokens that are added to a text
DTYPES = ("float32", "float64", "bfloat16")
Stored = Literal["everything", "lean", "statistics"]


@dataclass(frozen=True, kw_only=True)
class Request:
    """A sentence and how to run a model on it.

    Attributes:
        source: the sentence.
        model: the name of a shipped model, or the path of a model.
        target: for a forward pass, the translation that the decoder reads; if None, the greedy translation of the
            unchanged model, so that a changed run has the same tokens as the unchanged one.
        strategy: how to choose each token; None for a forward pass over a whole translation at once.
        cached: whether decoding keeps keys and values.
        length: for a model that continues a text, the most tokens to add; None for USUAL_LENGTH.
        interventions: changes during the run.
        device: "auto", "cpu" or "cuda".
        dtype: precision of the computation, one of DTYPES.
        keep: every array, only those that cannot be recomputed cheaply, or only statistics.
    """

    source: str
    model: str = DEFAULT_MODEL
    target: str | None = None
    strategy: Strategy | None = None
    cached: bool = True
    length: int | None = None
    interventions: tuple[Intervention, ...] = ()
    device: str = "auto"
    dtype: str = "float32"
    keep: Stored = "everything"

    def __post_init__(self) -> None:
        """Removes a byte order mark, which files and clipboards may add.

        Raises Problem if a text contains surrogates, which Python uses for bytes that are not UTF-8.
        """
        for name in ("source", "target"):
            text = getattr(self, name)
            if text is None:
                continue
            try:
                text.encode()
            except UnicodeEncodeError:
                raise Problem(_("{text} is not valid Unicode text", text=repr(text))) from None
            object.__setattr__(self, name, text.removeprefix(BYTE_ORDER_MARK))
