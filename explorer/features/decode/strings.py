"""The sentences that the decode screen says: one place, so that another language can follow."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.decoding.strategy import Sample
from ....core.support.localization import _, plural
from ....core.trace import Hypothesis
from ....core.trace.iterations import DROPPED, FINISHED
from ...ui.keys import KeyNames
from ...ui.text import safe
from ...ui.widgets.dials import Dial
from ...ui.widgets.spread import Piece
from ...ui.words import sentence, source
from .beams import Beams
from .hypotheses import signed
from .keys import BINDINGS
from .reply import KEYS as CACHED_KEYS
from .reply import Reply
from .state import DecodeState
from .tree import Node, Tree

KEYS = KeyNames(BINDINGS)
NO_MODEL = _("There is no model at hand to compute what comes next.")
NOTHING_TO_UNDO = _("Nothing has been picked yet that could be undone.")
STILL_COMPUTING = _("What comes next is still being computed.")
ENDED = _(
    "This translation has ended. {undo} takes the end back; ↑ ↓ in the tree go to another one."
).format_map(KEYS)
FULL = _("This translation is as long as this model and source allow. {undo} takes a token back.").format_map(
    KEYS
)
FROM_BEAMS = _("from the beam search")
STOPPED = _("stopped")
NO_WEIGHTS = _("no cross-attention is recorded here")
NO_CACHE = _("no cache here: this row is from a forward pass over a whole translation")
NOT_CACHED = _("no cache: each prefix is read from its first token on")


def heading(state: DecodeState, beam: bool) -> tuple[list[Piece], list[Piece]]:
    """The first line: what is decoded, and how far that is."""
    tree = state.tree
    so_far = sentence(tree.words(tree.here)) or "…"
    read = source(state.home.trace.tokens.get("source", ()))
    left: list[Piece] = [(_("decode"), "strong"), (" · ", "faint"), *read, (" → ", "accent")]
    if beam:
        ranking = state.beams.ranking()
        best = sentence(state.beams.words(ranking[0].hypothesis)) if ranking else "…"
        return [*left, (best, "accent")], [(_("beam search"), "strong")]
    return [*left, (so_far, "accent")], [(_("with changes"), "strong")] if state.changes else []


def after(tree: Tree, both: bool) -> str:
    """The title of the bars: which beginning they come after."""
    if tree.over(tree.here) or tree.full(tree.here):
        return _("the end")
    said = sentence(tree.words(tree.here)[-4:])
    numbers = _(" · p of the model, p as set") if both else ""
    if not said:
        return _("the first token{numbers}", numbers=numbers)
    before = f"… {said}" if len(tree.here.ids) > 4 else said
    return _("next after {words}{numbers}", words=before, numbers=numbers)


def possible(tree: Tree) -> str:
    """Below the bars: how many tokens can be drawn."""
    found = tree.next
    if found is None:
        return ""
    count = len(found.order)
    return (
        _("{kept} of {count} can be drawn", kept=found.kept, count=count)
        if found.kept < count
        else _("{count} tokens", count=count)
    )


def no_bars(tree: Tree, waiting: bool, problem: str) -> str | None:
    """What stands in the place of the bars; None where they can be shown."""
    if tree.over(tree.here):
        return f"■ {ENDED}"
    if tree.full(tree.here):
        return f"□ {FULL}"
    if tree.reply is not None:
        return None
    if problem:
        return problem
    return STILL_COMPUTING if waiting else NO_MODEL


def settings(sample: Sample) -> list[Dial]:
    """What is turned while one picks and samples."""
    return [
        Dial("temperature", _("temperature"), "t T", f"{sample.temperature:g}"),
        Dial("top_k", _("top-k"), "k K", f"{sample.top_k}" if sample.top_k else _("all")),
        Dial("top_p", _("top-p"), "p P", f"{sample.top_p:g}" if sample.top_p < 1 else _("all")),
        Dial("seed", _("seed"), "n N", f"{sample.seed}"),
    ]


def beam_settings(beams: Beams) -> list[Dial]:
    """What is turned while one looks at a beam search."""
    return [
        Dial("beams", _("beam width"), "w W", f"{beams.width}"),
        Dial("alpha", _("penalty α"), "a A", f"{beams.alpha:g}"),
    ]


def drawn(tree: Tree, token: int, probability: float) -> str:
    """What sampling came to."""
    return _(
        "Drawn with p {probability:.3g}, seed {seed}: {token}. {key}: another seed",
        probability=probability,
        seed=tree.settings.seed,
        token=safe(tree.word(token)),
        key=KEYS["turn('seed', 1)"],
    )


def how(node: Node) -> str:
    """Below the tree: how the last token came to be there."""
    return safe(node.how)


def cache(reply: Reply | None, short: bool) -> str:
    """How much is kept of the tokens before, so that it need not be computed again."""
    if reply is None:
        return ""
    kept = reply.cached()
    if not kept:
        return NOT_CACHED if reply.decoded else NO_CACHE
    heads, positions, size = next(shape for name, shape in kept if name.endswith(CACHED_KEYS))
    layers = sum(name.endswith(CACHED_KEYS) for name, shape in kept)
    numbers = sum(a * b * c for name, (a, b, c) in kept)
    tokens = plural("{n} token", "{n} tokens", positions)
    if short:
        return _(
            "cache {tokens} × {heads} heads × {size} · K, V · {layers} layers",
            tokens=tokens,
            heads=heads,
            size=size,
            layers=layers,
        )
    return _(
        "cache: {tokens} × {heads} heads × {size} numbers, once as keys and once as values, "
        "in {layers} layers = {numbers:,} numbers",
        tokens=tokens,
        heads=heads,
        size=size,
        layers=layers,
        numbers=numbers,
    )


def attention(state: DecodeState) -> str:
    """The title of the weights: layer and head, counted from 1."""
    layers, heads = state.places
    if not layers:
        return _("cross-attention")
    layer, head = min(state.layer, layers - 1), min(state.head, heads - 1)
    return _(
        "looks at · layer {layer} of {layers} · head {head} of {heads}",
        layer=layer + 1,
        layers=layers,
        head=head + 1,
        heads=heads,
    )


def looking(tree: Tree) -> str:
    """Below the weights: whose they are."""
    latest = tree.latest
    words = tree.words(latest[0]) if latest else []
    word = safe(words[-1]) if words else "[BOS]"
    return _("of the row that reads {word}", word=word) if latest else ""


def score(alpha: float) -> str:
    """The arithmetic of the ranking, in a few columns."""
    return _("÷ ((5+length)/6)^{alpha:g}", alpha=alpha)


def judged(beams: Beams, hypothesis: Hypothesis | None) -> list[str]:
    """A hypothesis of a beam search in full: what it says, its score, what became of it and why."""
    if hypothesis is None:
        decoding = beams.decoding
        return [_("The search stopped because {ended}.", ended=safe(decoding.ended)) if decoding else ""]
    scored = beams.scored(hypothesis)
    fate = {FINISHED: _("■ ended"), DROPPED: _("· dropped")}.get(hypothesis.state, _("▶ goes on"))
    came = _(
        "number {number}, from {parent}", number=hypothesis.number, parent=hypothesis.parent or _("the start")
    )
    return [
        f"{sentence(beams.words(hypothesis))}  ({came})",
        f"{signed(hypothesis.log_probability)} ÷ ((5 + {hypothesis.length})/6)^{beams.alpha:g} = "
        f"{signed(scored.score)}",
        f"{fate}: {safe(hypothesis.why)}",
    ]


def joined(lines: Sequence[str]) -> str:
    """Lines as one text."""
    return "\n".join(lines)
