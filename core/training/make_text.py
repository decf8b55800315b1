"""Makes the folders of models that read only English: sentences, tokenizer, training, weights and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from ..checkpoints.checkpoint import CARD, CONFIGURATION, TOKENIZER, WEIGHTS
from ..checkpoints.loading import load_assigned, write_model
from ..checkpoints.stack_checkpoint import ARCHITECTURE, model_at
from ..grammar import english_tokenizer
from ..grammar.vocabulary import Vocabulary
from ..running.machine import host
from ..running.workers import Send, Workers
from ..support.atomic import write_atomically
from . import state
from .folders import STATE, Job, train_folders
from .language_model import LanguageModel
from .loop import Training, Update
from .make import SAVE_EVERY
from .masked_words import MaskedWords
from .text_objective import TextObjective
from .text_recipe import LanguageModelRecipe, MaskedWordsRecipe, TextRecipe
from .texts import Texts, texts

OFTEN, OFTEN_UNTIL, SELDOM = 100, 1000, 500  # updates between two measurements on development data

Report = Callable[[TextRecipe, Update], None]


def train(recipe: TextRecipe, folder: Path, report: Report) -> None:
    """Trains a model and fills its folder; resumes a stopped run of the same recipe. Does nothing if it is finished.

    Raises:
        StateError: the folder contains a stopped run of another recipe.
    """
    if is_finished(recipe, folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    sentences = _sentences(recipe.seed, recipe.sentences)
    learned = objective(recipe, sentences)
    training = Training(recipe, learned)
    if (folder / STATE).exists():
        state.resume(training, folder / STATE)
    for update in training:
        if is_measured(update.step) or update.step == recipe.updates:
            training.measured[update.step] = _dev_loss(learned, training.model, sentences)
        if update.step % SAVE_EVERY == 0 or update.step == recipe.updates:
            state.save(training, folder / STATE)
        report(recipe, update)
    write_model(training.averaged(), folder, **{ARCHITECTURE: learned.architecture})
    write_atomically(folder / TOKENIZER, learned.words.tokenizer.to_str().encode())
    figures = {
        "seed": recipe.seed,
        "cpu_minutes": round(training.seconds / 60, 1),
        "host": host(),
        "dev": [[step, round(loss, 4)] for step, loss in training.measured.items()],
    }
    write_card(folder, recipe, [figures | measure(recipe, folder)])
    (folder / STATE).unlink(missing_ok=True)


def trained(job: Job[TextRecipe], send: Send) -> dict[str, bytes]:
    """Trains a model; a plain function that any worker can run. Returns what `Job.fill` does."""

    def report(_recipe: TextRecipe, update: Update) -> None:
        send((update.step, update.loss))

    return job.fill(lambda folder: train(job.recipe, folder, report))


def train_all(
    workers: Workers,
    recipes: Sequence[TextRecipe],
    seeds: Sequence[int],
    folder: Path,
    report: Callable[[TextRecipe, int, float], None],
    threads: int = 1,
) -> Iterator[tuple[TextRecipe, Path]]:
    """Trains each recipe once for each seed, on all workers; several recipes in a folder each.

    Several seeds are trained in subfolders; the model with the lowest loss on development data is copied to the folder
    of its recipe, with the figures of all seeds in its card. Skips what is already trained.

    Args:
        report: called with the recipe of one training, the number of the update and its loss.

    Yields:
        Each recipe and its folder, when that holds the model.
    """
    places = [folder / recipe.name if len(recipes) > 1 else folder for recipe in recipes]
    of_seeds = [[place / f"seed-{seed}" if len(seeds) > 1 else place for seed in seeds] for place in places]
    missing = {
        place: recipe.with_seed(seed)
        for recipe, by_seed in zip(recipes, of_seeds, strict=True)
        for seed, place in zip(seeds, by_seed, strict=True)
        if not is_finished(recipe.with_seed(seed), place)
    }
    waiting = [{*by_seed} & missing.keys() for by_seed in of_seeds]

    def ready(number: int) -> tuple[TextRecipe, Path]:
        if len(seeds) > 1:
            _keep_best(recipes[number], of_seeds[number], places[number])
        return recipes[number], places[number]

    yield from (ready(number) for number, left in enumerate(waiting) if not left)
    for filled in train_folders(workers, trained, missing, report, threads):
        number = next(number for number, by_seed in enumerate(of_seeds) if filled in by_seed)
        waiting[number].discard(filled)
        if not waiting[number]:
            yield ready(number)


def _keep_best(recipe: TextRecipe, seeds: Sequence[Path], folder: Path) -> None:
    """Copies the model with the lowest loss on development data. The card holds the figures of all seeds."""
    found = {place: figures_in(place) for place in seeds}
    chosen = min(found, key=lambda place: found[place]["final_dev"])
    best = found.pop(chosen)
    for name in (WEIGHTS, CONFIGURATION, TOKENIZER):
        write_atomically(folder / name, (chosen / name).read_bytes())
    write_card(folder, recipe.with_seed(best["seed"]), [best, *found.values()])


def objective(recipe: TextRecipe, sentences: Texts) -> TextObjective[Any]:
    """What a recipe trains, with its vocabulary."""
    if isinstance(recipe, LanguageModelRecipe):
        return LanguageModel(recipe, Vocabulary(english_tokenizer.for_language_model()), sentences.training)
    assert isinstance(recipe, MaskedWordsRecipe)
    return MaskedWords(recipe, Vocabulary(english_tokenizer.for_masked_words()), sentences.training)


@cache
def _sentences(seed: int, count: int) -> Texts:
    """The sentences that several recipes share are drawn once."""
    return texts(seed, count)


def is_measured(step: int) -> bool:
    """Whether the loss on development data is measured after this update."""
    return step % (OFTEN if step <= OFTEN_UNTIL else SELDOM) == 0


def _dev_loss(learned: TextObjective[Any], model: Any, sentences: Texts) -> float:
    model.eval()
    return learned.dev_loss(model, sentences.dev)


def measure(recipe: TextRecipe, folder: Path) -> dict[str, Any]:
    """The figures of a model's card, measured with the files as they are shipped.

    The test splits are used here only.
    """
    sentences = _sentences(recipe.seed, recipe.sentences)
    learned = objective(recipe, sentences)
    checkpoint = model_at(folder, learned.architecture)
    assert checkpoint is not None
    model = load_assigned(checkpoint, lambda _sizes: learned.build())
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "bytes": (folder / WEIGHTS).stat().st_size,
        "vocabulary": len(learned.words),
        "final_dev": learned.dev_loss(model, sentences.dev),
        **learned.figures(model, sentences),
    }


def write_card(folder: Path, recipe: TextRecipe, seeds: Sequence[dict[str, Any]]) -> None:
    """Writes what `models` shows; the figures of the model in the folder are the first."""
    card = {"recipe": recipe.as_dict(), "figures": seeds[0], "seeds": seeds}
    written = orjson.dumps(card, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    write_atomically(folder / CARD, written)


def figures_in(folder: Path) -> dict[str, Any]:
    """The figures of the model that was trained in a folder."""
    figures: dict[str, Any] = orjson.loads((folder / CARD).read_bytes())["figures"]
    return figures


def is_finished(recipe: TextRecipe, folder: Path) -> bool:
    """Whether the folder holds the model of this recipe."""
    if not (folder / CARD).exists() or (folder / STATE).exists():
        return False
    found = orjson.loads((folder / CARD).read_bytes())["recipe"]
    return bool(found == orjson.loads(orjson.dumps(recipe.as_dict())))
