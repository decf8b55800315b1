"""What the start page offers, in the current language."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.support.localization import _, current
from ..features.settings.state import LANGUAGES
from ..ui.examples import EXAMPLES, FIRST, about
from .deep_links import LONGEST
from .models import by_purpose


def content(problem: str = "") -> dict[str, object]:
    """The values of the page's template.

    Args:
        problem: what is wrong with the address that led here.
    """
    from ...lessons.contents import contents

    lessons: Sequence[tuple[object, str]] = [(entry, _("{n} min", n=entry.minutes)) for entry in contents()]
    return {
        "languages": LANGUAGES,
        "languages_label": _("language"),
        "language": current(),
        "introduction": _(
            "Look at every number that a small, real Transformer computes, and take lessons that explain them."
        ),
        "problem": problem,
        "sentence": _("A sentence"),
        "text_label": _("sentence"),
        "placeholder": FIRST,
        "longest": LONGEST,
        "model_label": _("model"),
        "models": by_purpose(),
        "open": _("Explore"),
        "examples": [(text, about(text)) for text, _note in EXAMPLES],
        "lessons_heading": _("Lessons"),
        "lessons": lessons,
        "all_heading": _("Everything else"),
        "all_text": _(
            "The home screen continues where you left off. It also offers experiments, a comparison of model families, "
            "and attention during training."
        ),
        "all_label": _("Open the home screen"),
        "keys": _(
            "In the explorer, the arrow keys move, Enter shows how a number was computed, Escape goes back, and ? "
            "shows all keys."
        ),
    }
