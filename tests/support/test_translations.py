"""Translations: every text has one, and it follows the rules of its language."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from transformer_explore.core.support.localization import CATALOGUES, DOMAIN, languages

from docs.messages import SOURCES, bring_up_to_date, template
from tests.chinese import PLACEHOLDER, RULES, faults
from tests.process import ROOT

TRANSLATING = {"_", "plural"}
# Between the items of a list, and around what is in parentheses; Chinese needs no spaces there.
JOINTS = {", ", "; ", " and ", " or ", " ({tags})"}


def translations(language: str) -> dict[str, str]:
    """The texts of a language, by the English ones."""
    path = CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        return {first(message.id): first(message.string) for message in read_po(file, locale=language)}


def first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


@cache
def current() -> Catalog:
    """All texts of the program as they are now; finding them takes seconds."""
    return template()


def texts() -> Iterator[Message]:
    return (message for message in current() if message.id)


CHINESE = translations("zh")


@pytest.mark.parametrize("language", languages()[1:])
def test_every_text_is_translated(language: str) -> None:
    found = translations(language)
    missing = [first(message.id) for message in texts() if not found.get(first(message.id))]
    assert not missing, "translate these in the .po file, then run `make messages`"


@pytest.mark.parametrize("language", languages()[1:])
def test_the_catalogue_is_up_to_date(language: str, tmp_path: Path) -> None:
    folder = CATALOGUES / language / "LC_MESSAGES"
    again = tmp_path / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    again.parent.mkdir(parents=True)
    again.write_bytes((folder / again.name).read_bytes())
    bring_up_to_date(again, current())
    for file in (again, again.with_suffix(".mo")):
        assert file.read_bytes() == (folder / file.name).read_bytes(), "run `make messages`"


def test_chinese_follows_one_typographic_convention() -> None:
    found = {english: list(faults(chinese)) for english, chinese in CHINESE.items() if english}
    assert not {english: rules for english, rules in found.items() if rules}


def test_chinese_has_the_placeholders_of_the_english_text() -> None:
    for message in texts():
        forms = [message.id] if isinstance(message.id, str) else message.id
        english = set(PLACEHOLDER.findall(forms[-1]))
        assert set(PLACEHOLDER.findall(CHINESE.get(forms[0], ""))) == english, forms


def test_chinese_begins_and_ends_like_the_english_text() -> None:
    for english, chinese in CHINESE.items():
        if english and english not in JOINTS:
            assert english.startswith((" ", "\n")) == chinese.startswith((" ", "\n")), english
            assert english.endswith((" ", "\n")) == chinese.endswith((" ", "\n")) or chinese.endswith("："), (
                english
            )
            assert not chinese.endswith("。") or english.rstrip().endswith((".", "!", "?")), english


@pytest.mark.parametrize(
    ("faulty", "good"),
    [
        ("第3步", "第 3 步"),
        ("用softmax计算", "用 softmax 计算"),
        ("好,再来", "好，再来"),
        ("头(注意力)", "头（注意力）"),
        ('按"是"', "按“是”"),
        ("好， 再来", "好，再来"),
        ("（好。）", "（好）。"),
        ("１２", "12"),
        ("好...", "好…"),
        ("您好", "你好"),
    ],
)
def test_each_rule_finds_its_fault(faulty: str, good: str) -> None:
    assert list(faults(faulty)) and not list(faults(good))


def test_the_rules_allow_formulas_code_and_placeholders() -> None:
    assert not list(faults("log p ÷ ((5 + 长度) / 6)^α，{cell}，`a.b`"))
    assert len(RULES) == 9


# ------------------------------------------------------------------------------------- where texts are translated
def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that translate."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in TRANSLATING:
            yield each


def bodies(module: ast.Module) -> Iterator[ast.AST]:
    """What runs only when a function is called: not its default values."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from node.body
        elif isinstance(node, ast.Lambda):
            yield node.body


def test_no_text_is_translated_at_import() -> None:
    """Otherwise it would keep the first language after the setting was changed."""
    found = []
    for path, module in sources():
        later = {id(call) for body in bodies(module) for call in calls(body)}
        found += [f"{path}:{call.lineno}" for call in calls(module) if id(call) not in later]
    assert not found, "mark these with N_(…) and translate them with _(…) where they are shown"


def test_no_text_is_translated_inside_an_f_string() -> None:
    """Babel does not find it there."""
    found = [
        f"{path}:{call.lineno}"
        for path, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        for call in calls(node)
    ]
    assert not found
