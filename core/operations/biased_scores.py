"""Scores plus a bias that depends on the distance between query and key."""

from __future__ import annotations

from ..support.localization import N_
from .add import Add
from .formula import equation

biased_scores = Add(
    name="biased_scores",
    title="scores + position bias",
    formula=equation("biased", "scores + bias"),
    axes=("head", "query", "key"),
    meaning=N_(
        "How well the query and the key match, plus the bias for the distance between them. In T5's encoder, only "
        "this bias depends on the order of the words."
    ),
    paper=N_("Raffel et al. 2019, arXiv 1910.10683, section 2.1"),
    head_by_head=True,
)
