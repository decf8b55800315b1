"""Translate every string that users read (gettext).

    from ...core.support.localization import _, plural

    _("Nothing to go back to.")
    _("row {row} predicts {token}", row=row, token=token)
    plural("{n} number", "{n} numbers", n)

The text in the source is translated first and its values are filled in afterwards. A text in a table is marked with
`N_` there and translated with `_` when it is shown. External text (tokens, names in a file) is never translated.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "transformer_explore"
CATALOGUES = Path(__file__).parent / "locale"  # LANGUAGE/LC_MESSAGES/DOMAIN.mo
ENGLISH = "en"
VARIABLE = "TRANSFORMER_EXPLORE_LANG"  # passes the language to child processes
SYSTEM = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first one that is set determines the language
REQUESTED = os.environ.get(VARIABLE, "")  # at startup, before `use` sets it; "" if it is not set
CHINESE_ENDS = "。！？；：，”）"
option: str | None = None  # an available language that the command line names

_catalogue: NullTranslations | None = None
_inside: ContextVar[tuple[str, NullTranslations | None] | None] = ContextVar("language", default=None)
"""The language of this context and its catalogue: of one task or thread, while others have another language."""


def languages() -> tuple[str, ...]:
    """The available languages."""
    found = {path.parts[-3] for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def known(wanted: str) -> str | None:
    """The available language for a name such as "zh", "zh-CN" or "zh_CN.UTF-8", or None."""
    name = wanted.strip().partition(".")[0].partition("@")[0].replace("-", "_").casefold()
    if name in ("c", "posix", ENGLISH) or name.startswith(f"{ENGLISH}_"):  # without reading the folder
        return ENGLISH
    by_name = {language.replace("-", "_").casefold(): language for language in languages()}
    return by_name.get(name) or by_name.get(name.partition("_")[0])


def chosen(setting: str = "") -> str:
    """The language to use: the first of several choices.

    The order is the command line, TRANSFORMER_EXPLORE_LANG, `setting`, LANGUAGE (a list), LC_ALL, LC_MESSAGES, LANG. An
    unknown language in the environment means English; an unknown setting is ignored.

    Args:
        setting: a language that was chosen earlier.
    """
    if option is not None:
        return option
    if REQUESTED:
        return known(REQUESTED) or ENGLISH
    if setting and (language := known(setting)):
        return language
    for variable in SYSTEM:
        if value := os.environ.get(variable):
            names = value.split(":") if variable == "LANGUAGE" else [value]
            return next((language for name in names if (language := known(name))), ENGLISH)
    return ENGLISH


def use(language: str) -> None:
    """Uses a language from now on; English if it has no catalogue.

    Call this before importing modules that translate tables at import.
    """
    global _catalogue
    os.environ[VARIABLE] = language
    _catalogue = _opened(language)


def _opened(language: str) -> NullTranslations | None:
    """The catalogue of a language; None for English."""
    if language == ENGLISH:
        return None
    from gettext import translation

    return translation(DOMAIN, CATALOGUES, [language], fallback=True)


def _used() -> NullTranslations | None:
    inside = _inside.get()
    return _catalogue if inside is None else inside[1]


@contextmanager
def untranslated() -> Iterator[None]:
    """Texts stay English within this context, for example to find something by its English name too."""
    with in_language(ENGLISH):
        yield


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Texts are in this language within this context; other tasks and threads keep theirs."""
    token = _inside.set((language, _opened(language)))
    try:
        yield
    finally:
        _inside.reset(token)


def current() -> str:
    """The current language."""
    inside = _inside.get()
    if inside is not None:
        return inside[0]
    return ENGLISH if _catalogue is None else os.environ.get(VARIABLE, ENGLISH)


def sentences(*texts: str) -> str:
    """Sentences as one text: with a space between them, but not after Chinese punctuation."""
    joined = ""
    for text in filter(None, texts):
        joined += (" " if joined and joined[-1] not in CHINESE_ENDS else "") + text
    return joined


def _(text: str, /, **values: object) -> str:
    """A text in the user's language, with its placeholders filled in: `_("row {row}", row=3)`."""
    catalogue = _used()
    translated = text if catalogue is None or not text else catalogue.gettext(text)
    return translated.format(**values) if values else translated


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """The singular or plural form of a text for a number, with {n} and the other placeholders filled in."""
    catalogue = _used()
    form = (one if count == 1 else many) if catalogue is None else catalogue.ngettext(one, many, count)
    return form.format(**({"n": count} | values))


def N_(text: str) -> str:  # noqa: N802  the conventional name in gettext
    """Marks a text that is translated when it is shown."""
    return text


def start() -> None:
    """Uses the language of the environment, as at the start of the program."""
    global REQUESTED
    REQUESTED = os.environ.get(VARIABLE, "")
    use(chosen())


start()
