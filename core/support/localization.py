"""The one place through which every string that a person reads goes, so that another language can follow (gettext).

    from ...core.support.localization import _, plural

    _("Nothing to go back to.")
    _("row {row} predicts {token}", row=row, token=token)
    plural("{n} number", "{n} numbers", n)

The text is translated as it stands in the source; values are filled in afterwards. A text that is kept in a
table and shown later is marked there with `N_` and goes through `_` where it is shown. Text from outside (tokens, the
names in a file) never goes through here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "transformer_explore"
CATALOGUES = Path(__file__).parent / "locale"  # LANGUAGE/LC_MESSAGES/DOMAIN.mo
ENGLISH = "en"
VARIABLE = "TRANSFORMER_EXPLORE_LANG"  # says it to the processes that we start
SYSTEM = (
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
)  # the system's variables, the first that is set decides
ASKED = os.environ.get(
    VARIABLE, ""
)  # the value at the start, before we set it ourselves; "" if it is not set

_catalogue: NullTranslations | None = None


def languages() -> tuple[str, ...]:
    """The languages that there are."""
    found = {path.parts[-3] for path in CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return (ENGLISH, *sorted(found - {ENGLISH}))


def known(wanted: str) -> str | None:
    """The language that a name such as "zh", "zh-CN" or "zh_CN.UTF-8" means; None where we do not have it."""
    name = wanted.strip().partition(".")[0].partition("@")[0].replace("-", "_").casefold()
    if name in ("c", "posix", ENGLISH) or name.startswith(f"{ENGLISH}_"):  # without a look at the folder
        return ENGLISH
    return _first(languages(), (name, name.partition("_")[0]))


def _first(there: Iterable[str], names: Iterable[str]) -> str | None:
    by_name = {language.replace("-", "_").casefold(): language for language in there}
    return next((by_name[name] for name in names if name in by_name), None)


def chosen(option: str | None = None, setting: str = "") -> str:
    """The language to speak: the first choice that was made decides.

    The order is `option`, TRANSFORMER_EXPLORE_LANG, `setting`, LANGUAGE (a list), LC_ALL, LC_MESSAGES, LANG. A value of
    the environment that means none of our languages means English; an unknown setting was not made.

    Args:
        option: one of our languages, from the command line.
        setting: a language that was chosen earlier.
    """
    if option is not None:
        return option
    if ASKED:
        return known(ASKED) or ENGLISH
    if setting and (language := known(setting)):
        return language
    for variable in SYSTEM:
        if value := os.environ.get(variable):
            names = value.split(":") if variable == "LANGUAGE" else [value]
            return next((language for name in names if (language := known(name))), ENGLISH)
    return ENGLISH


def use(language: str) -> None:
    """From now on in that language; English where it has no catalogue.

    Tables of words are made when their module is imported: call this first.
    """
    global _catalogue
    os.environ[VARIABLE] = language
    _catalogue = None
    if language != ENGLISH:
        from gettext import translation

        _catalogue = translation(DOMAIN, CATALOGUES, [language], fallback=True)


def current() -> str:
    """The language in which things are said."""
    return ENGLISH if _catalogue is None else os.environ.get(VARIABLE, ENGLISH)


def _(text: str, /, **values: object) -> str:
    """A text in the reader's language, with its placeholders filled in: `_("row {row}", row=3)`."""
    translated = text if _catalogue is None or not text else _catalogue.gettext(text)
    return translated.format(**values) if values else translated


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """The form of a text that goes with a number, which fills in {n}, with its other placeholders filled in."""
    form = (one if count == 1 else many) if _catalogue is None else _catalogue.ngettext(one, many, count)
    return form.format(**({"n": count} | values))


def N_(text: str) -> str:  # noqa: N802  the name that gettext's tools know
    """Marks a text that is translated where it is shown."""
    return text


use(chosen())
