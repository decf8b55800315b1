"""Tables of plain text stay within 80 columns in both languages."""

import pytest
from rich.cells import cell_len
from transformer_explore.core.support import localization
from transformer_explore.core.support.localization import languages
from transformer_explore.explorer.ui.plain import page

from tests.explorer.commands.calling import output

COLUMNS = 80
TABLES = [
    "lab",
    "lab softmax",
    "lessons",
    "models",
    "snapshots",
    "map 我爱你",
    "decode 我爱你",
    "decode 我爱你 --beams 4",
    "compare 我爱你 老师爱你",
    "explain 我爱你 encoder.layers.0.self_attention.scaled 0,0,0",
]
LINES = ("transformer-explore", "bits: ", "The model computed")  # sentences, which a terminal wraps


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("command", TABLES)
def test_no_table_is_wider_than_80_columns(
    command: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "WIDTH", COLUMNS)
    try:
        printed = output(*command.split(), "--lang", language)
    finally:
        localization.use(localization.ENGLISH)
    assert not [
        line
        for line in printed.splitlines()
        if cell_len(line) > COLUMNS and not line.lstrip().startswith(LINES)
    ]
