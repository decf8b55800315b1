"""The decoding of a sentence: hypotheses picked by hand, and beam searches. It is kept between visits."""

from __future__ import annotations

from ....core.decoding.strategy import Strategy
from ....core.interventions import Intervention, from_data
from ....core.running.request import DTYPES
from ....core.support.localization import _
from ....core.trace import Hypothesis, Trace, TraceError
from ...ui.navigator import Navigator
from ...ui.routes import WalkRoute
from .beams import Beams
from .prediction import Ids
from .tree import Tree

Job = Ids | int  # for the engine: the prediction after a prefix, or the beam search of a width


class DecodeState:
    """The decoding of a trace's sentence, with the changes that were made in that run.

    Attributes:
        home: the place in the walk to which the reader returns.
        layer, head: of the attention that is shown: cross-attention, or self-attention in a model without it.

    Raises:
        TraceError: the trace has no sentence.
        InterventionError: the trace names a change that this version does not know.
    """

    def __init__(self, home: Navigator) -> None:
        trace = home.trace
        if not (trace.source_text and trace.vocabulary):
            raise TraceError(_("this trace has no sentence or no vocabulary, so nothing can be decoded"))
        self.home = home
        self.text = trace.source_text
        self.changes: tuple[Intervention, ...] = tuple(map(from_data, trace.run.get("interventions") or ()))
        self.dtype = trace.run["dtype"] if trace.run.get("dtype") in DTYPES else "float32"
        self.tree, self.beams = Tree(trace.vocabulary), Beams()
        self.layer = self.head = 0
        self._runs: list[Trace] = []
        self.add(trace)

    def add(self, trace: Trace) -> None:
        """Adds a run of this sentence."""
        self._runs.append(trace)
        self.tree.add(trace)
        self.beams.add(trace)

    def knows(self, trace: Trace) -> bool:
        """Whether a trace is one of the runs of this decoding."""
        return any(trace is run for run in self._runs)

    # -------------------------------------------------------------------------- computing
    @property
    def run_options(self) -> dict[str, object]:
        """What a request for a run of this sentence needs besides its strategy."""
        return {"interventions": self.changes, "dtype": self.dtype}

    def missing(self, beam: bool) -> tuple[Job, Strategy] | None:
        """What the engine has to compute for what is shown: a beam search, or the next token."""
        if beam:
            return (self.beams.width, self.beams.strategy()) if self.beams.needs_search else None
        prefix = self.tree.current.ids
        return (prefix, self.tree.strategy(prefix)) if self.tree.needs(prefix) else None

    # -------------------------------------------------------------------------- attention
    def turn_head(self, by: int) -> None:
        """Moves by this many heads; after the last comes the first."""
        heads = self.sizes[1]
        self.head = (self.head + by) % heads if heads else 0

    def turn_layer(self, by: int) -> None:
        """Moves by this many layers; after the last comes the first."""
        layers = self.sizes[0]
        self.layer = (self.layer + by) % layers if layers else 0

    @property
    def sizes(self) -> tuple[int, int]:
        """The number of layers with this attention, and of heads in the shown layer."""
        latest = self.tree.latest
        steps = latest[1].attentions if latest else ()
        return len(steps), steps[min(self.layer, len(steps) - 1)].shape[0] if steps else 0

    @property
    def shown_attention(self) -> tuple[int, int]:
        """The current layer and head, or the last ones if there are fewer."""
        layers, heads = self.sizes
        return min(self.layer, layers - 1), min(self.head, heads - 1)

    def weights(self) -> list[float]:
        """The attention of the latest token in that layer and head; [] if it is not recorded.

        Raises:
            TraceError: the trace does not hold the array.
        """
        latest = self.tree.latest
        if latest is None or not latest[1].attentions:
            return []
        weights: list[float] = latest[1].weights(*self.shown_attention).tolist()
        return weights

    def attended(self) -> tuple[tuple[str, ...], str]:
        """The tokens that the weights belong to, and the token whose row they are."""
        latest = self.tree.latest
        if latest is None or not latest[1].attentions:
            return (), ""
        prediction, layer = latest[1], self.shown_attention[0]
        queries = prediction.words(layer, "query")
        return prediction.words(layer, "key"), "".join(queries[prediction.row : prediction.row + 1])

    # -------------------------------------------------------------------------- into the walk
    def place(self, token: int | None, attention: bool = False) -> WalkRoute | None:
        """Where the walk shows the next token, or its attention; None if it is not known.

        Args:
            token: the one under the cursor.
        """
        latest = self.tree.latest
        if latest is None:
            return None
        node, prediction = latest
        if attention and prediction.attentions:
            layer, head = self.shown_attention
            source = prediction.attentions[layer].source
            return WalkRoute(prediction.trace, source, (head, prediction.row, 0))
        after = self.tree.current.ids[len(node.ids) :]  # at the end of a translation: its last token
        return WalkRoute(
            prediction.trace, prediction.source, (prediction.row, after[0] if after else token or 0)
        )

    def beam_place(self, hypothesis: Hypothesis | None) -> WalkRoute | None:
        """Where the walk shows the last token of a hypothesis; None without one."""
        trace = self.beams.trace
        source = self.beams.made_by(hypothesis) if hypothesis is not None else None
        if trace is None or hypothesis is None or source is None:
            return None
        return WalkRoute(trace, source, (trace[source].shape[0] - 1, hypothesis.token.id))
