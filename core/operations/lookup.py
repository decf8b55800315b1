"""Rows of a table: a token's embedding, the embedding of its type, a position's learned vector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Expression, Index, Operand
from .formula import equation
from .operation import Array, Operation, Setting
from .reach import Reach, all_of, at, nowhere


class RowsOfTable(Operation):
    """One row of a table for each token. Inputs: ids [position], table [row, feature]."""

    sizes = "n, r d -> n d"


@dataclass(frozen=True, kw_only=True)
class Lookup(RowsOfTable):
    """Row `id` of a table for each token id. Inputs: ids [position], table [token, feature]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        ids, table = inputs
        rows: Array = table[ids]
        return rows

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        ids, table = inputs
        position, feature = cell
        return table.cell(int(ids.values[position]), feature)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        ids, table = inputs
        if number == 0:
            return at(cell[0], all_of(table.shape[1]))
        return at(np.flatnonzero(ids == cell[0]), cell[1])


@dataclass(frozen=True, kw_only=True)
class PositionLookup(RowsOfTable):
    """Row `position` of a table, whatever the token. Inputs: ids [position], table [position, feature]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        ids, table = inputs
        return table[np.arange(len(ids)) + int(settings["first"])]

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, feature = cell
        return inputs[1].cell(position + int(settings["first"]), feature)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        if number == 0:  # only the number of ids matters
            return nowhere(2)
        position = cell[0] - int(settings["first"])
        return at(position, cell[1]) if 0 <= position < len(inputs[0]) else nowhere(2)


token_embedding = Lookup(
    name="token_embedding",
    title="token embedding",
    formula=equation("tokens", "E_id"),
    meaning=N_(
        "Each token's id selects one row of the embedding matrix. The id is only the number of the row; "
        "the row is what the model knows about the word."
    ),
    paper=N_("section 3.4"),
    table=("token", "feature"),
    recomputable=False,
)

learned_positions = PositionLookup(
    name="learned_positions",
    title="learned positions",
    formula=equation("positions", "P_pos"),
    meaning=N_("Each position in the sentence has its own row, learned like the row of a word."),
    paper=N_("section 3.5, table 3 row (E)"),
    table=("position", "feature"),
    recomputable=False,
)

token_type_embedding = Lookup(
    name="token_type_embedding",
    title="token type embedding",
    formula=equation("types", "S_type"),
    meaning=N_(
        "Each token's type selects one row of a small matrix. In BERT, the tokens of the first "
        "sentence have type 0, and those of the second have type 1."
    ),
    paper="Devlin et al. 2018, arXiv 1810.04805",
    table=("type", "feature"),
    recomputable=False,
)
