"""The sentences of the decode screen."""

from __future__ import annotations

from ....core.decoding.strategy import Sample
from ....core.support.localization import N_, _, plural
from ....core.trace import Hypothesis
from ....core.trace.iterations import DROPPED, FINISHED
from ....core.trace.tags import of_traces
from ...ui.reasons import reason
from ...ui.tags import before
from ...ui.text import cut_start, safe, width
from ...ui.widgets.dials import Dial
from ...ui.widgets.one_line import Piece
from ...ui.words import sentence, source
from .beams import Beams
from .keys import KEYS
from .prediction import KEYS as CACHED_KEYS
from .prediction import Prediction
from .state import DecodeState
from .tree import Tree
from .widgets import signed

NO_MODEL = N_("No model is loaded, so the next token cannot be computed.")
NOTHING_TO_UNDO = N_("No token has been picked yet.")
STILL_COMPUTING = N_("The next token is still being computed.")
STILL_SEARCHING = N_("The beam search is still being computed.")
CANCELED = N_("The computation was stopped. Enter starts it again.")
ENDED = N_("This hypothesis has ended. {undo} removes the end; ↑ ↓ in the tree move to another one.")
FULL = N_("This hypothesis is as long as this model and text allow. {undo} removes a token.")
BEAMS_ONLY = N_("This setting belongs to the beam search; {beam} opens it.")
SAMPLING_ONLY = N_("This setting belongs to sampling; {beam} goes back to it.")
KEY_OF_TREE = N_("This key works only when you choose tokens by hand; {beam} goes back to that.")
KEY_OF_BEAMS = N_("This key belongs to the beam search; {beam} opens it.")
FROM_BEAMS = N_("from the beam search")
NO_HYPOTHESIS = N_("Choose a hypothesis first, with ↑ ↓.")
NO_CACHE = N_("no cache here: computed in one forward pass")
NOT_CACHED = N_("no cache: each prefix is read from its first token")


def heading(state: DecodeState, beam: bool) -> tuple[list[Piece], list[Piece]]:
    """The first line: the source and the translation so far."""
    tree = state.tree
    so_far = tree.text(tree.current) or "…"
    read = source(state.home.trace.tokens.get("source", ()), tree.spaces_in_tokens)
    left: list[Piece] = [(_("decode"), "strong"), (" · ", "faint"), *read, (" → ", "accent")]
    tags = of_traces(state.home.trace)
    if beam:
        ranking = state.beams.ranking()
        best = state.beams.text(ranking[0].hypothesis) if ranking else "…"
        return [*left, (best, "accent")], before(tags, [(_("beam search"), "strong")])
    return [*left, (so_far, "accent")], before(tags, [(_("with changes"), "strong")] if state.changes else [])


def after(tree: Tree, both: bool, columns: int) -> str:
    """The title of the candidates: the prefix that they follow, cut at its start if it is too long, and their columns.

    Args:
        columns: the width of the title.
    """
    if not tree.can_grow:
        return _("the end")
    words = sentence(tree.words(tree.current)[-4:], tree.spaces_in_tokens)
    prefix = f"… {words}" if len(tree.current.ids) > 4 else words
    what = _("next after {words}", words=prefix) if words else _("the next token")
    numbers = _(" · p (model), p (after temperature, top-k, top-p)") if both else ""
    if width(what + numbers) > columns and both:
        numbers = _(" · p (model), p (settings)")
    return cut_start(what, max(0, columns - width(numbers))) + numbers


def drawable(tree: Tree) -> str:
    """Below the candidates: how many tokens can be drawn."""
    if (found := tree.next) is None:
        return ""
    kept, count = found.kept, len(found.order)
    some = _("{kept} of {count} can be drawn", kept=kept, count=count)
    return some if kept < count else _("{count} tokens", count=count)


def no_candidates(tree: Tree, is_computing: bool, problem: str) -> str | None:
    """Why there are no candidates; None if there are."""
    if tree.has_ended(tree.current):
        return f"■ {KEYS.text(ENDED)}"
    if tree.is_full(tree.current):
        return f"□ {KEYS.text(FULL)}"
    if tree.prediction is not None:
        return None
    return problem or _(STILL_COMPUTING if is_computing else NO_MODEL)


def settings(sample: Sample) -> list[Dial]:
    """The settings of sampling."""
    return [
        Dial("temperature", _("temperature"), f"{sample.temperature:g}"),
        Dial("top_k", _("top-k"), f"{sample.top_k}" if sample.top_k else _("all")),
        Dial("top_p", _("top-p"), f"{sample.top_p:g}" if sample.top_p < 1 else _("all")),
        Dial("seed", _("seed"), f"{sample.seed}"),
    ]


def beam_settings(beams: Beams) -> list[Dial]:
    """The settings of a beam search."""
    return [
        Dial("beams", _("beam width"), f"{beams.width}"),
        Dial("alpha", _("penalty α"), f"{beams.alpha:g}"),
    ]


def drawn(tree: Tree, token: int, probability: float) -> str:
    """The token that was drawn."""
    text = _("Drawn with p {probability:.3g}, seed {seed}: {token}. Change the seed in the settings (Tab).")
    return text.format(probability=probability, seed=tree.settings.seed, token=safe(tree.word(token)))


def cache(prediction: Prediction | None, short: bool) -> str:
    """How many keys and values of earlier tokens are cached, so that they need not be computed again."""
    if prediction is None:
        return ""
    cached = prediction.cached()
    if not cached:
        return _(NOT_CACHED if prediction.decoded else NO_CACHE)
    heads, positions, size = next(shape for name, shape in cached if name.endswith(CACHED_KEYS))
    layers = sum(name.endswith(CACHED_KEYS) for name, _shape in cached)
    numbers = sum(a * b * c for _name, (a, b, c) in cached)
    tokens = plural("{n} token", "{n} tokens", positions)
    values = {"tokens": tokens, "heads": heads, "size": size, "layers": layers, "numbers": numbers}
    if short:
        return _("cache {tokens} × {heads} heads × {size} · K, V · {layers} layers", **values)
    return _(
        "cache: {tokens} × {heads} heads × {size} numbers, for keys and for values, in {layers} layers = "
        "{numbers:,} numbers",
        **values,
    )


def attention(state: DecodeState) -> str:
    """The title of the weights: layer and head, counted from 1."""
    layers, heads = state.sizes
    if not layers:
        return _("attention")
    layer, head = state.shown_attention
    text = _("attention · layer {layer} of {layers} · head {head} of {heads}")
    return text.format(layer=layer + 1, layers=layers, head=head + 1, heads=heads)


def attending(token: str) -> str:
    """Below the weights: the token whose row is shown."""
    return _("the row of {token}", token=safe(token)) if token else ""


def judged(beams: Beams, hypothesis: Hypothesis | None) -> str:
    """A hypothesis of a beam search: its text, its score, whether it continued, and why."""
    if hypothesis is None:
        decoding = beams.decoding
        return (
            _("The search stopped because {ended}.", ended=safe(reason(decoding.ended))) if decoding else ""
        )
    h, score = hypothesis, signed(beams.scored(hypothesis).score)
    fate = {FINISHED: _("■ ended"), DROPPED: _("· dropped")}.get(hypothesis.state, _("▶ goes on"))
    parent = hypothesis.parent or _("the start")
    origin = _("number {number}, from {parent}", number=hypothesis.number, parent=parent)
    ranked = f"{signed(h.log_probability)} ÷ ((5 + {h.length})/6)^{beams.alpha:g} = {score}"
    first = _("{sentence}  ({origin})", sentence=beams.text(h), origin=origin)
    last = _("{fate}: {why}", fate=fate, why=safe(reason(h.why)))
    return f"{first}\n{ranked}\n{last}"
