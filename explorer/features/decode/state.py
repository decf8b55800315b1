"""Everything about the decoding of one sentence: kept while one goes into the walk and comes back."""

from __future__ import annotations

from ....core.interventions import Intervention, from_data
from ....core.running.request import DTYPES
from ....core.support.localization import _
from ....core.trace import Trace, TraceError
from ...ui.navigator import Navigator
from .beams import Beams
from .tree import Tree


class DecodeState:
    """The decoding of the sentence of a trace, with the changes that were made in that run.

    Attributes:
        home: the walk one came from, to which one returns.
        layer, head: of the cross-attention that is shown.

    Raises:
        TraceError: the trace has no sentence.
        InterventionError: it names a change that this version does not know.
    """

    def __init__(self, home: Navigator) -> None:
        trace = home.trace
        if not (trace.source_text and trace.vocabulary):
            raise TraceError(_("this trace has no sentence and vocabulary, so that nothing can be decoded"))
        self.home = home
        self.text = trace.source_text
        self.changes: tuple[Intervention, ...] = tuple(map(from_data, trace.run.get("interventions") or ()))
        self.dtype = trace.run["dtype"] if trace.run.get("dtype") in DTYPES else "float32"
        self.tree, self.beams = Tree(trace.vocabulary), Beams()
        self.layer = self.head = 0
        self._made: list[Trace] = []
        self.learn(trace)

    def learn(self, trace: Trace) -> None:
        """Takes in a run of this sentence."""
        self._made.append(trace)
        self.tree.learn(trace)
        self.beams.learn(trace)

    def knows(self, trace: Trace) -> bool:
        """Whether a trace is one of those that belong to this decoding."""
        return any(trace is one for one in self._made)

    @property
    def more(self) -> dict[str, object]:
        """What a request for a run of this sentence needs besides its strategy."""
        return {"interventions": self.changes, "dtype": self.dtype}

    # -------------------------------------------------------------------------- cross-attention
    def turn_head(self, by: int) -> None:
        """To another head, round and round."""
        heads = self.places[1]
        self.head = (self.head + by) % heads if heads else 0

    def turn_layer(self, by: int) -> None:
        """To another layer, round and round."""
        layers = self.places[0]
        self.layer = (self.layer + by) % layers if layers else 0

    @property
    def places(self) -> tuple[int, int]:
        """How many layers of cross-attention there are, and how many heads in the layer that is shown."""
        latest = self.tree.latest
        steps = latest[1].attentions if latest else ()
        return len(steps), steps[min(self.layer, len(steps) - 1)].shape[0] if steps else 0
