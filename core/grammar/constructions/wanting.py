"""Wanting to have something: 我要买书, 你要什么, 给我一个苹果, 买两公斤水果."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, name, say
from ..forms import action, clause
from ..predicates import Clause, Predicate, acts, want
from ..rules import any_of, construction, rule
from ..words import Phrase, Quality, qualities


@clause("modal", "who 要 act:bargain", weight=0.8)
def want_to(who: Phrase, 要: At, act: Predicate) -> Clause:
    """我要买书 → i want to buy books"""
    return Clause(who, want(要, act))


@rule("bargain", "点 菜", weight=0.5)
def order_dishes(点: At, 菜: At) -> Predicate:
    """点菜 → order food"""
    return acts("order", 点) + name("food", 菜)


@rule("bargain", "verb:买.K|吃.K|喝.K|看.K|借.K object.K", weight=1)
def bargain(verb: Predicate, object: Phrase) -> Predicate:
    """买一本书 → buy a book"""
    return verb.on(object)


@construction("what", "who:other 要 act:asked 什么", "who:other 要 什么", "who:other 想要 什么", weight=0.6)
def what_to_want(who: Phrase, 什么: At, 要: At = (), 想要: At = (), act: Predicate | None = None) -> English:
    """你要什么 → what do you want ?; 你要买什么 → what do you want to buy ?"""
    wanted = want(要, act) if act else acts("want", 要 or 想要)
    return Clause(who, wanted).asked(say("what", 什么), 什么)


@construction("request", "给 我 what:ordered.thing", weight=0.4)
def give_me(给: At, 我: At, what: Phrase) -> English:
    """给我一个苹果 → give me an apple"""
    return name("give", 给) + say("me", 我) + what.object


any_of("ordered.thing", {f"counted.{kind}": 1 for kind in ("meal", "drink", "fruit", "pen", "paper", "book")})


@action("买! what:kilos", forms="了", weight=0.12)
def buy_kilos(买: At, what: Phrase) -> Predicate:
    """我想买两公斤苹果 → i want to buy two kilos of apples"""
    return acts("buy", 买) + what.object


@clause("modal", "who:pronoun.我|pronoun.我们 要 what:kilos", weight=0.1, asked=0)
def want_kilos(who: Phrase, 要: At, what: Phrase) -> Clause:
    """我要两公斤苹果 → i want two kilos of apples"""
    return Clause(who, acts("want", 要) + what.object)


@action("verb:喝.drink! adjective:hot 的", "verb:吃.meal! adjective:tasty 的", forms="", weight=0.1)
def something_hot(verb: Predicate, adjective: Quality, 的: At) -> Predicate:
    """我想喝热的 → i want to drink something hot"""
    return verb + say("something", 的) + adjective.english


qualities("hot", "热", "冷")
qualities("tasty", "甜", "热", "好吃")
