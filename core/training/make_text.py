"""Makes the folders of models that read only English: sentences, tokenizer, training, weights and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from ..checkpoints.checkpoint import CARD, CONFIGURATION, TOKENIZER, WEIGHTS
from ..checkpoints.loading import load_assigned, write_model
from ..checkpoints.stack_checkpoint import ARCHITECTURE, model_at
from ..grammar import english_tokenizer
from ..grammar.vocabulary import Vocabulary
from ..support.atomic import write_atomically
from . import state
from .language_model import LanguageModel
from .loop import Training, Update
from .make import SAVE_EVERY, STATE
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
        "dev": [[step, round(loss, 4)] for step, loss in training.measured.items()],
    }
    write_card(folder, recipe, [figures | measure(recipe, folder)])
    (folder / STATE).unlink(missing_ok=True)


def train_best(recipe: TextRecipe, seeds: Sequence[int], folder: Path, report: Report) -> None:
    """Trains once for each seed, in subfolders; copies the model with the lowest loss on development data to `folder`.

    The card holds the figures of all seeds.
    """
    if len(seeds) == 1:
        train(recipe.with_seed(seeds[0]), folder, report)
        return
    found = []
    for seed in seeds:
        train(recipe.with_seed(seed), folder / f"seed-{seed}", report)
        found.append(figures_in(folder / f"seed-{seed}"))
    best = min(found, key=lambda figures: figures["final_dev"])
    for name in (WEIGHTS, CONFIGURATION, TOKENIZER):
        write_atomically(folder / name, (folder / f"seed-{best['seed']}" / name).read_bytes())
    write_card(folder, recipe.with_seed(best["seed"]), [best, *(each for each in found if each is not best)])


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
