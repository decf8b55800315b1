"""Regular English inflection; irregular forms are in the lexicon."""

from __future__ import annotations

import re

_IRREGULAR = {"good": "better", "far": "farther", "clever": "cleverer", "many": "more", "few": "fewer"}


def _doubled(verb: str) -> str:
    """swim → swimm, run → runn: words of one syllable with one vowel and one final consonant."""
    one_syllable = len(re.findall(r"[aeiou]+", verb)) == 1
    return verb + verb[-1] if one_syllable and re.search(r"[^aeiou][aeiou][^aeiouwxy]$", verb) else verb


def _with_s(word: str) -> str:
    if re.search(r"(s|x|ch|sh|o)$", word):
        return word + "es"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + "s"


def plural(noun: str) -> str:
    """cat → cats, box → boxes, story → stories"""
    return noun + "s" if noun.endswith("o") else _with_s(noun)


def third_person(verb: str) -> str:
    """love → loves, watch → watches, carry → carries, have → has"""
    if verb == "have":
        return "has"
    return _with_s(verb)


def past(verb: str) -> str:
    """love → loved, carry → carried, stop → stopped"""
    if verb.endswith("e"):
        return verb + "d"
    return re.sub(r"([^aeiou])y$", r"\1i", _doubled(verb)) + "ed"


def progressive(verb: str) -> str:
    """love → loving, swim → swimming, see → seeing"""
    return re.sub(r"([^e])e$", r"\1", _doubled(verb)) + "ing"


def superlative(adjective: str) -> str:
    """big → biggest, expensive → most expensive, good → best"""
    if adjective == "good":
        return "best"
    more = comparative(adjective)
    return f"most {adjective}" if more.startswith("more ") else more.removesuffix("er") + "est"


def comparative(adjective: str) -> str:
    """big → bigger, busy → busier, expensive → more expensive, good → better"""
    if adjective in _IRREGULAR:
        return _IRREGULAR[adjective]
    if len(re.findall(r"[aeiou]+", adjective.rstrip("e"))) > 1 and not adjective.endswith("y"):
        return f"more {adjective}"
    return re.sub(r"([^aeiou])y$", r"\1i", _doubled(adjective).removesuffix("e")) + "er"
