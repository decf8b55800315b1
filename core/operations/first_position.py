"""The vector of the first position, which represents the whole text."""

from __future__ import annotations

from ..support.localization import N_
from .formula import equation
from .recurrent import InputAt

first_position = InputAt(
    name="first_position",
    title="first position",
    formula=equation("x_1", "x[1]"),
    meaning=N_(
        "The vector of the first token. In BERT, this token is [CLS], whose vector represents the whole text."
    ),
    paper="Devlin et al. 2018, arXiv 1810.04805",
    takes="position",
)
