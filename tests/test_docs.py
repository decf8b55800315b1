"""What README.md, CONTRIBUTING.md and docs/ say is true: commands, output, Python, tables, links and file names."""

import argparse
import importlib
import io
import pkgutil
import re
import runpy
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import pytest
from transformer_explore.core.checkpoints.hugging_face import model_types
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.support import localization
from transformer_explore.explorer.cli import main, parser
from transformer_explore.explorer.commands import COMMANDS
from transformer_explore.explorer.commands.run_arguments import request
from transformer_explore.explorer.ui.screen import Screen
from transformer_explore.lessons.contents import contents

from docs.tables import SCREENS, TABLES, Table, operations, with_table
from tests.chinese import faults
from tests.process import ROOT, run

pytestmark = pytest.mark.numbers

PROGRAM = "transformer-explore"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (
        *sorted(ROOT.glob("README*.md")),
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    )
}
pages = pytest.mark.parametrize("page", PAGES)
CHINESE = ".zh-CN.md"
chinese_pages = pytest.mark.parametrize("page", [page for page in PAGES if page.endswith(CHINESE)])


class Example(NamedTuple):
    """A fenced block and the output shown below it, if there is one."""

    page: str
    language: str
    code: str
    output: str | None


def examples(*languages: str, output: bool = False) -> list[Example]:
    """The blocks in these languages; with `output`, only those that are followed by their output."""
    found = []
    for page, text in PAGES.items():
        blocks: list[tuple[str, str]] = FENCE.findall(text)
        for (language, code), below in zip_longest(blocks, blocks[1:]):
            shown = below[1] if below is not None and below[0] == "" else None
            if language in languages and (shown is not None or not output):
                found.append(Example(page, language, code, shown))
    return found


def outside_blocks(page: str) -> str:
    return FENCE.sub("", PAGES[page])


def in_english(page: str) -> str:
    """The English page that a Chinese one translates."""
    return page.replace(CHINESE, ".md")


def commands(page: str) -> list[list[str]]:
    """The command lines of the program in the blocks of a page, word by word, without comments."""
    blocks = (example.code for example in examples("sh") if example.page == page)
    return [
        shlex.split(line, comments=True) for block in blocks for line in block.splitlines() if PROGRAM in line
    ]


def command_lines() -> Iterator[str]:
    """Every command line of the program on any page, in a block or in the text."""
    lines = [line for example in examples("sh") for line in example.code.splitlines()]
    lines += [code for page in PAGES for code in re.findall(r"`([^`\n]+)`", outside_blocks(page))]
    yield from dict.fromkeys(line for line in lines if line.split()[:1] == [PROGRAM])


def arguments(line: str) -> list[str]:
    words = shlex.split(line, comments=True)[1:]
    return words if words and words[0] in COMMANDS else ["explore", *words]


@pytest.mark.parametrize("line", list(command_lines()))
def test_each_command_line_is_accepted(line: str) -> None:
    options = parser().parse_args(arguments(line.replace(" NUMBER", " 6")))
    if "no_cache" in options:
        request(options)  # refuses contradictory settings and unknown interventions


def test_each_command_is_mentioned() -> None:
    assert set(COMMANDS) == {arguments(line)[0] for line in command_lines()}


@pages
def test_each_option_that_a_page_mentions_exists(page: str) -> None:
    choices = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
    known = {option for command in choices.values() for option in command._option_string_actions}
    known |= {"--beats", "--minutes", "--rounds", "--calls", "--dist"}  # of benchmarks, and of pytest
    known |= {"--host", "--nworkers", "--nthreads", "--protocol", "--no-dashboard"}  # of dask
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGES[page]))
    assert mentioned <= known


@pages
def test_each_file_and_section_that_a_page_mentions_exists(page: str) -> None:
    folder = (ROOT / page).parent
    top = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("."))
    mentioned = re.findall(
        rf"`(?:\.venv/bin/python )?((?:{top})/[\w./*-]*|[\w-]+\.(?:toml|md))`", PAGES[page]
    )
    assert not [name for name in mentioned if not any(ROOT.glob(name.rstrip("/")))]
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[page]):
        path, _, section = target.partition("#")
        linked = folder / path if path else ROOT / page
        assert linked.exists(), target
        if section:
            heads = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]
            assert section in slugs, target


def test_each_page_under_docs_is_linked_from_the_readme_which_fits_on_one_page() -> None:
    assert len(PAGES["README.md"].encode()) <= 12_000
    assert not [page for page in PAGES if page != "README.md" and f"]({page})" not in PAGES["README.md"]]


def test_the_readme_counts_the_lessons() -> None:
    count = str(len(contents()))
    assert f"There are {count}." in PAGES["README.md"]
    assert f"一共有 {count} 课。" in PAGES["README.zh-CN.md"]


@chinese_pages
def test_a_chinese_page_shows_the_commands_and_pictures_of_the_english_one(page: str) -> None:
    assert commands(page) == commands(in_english(page)) != []
    pictures, those = (re.findall(r"\]\(([\w./-]+\.svg)\)", PAGES[each]) for each in (page, in_english(page)))
    assert pictures == those


@chinese_pages
def test_a_chinese_page_and_the_english_one_link_to_each_other(page: str) -> None:
    english = in_english(page)
    assert f"\n[English]({Path(english).name}) | 简体中文\n" in PAGES[page]
    assert f"\nEnglish | [简体中文]({Path(page).name})\n" in PAGES[english]


@chinese_pages
def test_a_chinese_page_follows_the_typographic_convention(page: str) -> None:
    text = re.sub(r"\]\([^)]+\)", "]", outside_blocks(page))
    pieces = [piece.strip() for line in text.splitlines() for piece in line.split("|")]
    assert not [fault for piece in pieces for fault in faults(piece)]


def test_each_picture_is_shown_on_a_page() -> None:
    shown = {
        Path(name).name for text in PAGES.values() for name in re.findall(r"\]\(([\w./-]+\.svg)\)", text)
    }
    assert shown == {path.name for path in (ROOT / "docs").glob("*.svg")}


# ------------------------------------------------------------------------------ examples are run
def as_pattern(line: str) -> re.Pattern[str]:
    """A line of shown output: … stands for any text. Numbers are compared separately."""
    return re.compile(".*".join(re.escape(NUMBER.sub("0", part)) for part in line.split("…")))


def matches(line: str, shown: str) -> bool:
    """Whether a printed line is the shown one. Another processor computes other last digits."""
    if as_pattern(shown).fullmatch(NUMBER.sub("0", line)) is None:
        return False
    pairs = zip(NUMBER.findall(line), NUMBER.findall(shown), strict="…" not in shown)
    return all(
        float(a.replace(",", "")) == pytest.approx(float(b.replace(",", "")), rel=0.01) for a, b in pairs
    )


def difference(printed: str, shown: str) -> str:
    """The first shown line that was not printed; empty if all were. A line with only … stands for any lines."""
    rest, skipping = printed.splitlines(), False
    for expected in shown.splitlines():
        if expected.strip() == "…":
            skipping = True
            continue
        while skipping and rest and not matches(rest[0], expected):
            rest.pop(0)
        if not rest or not matches(rest.pop(0), expected):
            return f"not printed: {expected}"
        skipping = False
    return "" if skipping or not rest else f"not shown: {rest[0]}"


@pytest.mark.parametrize(
    "example", examples("sh", output=True), ids=lambda e: f"{e.page}: {e.code.splitlines()[-1]}"
)
def test_the_last_command_of_a_block_prints_the_output_shown_below_it(
    example: Example, folder_of_page: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder_of_page[example.page])
    for line in example.code.splitlines():
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed), language_of(example.page) as language:
            assert main([*arguments(line), "--lang", language]) in (0, 1)
    assert example.output is not None
    assert not difference(printed.getvalue(), example.output), printed.getvalue()


@contextmanager
def language_of(page: str) -> Iterator[str]:
    """The language of a page; afterwards the program uses English again."""
    try:
        yield "zh" if page.endswith(CHINESE) else localization.ENGLISH
    finally:
        localization.use(localization.ENGLISH)


@pytest.fixture(scope="module")
def folder_of_page(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The examples of a page share a folder, as for a reader who types them. The page's roster is in it."""
    folders = {page: tmp_path_factory.mktemp("page") for page in PAGES}
    for roster in examples("csv"):
        (folders[roster.page] / "7b.csv").write_text(roster.code, encoding="utf-8")
    return folders


@pytest.mark.slow
@pytest.mark.parametrize("example", examples("python"), ids=lambda e: f"{e.page}: {e.code.splitlines()[-1]}")
def test_a_python_example_prints_the_output_shown_below_it(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "example.py").write_text(example.code, encoding="utf-8")
    if example.page == "README.md":  # as users run it; the others here, where torch is already loaded
        done = run([sys.executable, "example.py"], tmp_path, PYTHONUTF8="1")
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    else:
        monkeypatch.chdir(tmp_path)
        with redirect_stdout(io.StringIO()) as output:
            runpy.run_path("example.py", run_name="__main__")
        printed = output.getvalue()
    assert example.output is not None
    assert not difference(printed, example.output), printed


def test_the_python_example_of_the_readme_needs_one_import_and_at_most_eight_lines() -> None:
    (example,) = (example for example in examples("python") if example.page == "README.md")
    lines = [line for line in example.code.splitlines() if line]
    assert len(lines) <= 8
    assert [line for line in lines if "import" in line] == ["import transformer_explore as te"]


def test_output_that_differs_is_noticed() -> None:
    assert not difference("a\nb 1.0001\nc\nd", "a\nb 1.000\n…\nd")
    assert not difference("noise\na", "…\na")
    assert difference("a\nb 1.5", "a\nb 1.0") and difference("a\nx\nb", "a\nb")
    assert difference("a\nb", "a") and difference("a", "a\nb")


# ------------------------------------------------------------------------------ generated tables
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_generated_table_is_up_to_date(table: Table) -> None:
    text = table.page.read_text(encoding="utf-8")
    assert with_table(text, table.name, table.make()) == text, "run .venv/bin/python docs/tables.py"


def test_the_table_of_operations_has_a_row_for_each_operation_and_aligned_columns() -> None:
    lines = operations().splitlines()
    assert [line.split("`")[1] for line in lines[2:]] == list(OPERATIONS)
    assert len(set(map(len, lines))) == 1
    assert {line.replace(r"\|", "").count("|") for line in lines} == {5}


def test_the_tables_of_keys_cover_every_screen_with_a_key_table() -> None:
    package = importlib.import_module("transformer_explore.explorer.features")
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(found.name)
    listed = {name for _heading, _module, name in SCREENS}
    screens = [Screen]
    for screen in screens:
        screens += screen.__subclasses__()
    assert {screen.__name__ for screen in screens if "KEYS" in vars(screen) and screen.KEYS} <= listed


def test_generating_a_table_changes_only_the_text_between_its_markers() -> None:
    begin, end = "<!-- of -->", "<!-- /of -->"
    assert with_table(f"before {begin} old {end} after", "of", "new") == f"before {begin}\nnew\n{end} after"
    for broken in ("", begin, end, f"{end}{begin}", f"{begin}{end}{begin}", f"{begin}{begin}{end}"):
        with pytest.raises(ValueError, match="each once"):
            with_table(broken, "of", "new")


def test_every_family_computes_what_transformers_does_and_the_table_says_how_exactly() -> None:
    _before, _begin, rest = PAGES["docs/models.md"].partition("<!-- parity -->\n")
    header, _rule, *lines = rest.partition("<!-- /parity -->")[0].strip().splitlines()
    columns = [cell.strip() for cell in header.strip("|").split("|")][1:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    names = {"qwen2": "Qwen2", "gpt2": "GPT-2", "t5": "T5", "bert": "BERT"}
    assert {names.get(each, each.title()) for each in model_types()} == {
        row[0].removesuffix(", random") for row in rows if row[0].endswith(", random")
    }
    assert len(rows) == len(model_types()) + 3  # the trained models
    for row in rows:
        figures = {column: float(cell) for column, cell in zip(columns, row[1:], strict=True) if cell != "–"}
        assert len(figures) == (6 if row[0].endswith(", random") else 3) - (row[0].startswith("all-MiniLM"))
        for column, figure in figures.items():
            assert figure <= (1e-5 if column.endswith("float32") else 1e-10)
