"""What one entry of a table of constructions adds to the grammar: all forms of an action, a state or a clause.

    @action(pattern)    看书: also 看了书, 看过书, 看不看书
    @state(pattern)     喜欢猫: also 喜欢不喜欢猫
    @clause(name, pattern)   a statement; also asked with 吗, asked as V不V, and embedded (我觉得 …)

In these patterns `!` marks the head: the part that 了 and 过 follow and that V不V repeats. It is Chinese text or the
symbol of a verb or adjective.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .english import English, name, say
from .predicates import Clause, Predicate, acts, perfect
from .rules import ENTRIES, SenselessError, add_rule, parameters
from .words import Counted

Builds = Callable[..., Predicate]
States = Callable[..., Clause]

AT_END = 0.35
"""How often 了 is at the end (看书了), relative to 看了书."""


def action(
    *patterns: str, by: str = "person", weight: float = 1.0, forms: str = "了过不", plain: str = "deeds"
) -> Callable[[Builds], Builds]:
    """Something that a person, pet or machine does; `forms` are the ones that exist besides the plain one.

    了 follows the head (看了书) or the object (看书了).

    `plain` is the symbol of the plain form: "deeds", "moves" (going and coming: not in progress),
    "there" (with a place) or "events" (only in the past).
    """

    def add(says: Builds) -> Builds:
        ENTRIES.append(says)
        labels, share = parameters(says), weight / len(patterns)
        for pattern in patterns:
            add_rule(f"{plain}.{by}", _plain(pattern), says, labels, share)
            if "了" in forms and "!" in pattern:
                add_rule(f"did.{by}", _after_head(pattern, "了"), _did(says), labels | {"了"}, share)
            if "了" in forms and not pattern.endswith("!"):
                at_end = _after_object(pattern, "了")
                add_rule(f"did.{by}", at_end, _did_at_end(says), labels | {"了"}, share * AT_END)
            if "过" in forms:
                add_rule(f"been.{by}", _after_head(pattern, "过"), _been(says), labels | {"过"}, share)
            if "不" in forms:
                _add_choice(f"choice.{plain}.{by}", pattern, says, labels, share)
        return says

    return add


def state(*patterns: str, by: str = "person", weight: float = 1.0) -> Callable[[Builds], Builds]:
    """Something that holds: liking, knowing, being at a place; negated with 不."""

    def add(says: Builds) -> Builds:
        ENTRIES.append(says)
        labels, share = parameters(says), weight / len(patterns)
        for pattern in patterns:
            add_rule(f"states.{by}", _plain(pattern), says, labels, share)
            _add_choice(f"choice.states.{by}", pattern, says, labels, share)
        return says

    return add


def clause(
    name: str,
    *patterns: str,
    weight: float = 1.0,
    stated: bool = True,
    asked: float = 0.3,
    embedded: float = 1.0,
    opinion: float = 0.0,
) -> Callable[[States], States]:
    """A construction for statements, and the same with 吗, as V不V question, and embedded.

    `asked` and `embedded` are the weights of the questions and the embedded clause relative to the statement;
    with `opinion` it can also be what somebody thinks (我觉得中文很难).
    Without `stated`, it is only asked: questions such as 茶热吗 have no 很.
    In questions, `who` becomes `other` (you, he, the teacher, …): nobody asks whether he himself likes tea.
    """

    def add(says: States) -> States:
        ENTRIES.append(says)
        labels, share = parameters(says), weight / len(patterns)
        for pattern in patterns:
            if stated:
                add_rule("sentence", _plain(pattern), _statement(says), labels, share, name)
            if stated and embedded:
                add_rule("clause", _plain(pattern), says, labels, share * embedded)
            if opinion:
                add_rule("opinion", _plain(pattern), says, labels, share * opinion)
            if asked:
                question = f"{_plain(_to_others(pattern)).removesuffix(' 呢?')} 吗"
                add_rule(
                    "sentence", question, _question(says), labels | {"吗"}, share * asked, "yes-no question"
                )
                _add_choice(
                    "sentence",
                    _to_others(pattern),
                    says,
                    labels,
                    share * asked,
                    construction="A-not-A question",
                )
        return says

    return add


# --- patterns ----------------------------------------


def _plain(pattern: str) -> str:
    return pattern.replace("!", "")


def _after_head(pattern: str, particle: str) -> str:
    return pattern.replace("!", f" {particle}")


def _after_object(pattern: str, particle: str) -> str:
    before, _, after = pattern.rpartition("!")
    return f"{before}{after.replace('?', '')} {particle}"


def _to_others(pattern: str) -> str:
    others = {"who": "who:other", "who.S": "who:other.S", "who:chooser": "who:asked.chooser"}
    return " ".join(others.get(part, part) for part in pattern.split())


def _add_choice(
    symbol: str,
    pattern: str,
    says: Callable[..., Any],
    labels: frozenset[str],
    share: float,
    construction: str = "",
) -> None:
    """The pattern with its head repeated (喜欢不喜欢, 去不去, 有没有), without its optional negation and adverbs."""
    parts = [part for part in pattern.split() if not part.endswith("?")]
    head = next((part for part in parts if part.endswith("!")), None)
    if head is None:
        return
    label, _, what = head.removesuffix("!").rpartition(":")
    at = parts.index(head)
    if what.isascii() or "." in what:
        label = label or what.partition(".")[0]
        doubled = "|".join(f"choice.{one}" for one in what.split("|"))
        parts[at] = f"{label}:{doubled}"
        asking = label
    else:
        no = "没" if what == "有" else "不"
        label, asking = label or what, "asking"
        longer = [f"{label}:{what}", f"{asking}:{no}{what}"]
        shorter = [f"{asking}:{what[0]}{no}", f"{label}:{what}"]
        # 可不可以, more often than 可以不可以
        ways = ((shorter, 0.9), (longer, 0.1)) if len(what) > 1 else ((longer, 1.0),)
        says = _choice_question(says, asking) if construction else _choice(says, asking)
        for words, part in ways:
            pattern = " ".join([*parts[:at], *words, *parts[at + 1 :]])
            add_rule(symbol, pattern, says, labels | {asking}, share * part, construction)
        return
    says = _choice_question(says, asking) if construction else _choice(says, asking)
    add_rule(symbol, " ".join(parts), says, labels | {asking}, share, construction)


# --- meanings ----------------------------------------


def _statement(says: States) -> Callable[..., English]:
    return lambda **parts: says(**parts).statement


def _question(says: States) -> Callable[..., English]:
    def question(**parts: Any) -> English:
        at = parts.pop("吗")
        return says(**parts).question(at)

    return question


def _did(says: Builds) -> Builds:
    def did(**parts: Any) -> Predicate:
        at = parts.pop("了")
        return fallen_asleep(says(**parts)).did(at)

    return did


def fallen_asleep(act: Predicate) -> Predicate:
    """睡觉了: to go to sleep; anything else as it is."""
    if act.heads != ("睡觉",) or act.words:
        return act
    return acts("go", act.at) + say("to", act.at) + name("sleep", act.at)


def _did_at_end(says: Builds) -> Builds:
    def did(**parts: Any) -> Predicate:
        at = parts.pop("了")
        act = says(**parts)
        if act.of is Counted:
            raise SenselessError  # 我看三本书了
        return act.did(at)

    return did


def _been(says: Builds) -> Builds:
    def been(**parts: Any) -> Predicate:
        at = parts.pop("过")
        return perfect(at, says(**parts))

    return been


def _asking(parts: dict[str, Any], label: str) -> Any:
    """The positions of 不V: a part of its own, or in the meaning of the doubled verb."""
    return parts.pop(label) if label == "asking" else parts[label].asking


def _choice(says: Builds, label: str) -> Builds:
    def choice(**parts: Any) -> Predicate:
        asking = _asking(parts, label)
        return replace(says(**parts), asking=asking)

    return choice


def _choice_question(says: States, label: str) -> Callable[..., English]:
    def question(**parts: Any) -> English:
        asking = _asking(parts, label)
        return says(**parts).question(asking)

    return question
