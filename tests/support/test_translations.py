"""Translations: every text has one, and it follows the rules of its language."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from transformer_explore.core.support.localization import CATALOGUES, DOMAIN, languages, sentences

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
class Call(NamedTuple):
    """A call that translates."""

    place: str
    at_import: bool  # also in a default value, but not in the body of a function
    in_f_string: bool


@cache
def calls() -> tuple[Call, ...]:
    """All calls that translate."""
    paths = (path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py")))
    texts = ((path, path.read_text(encoding="utf-8")) for path in paths)
    return tuple(
        call
        for path, text in texts
        if any(f"{name}(" in text for name in TRANSLATING)
        for call in calls_in(ast.parse(text), path)
    )


def calls_in(module: ast.Module, path: Path) -> Iterator[Call]:
    left: list[tuple[ast.AST, bool, bool]] = [(module, True, False)]
    while left:
        node, at_import, in_f_string = left.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATING:
            yield Call(f"{path}:{node.lineno}", at_import, in_f_string)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        in_f_string = in_f_string or isinstance(node, ast.JoinedStr)
        for name, value in ast.iter_fields(node):
            at_once = at_import and not (is_function and name == "body")
            children = value if isinstance(value, list) else (value,)
            left += [(child, at_once, in_f_string) for child in children if isinstance(child, ast.AST)]


def test_no_text_is_translated_at_import() -> None:
    """Otherwise it would keep the first language after the setting was changed."""
    assert calls()
    found = [call.place for call in calls() if call.at_import]
    assert not found, "mark these with N_(…) and translate them with _(…) where they are shown"


def test_no_text_is_translated_inside_an_f_string() -> None:
    """Babel does not find it there."""
    assert not [call.place for call in calls() if call.in_f_string]


def test_a_space_separates_sentences_but_not_after_chinese_punctuation() -> None:
    assert sentences("It is wrong.", "", "Type a number.") == "It is wrong. Type a number."
    assert sentences("不对。", "请输入一个数。") == "不对。请输入一个数。"


def test_such_calls_are_found() -> None:
    module = ast.parse("""
a = _("now")
def f(b=_("now"), c=lambda: _("later")):
    return f"{_('later, inside')}", plural("later", "later", 2)
class C:
    d: str = f"{_('now, inside')}"
""")
    found = [(call.place.partition(":")[2], *call[1:]) for call in calls_in(module, Path("it"))]
    assert sorted(found) == [
        ("2", True, False), ("3", False, False), ("3", True, False), ("4", False, False), ("4", False, True),
        ("6", True, True),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------- errors that users read
AUTHORS = {  # modules whose LessonErrors only the author of a lesson can cause
    f"lessons/{name}.py"
    for name in (
        "blocks",
        "checking",
        "front",
        "judging",
        "material",
        "parsing",
        "prose",
        "session",
        "source",
        "writing",
    )
}
# Two words in a row, or one beside a value. "{path}: {error}" has none.
IN_WORDS = re.compile(r"[A-Za-z]+ [A-Za-z]+|[A-Za-z]{3,} $|^ [A-Za-z]{3,}")


def problem_names(modules: Iterable[ast.Module]) -> set[str]:
    """The names of Problem and of all classes derived from it."""
    bases: dict[str, set[str]] = {}
    for node in (node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)):
        bases.setdefault(node.name, set()).update(filter(None, map(name_of, node.bases)))
    found = {"Problem"}
    while more := {name for name, theirs in bases.items() if theirs & found} - found:
        found |= more
    return found


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def untranslated(module: ast.Module, problems: set[str]) -> Iterator[tuple[int, str]]:
    """The line and the class of each error that is made from English words, directly or through a variable."""
    variables: dict[str, list[ast.expr]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                variables.setdefault(name_of(target), []).append(node.value)
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and name_of(node.func) in problems:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            given += [
                value for each in given if isinstance(each, ast.Name) for value in variables.get(each.id, ())
            ]
            if any(map(is_english, given)):
                yield node.lineno, name_of(node.func)


def is_english(node: ast.AST) -> bool:
    """Whether an expression contains English words outside calls that translate."""
    if isinstance(node, ast.Call) and name_of(node.func) in {*TRANSLATING, "N_"}:
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(IN_WORDS.search(node.value))
    return any(map(is_english, ast.iter_child_nodes(node)))


def test_errors_that_users_read_are_translated() -> None:
    paths = [path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))]
    modules = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths
    }
    problems = problem_names(modules.values())
    assert {"LabError", "TextError", "LessonError"} <= problems
    found = [
        (name, line, error)
        for name, module in modules.items()
        for line, error in untranslated(module, problems)
    ]
    authors = {name for name, _line, error in found if name in AUTHORS and error == "LessonError"}
    assert authors == AUTHORS
    users = [each for each in found if each[0] not in AUTHORS or each[2] != "LessonError"]
    assert not users, "write the message with _(…)"


def test_untranslated_errors_are_found() -> None:
    module = ast.parse("""
class LabError(Problem): ...
class WordError(errors.LabError): ...
raise Problem("no such file")
raise LabError(f"{name!r} is given twice")
raise WordError(at, "choose " + name)
why = f"{name} must be a number"
raise Problem(why)
raise Problem(_("no such file"))
raise Problem(plural("{n} file too many", "{n} files too many", n))
raise Problem(f"{file}: {error}")
raise ValueError("for programmers only")
""")
    problems = problem_names([module])
    assert problems == {"Problem", "LabError", "WordError"}
    assert [line for line, _error in untranslated(module, problems)] == [4, 5, 6, 8]
