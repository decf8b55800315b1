"""Makes a model's folder: corpus, tokenizer, training, weights, figures and traces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from ..checkpoints.checkpoint import CARD, CONFIGURATION, EXAMPLES, SNAPSHOTS, TOKENIZER, WEIGHTS, Checkpoint
from ..checkpoints.loading import load_model, write_model
from ..checkpoints.snapshots import Example
from ..grammar import constructions, corpus, tokenizer
from ..grammar.vocabulary import Vocabulary
from ..nn.transformer import Transformer
from ..running.machine import host
from ..running.request import Request, Stored
from ..running.runs import run
from ..running.text import LANGUAGE
from ..running.workers import Send, Workers
from ..support.atomic import write_atomically
from ..trace import save
from . import evaluation, state
from .batches import Pair
from .folders import STATE, Job, train_folders
from .loop import Training, Update
from .recipe import Recipe
from .snapshots import Album, moments
from .translation import Translation

SAVE_EVERY = 250  # updates
TEST_SENTENCES = 1500
OF_EACH_CONSTRUCTION = 300
ALIGNMENT_SENTENCES = 400

Report = Callable[[Update], None]


def train(recipe: Recipe, folder: Path, report: Report) -> None:
    """Trains a model and fills its folder; resumes a stopped run of the same recipe.

    Raises:
        StateError: the folder contains a stopped run of another recipe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = Vocabulary(tokenizer.build())
    pairs = [
        Pair(words.ids(source), [words.begin, *words.ids(target), words.end])
        for source, target in corpus.emphasized(corpus.training_sentences(recipe.seed, recipe.pairs))
    ]
    training = Training(recipe, Translation(recipe, pairs, len(words), words.padding))
    album = Album(folder / SNAPSHOTS, examples())
    if (folder / STATE).exists():
        state.resume(training, folder / STATE)
        album.read()
    _run(training, album, words, folder, report)
    write_model(training.averaged(), folder)
    write_atomically(folder / TOKENIZER, words.tokenizer.to_str(pretty=True).encode())
    checkpoint = Checkpoint(folder.name, folder)
    figures = {
        "seed": recipe.seed,
        "cpu_minutes": round(training.seconds / 60, 1),
        "host": host(),
        **measure(checkpoint, words),
    }
    write_card(folder, recipe, figures, [figures])
    write_traces(checkpoint)
    (folder / STATE).unlink(missing_ok=True)


def _run(
    training: Training[Transformer, Pair], album: Album, words: Vocabulary, folder: Path, report: Report
) -> None:
    due = set(moments(training.recipe.updates))
    if training.step == 0:
        album.take(training.model, words, 0, None)
    for update in training:
        if update.step in due:
            album.take(training.model, words, update.step, update.loss)
        if update.step % SAVE_EVERY == 0 or update.step == training.recipe.updates:
            state.save(training, folder / STATE)
        report(update)


def examples() -> list[Example]:
    """The sentences whose attention is saved during training."""
    chosen = [corpus.sentence(source) for source in corpus.SNAPSHOT_SOURCES]
    return [Example(sentence.source, sentence.translations[0].words) for sentence in chosen]


def measure(checkpoint: Checkpoint, words: Vocabulary) -> dict[str, Any]:
    """The figures of a model's card, measured with the files as they are shipped.

    The test splits are used here only; the head that aligns best is chosen on the dev split.
    """
    model = load_model(checkpoint)
    exact = {split: _exact(model, words, split) for split in corpus.EVALUATED}
    heads_dev = evaluation.alignment(model, words, corpus.evaluation("sets-dev", ALIGNMENT_SENTENCES, 1))
    head = max(heads_dev, key=lambda head: heads_dev[head].share)
    test = corpus.evaluation("sets-test", ALIGNMENT_SENTENCES, 1)
    heads_test = evaluation.alignment(model, words, test)
    named = evaluation.exact(model, words, [corpus.sentence(source) for source in corpus.NAMED])
    changed = evaluation.changed_by_beam(model, words, corpus.AMBIGUOUS)
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "bytes": (checkpoint.folder / WEIGHTS).stat().st_size,
        "vocabulary": len(words),
        "exact": {split: found.share for split, found in exact.items()},
        "constructions": _by_construction(model, words),
        "named": {
            "right": len(corpus.NAMED) - len(named.wrong),
            "of": len(corpus.NAMED),
            "wrong": named.wrong,
        },
        "ambiguous": {
            "changed_by_beam_4": len(changed),
            "of": len(corpus.AMBIGUOUS),
            "examples": changed[:5],
        },
        "alignment": {
            "layer": head[0],
            "head": head[1],
            "all_words": heads_test[head].share,
            "content_words": heads_test[head].content_share,
            "chance": evaluation.chance(test),
            "heads": [
                {"layer": layer, "head": number, "all_words": hits.share, "content_words": hits.content_share}
                for (layer, number), hits in sorted(heads_test.items())
            ],
        },
    }


def _exact(model: Any, words: Vocabulary, split: str) -> evaluation.Exact:
    return evaluation.exact(model, words, corpus.evaluation(split, TEST_SENTENCES, 1))


def _by_construction(model: Any, words: Vocabulary) -> dict[str, dict[str, int]]:
    """For each construction, the number of correct test sentences and of all; the worst construction first."""
    sentences = [
        sentence for name in constructions() for sentence in corpus.tested(name, OF_EACH_CONSTRUCTION, 1)
    ]
    found = evaluation.exact(model, words, sorted(sentences, key=lambda sentence: len(sentence.source)))
    counts = {name: {"right": right, "of": total} for name, (right, total) in found.by_construction.items()}
    return dict(sorted(counts.items(), key=lambda item: (item[1]["right"] / item[1]["of"], item[0])))


def write_card(folder: Path, recipe: Recipe, figures: dict[str, Any], seeds: list[dict[str, Any]]) -> None:
    """Writes what `models` shows; it also marks the model as trained on the built-in grammar."""
    card = {"language": LANGUAGE, "recipe": recipe.as_dict(), "figures": figures, "seeds": seeds}
    write_atomically(
        folder / CARD, orjson.dumps(card, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )


def write_traces(checkpoint: Checkpoint) -> None:
    """Writes the traces that the explorer opens before torch is loaded."""
    model = checkpoint, load_model(checkpoint)
    for number, text in enumerate(EXAMPLES):
        keep: Stored = "lean" if number else "everything"
        save(run(Request(source=text, keep=keep), model).trace, checkpoint.trace_file(number), compact=True)


def trained(job: Job[Recipe], send: Send) -> dict[str, bytes]:
    """Trains a translator; a plain function that any worker can run. Returns what `Job.fill` does."""

    def report(update: Update) -> None:
        send((update.step, update.loss))

    return job.fill(lambda folder: train(job.recipe, folder, report))


Reported = Callable[[int, int, float], None]
"""Called with a seed, the number of an update and its loss."""


def train_seeds(
    workers: Workers, recipe: Recipe, folders: Mapping[int, Path], report: Reported, threads: int = 1
) -> None:
    """Trains once for each seed on all workers, and fills the folder of each seed as soon as it is ready.

    Raises:
        StateError: a folder contains a stopped run of another recipe.
    """

    def reported(one: Recipe, step: int, loss: float) -> None:
        report(one.seed, step, loss)

    recipes = {folder: recipe.with_seed(seed) for seed, folder in folders.items()}
    for _folder in train_folders(workers, trained, recipes, reported, threads):
        pass


def train_best(
    workers: Workers, recipe: Recipe, seeds: Sequence[int], folder: Path, report: Reported, threads: int = 1
) -> None:
    """Trains once for each seed, in subfolders; copies the best model to `folder`.

    Skips seeds that are already trained. The card holds the figures of all seeds.
    """
    folders = {seed: folder / f"seed-{seed}" for seed in seeds}
    missing = {
        seed: place for seed, place in folders.items() if not _is_finished(place, recipe.with_seed(seed))
    }
    train_seeds(workers, recipe, missing, report, threads)
    figures = [Checkpoint(place.name, place).card["figures"] for place in folders.values()]
    best = best_of(figures)
    for name in (WEIGHTS, CONFIGURATION, TOKENIZER, SNAPSHOTS):
        write_atomically(folder / name, (folders[best["seed"]] / name).read_bytes())
    write_card(folder, recipe.with_seed(best["seed"]), best, figures)
    write_traces(Checkpoint(folder.resolve().name, folder))


def best_of(figures: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of the model that translates most of the lessons' sentences; between equals, dev decides."""
    return max(
        figures, key=lambda one: (one["named"]["right"], one["exact"]["pairs-dev"] + one["exact"]["sets-dev"])
    )


def _is_finished(folder: Path, recipe: Recipe) -> bool:
    if not (folder / CARD).exists() or (folder / STATE).exists():
        return False
    return bool(Checkpoint(folder.name, folder).card.get("recipe") == recipe.as_dict())
