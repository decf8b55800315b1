"""The models that a browser may open."""

from __future__ import annotations

from ...core.support.localization import _


def by_purpose() -> dict[str, list[str]]:
    """Their names by what they are for, in the current language. No model is read."""
    from ...core.checkpoints import model_folders, shipped
    from ...core.running.request import DEFAULT_MODEL

    ours = shipped()
    groups = {
        _("translation"): [DEFAULT_MODEL],
        _("tasks for comparing model families"): [name for name in ours if name != DEFAULT_MODEL],
        _("other models"): [name for name in model_folders.found() if name not in ours],
    }
    return {purpose: names for purpose, names in groups.items() if names}
