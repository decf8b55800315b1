"""From a sentence that somebody typed to a recorded run. Importing this needs no torch; calling it does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .checkpoints import Checkpoint, find
from .errors import Lacking, Problem
from .trace import Candidate, Decoding, Iteration, Token, Trace, save

if TYPE_CHECKING:
    from .nn.transformer import Transformer

Notices = tuple[str, ...]

LANGUAGE = "zh-en grammar"  # what the card of a model says that was trained on our own grammar
CANDIDATES = 5


class TextError(Problem):
    """A text that the model cannot be given, said in one line."""


class DeviceError(Lacking):
    """The machine lacks what was asked for."""


@dataclass(frozen=True)
class Run:
    """A recorded run, and what its reader should be told about the text."""

    trace: Trace
    notices: Notices


def forward(checkpoint: Checkpoint, model: Transformer, source: str, target: str | None = None) -> Run:
    """One recorded forward pass over a sentence and its translation (the greedy one, if none is given).

    Raises:
        TextError: a text is empty or longer than the model can take.
    """
    import torch

    from .decoding.greedy import greedy
    from .recording import record
    from .training.vocabulary import Vocabulary

    words = Vocabulary(checkpoint.tokenizer)
    limit = checkpoint.configuration.longest
    asked = tokens_of(checkpoint, source, limit)
    device = next(model.parameters()).device
    source_ids = torch.tensor([[token.id for token in asked]], device=device)
    if target is None:
        out = greedy(model, source_ids, words.begin, words.end)[0]
        answer = tuple(Token(i, checkpoint.vocabulary[i]) for i in out)
    else:
        answer = tokens_of(checkpoint, target, limit - 1)
    answer = (Token(words.begin, checkpoint.vocabulary[words.begin]), *answer)
    target_ids = torch.tensor([[token.id for token in answer]], device=device)
    with torch.no_grad(), record(model, source=source_ids, target=target_ids) as recording:
        model(source_ids, target_ids)
    trace = Trace(
        model=checkpoint.model_card,
        run=about_the_run("forward", str(device), "greedy" if target is None else "given"),
        tokens={"source": asked, "target": answer},
        steps=recording.steps(),
        vocabulary=checkpoint.vocabulary,
        parameters=checkpoint.parameters,
    )
    return Run(trace, notices(checkpoint, source))


def about_the_run(kind: str, device: str, target: str) -> dict[str, Any]:
    """What a trace says of the run: where and with what it was made."""
    import numpy
    import torch

    return {
        "kind": kind,
        "device": device,
        "dtype": "float32",
        "seed": None,
        "interventions": [],
        "target": target,
        "software": {
            "python": ".".join(map(str, sys.version_info[:3])),
            "torch": torch.__version__,
            "numpy": numpy.__version__,
        },
    }


def tokens_of(checkpoint: Checkpoint, text: str, limit: int) -> tuple[Token, ...]:
    """A text as the model reads it.

    Raises:
        TextError: it is empty, or longer than `limit` tokens.
    """
    read = checkpoint.tokenizer.encode(text, add_special_tokens=False)
    if not read.ids:
        raise TextError("there is no word in this text; type a sentence such as 我爱你")
    if len(read.ids) > limit:
        raise TextError(
            f"{len(read.ids)} tokens are too many for this model, which takes {limit}; shorten the text"
        )
    return tuple(Token(i, checkpoint.vocabulary[i]) for i in read.ids)


def notices(checkpoint: Checkpoint, source: str) -> Notices:
    """What the reader should know: unknown words with the nearest known ones, or that the language is another."""
    if checkpoint.card.get("language") != LANGUAGE:
        return ()
    from .training.grammar import recognise
    from .training.tokenizer import unknown_words

    unknown = unknown_words(source)
    known = frozenset(checkpoint.vocabulary)
    told = [_unknown(word.text, word.text in known, word.nearest) for word in unknown]
    if not unknown and not recognise(plain(checkpoint, source)):
        told.append(
            "this sentence is outside of the training language, so expect the translation to be wrong"
        )
    return tuple(told)


def _unknown(word: str, as_part: bool, nearest: Sequence[str]) -> str:
    what = "knows {} only as a part of other words" if as_part else "does not know {} and reads it as [UNK]"
    near = f"; near it, it knows {', '.join(nearest)}" if nearest else ""
    return f"the model {what.format(word)}{near}"


def plain(checkpoint: Checkpoint, source: str) -> str:
    """The sentence as the model reads it: without spaces and punctuation."""
    return "".join(checkpoint.tokenizer.encode(source, add_special_tokens=False).tokens)


@lru_cache(maxsize=2)
def loaded(name: str, device: str) -> tuple[Checkpoint, Any]:
    """A model, kept: the engine is asked for the same one again and again."""
    from .checkpoints.loading import load_model

    checkpoint = find(name)
    return checkpoint, load_model(checkpoint, device)


def choose_device(wanted: str) -> str:
    """ "auto" is CUDA where there is one.

    Raises:
        DeviceError: CUDA was asked for, and there is none.
    """
    import torch

    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise DeviceError("this machine has no CUDA device that torch can use; choose --device cpu")
    return "cuda" if there and wanted != "cpu" else "cpu"


def decode(checkpoint: Checkpoint, model: Transformer, source: str) -> Decoding:
    """The greedy translation of a sentence, with what was likely at each turn.

    Raises:
        TextError: the text is empty or longer than the model can take.
    """
    import torch

    from .decoding.greedy import greedy
    from .training.vocabulary import Vocabulary

    words = Vocabulary(checkpoint.tokenizer)
    asked = tokens_of(checkpoint, source, checkpoint.configuration.longest)
    source_ids = torch.tensor([[token.id for token in asked]], device=next(model.parameters()).device)
    out = greedy(model, source_ids, words.begin, words.end)[0]
    taken = [*out, words.end][: checkpoint.configuration.longest - 1]
    with torch.no_grad():
        target_ids = torch.tensor([[words.begin, *taken[:-1]]], device=source_ids.device)
        rows = model(source_ids, target_ids)[0].topk(CANDIDATES)
    token = [Token(i, text) for i, text in enumerate(checkpoint.vocabulary)]
    iterations = tuple(
        Iteration(
            tuple(token[i] for i in taken[:place]),
            tuple(Candidate(token[i], value) for i, value in zip(ids, values, strict=True)),
            token[taken[place]],
        )
        for place, (ids, values) in enumerate(zip(rows.indices.tolist(), rows.values.tolist(), strict=True))
    )
    finished = iterations[-1].candidates[0].token.id == words.end
    answer = tuple(token[i] for i in out)
    return Decoding("greedy", asked, answer, iterations, finished, notices(checkpoint, source))


def run_decode(model: str, source: str, device: str = "auto") -> Decoding:
    """A translation, by names."""
    checkpoint, network = loaded(model, choose_device(device))
    return decode(checkpoint, network, source)


def run_forward(model: str, source: str, target: str | None = None, device: str = "auto") -> Run:
    """One recorded forward pass, by names."""
    checkpoint, network = loaded(model, choose_device(device))
    return forward(checkpoint, network, source, target)


def record_forward(model: str, source: str, target: str | None, file: Path, device: str = "auto") -> Notices:
    """What the explorer asks the engine for: the trace goes into `file`, the notices come back."""
    run = run_forward(model, source, target, device)
    save(run.trace, file, compact=True)
    return run.notices
