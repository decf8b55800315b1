"""Descriptions: 很, 非常, 太 … 了, 不."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, name, say
from ..rules import SenselessError, construction
from ..settings import Place
from ..verbs import be
from ..words import Phrase, Quality


@construction("quality", "noun:subject.K 很 adjective.K", weight=4)
@construction("quality", "noun:who 很 adjective.person", weight=2)
@construction("quality", "noun:relative.K 很 adjective.K", weight=1.5)
def quality(noun: Phrase, 很: At, adjective: Quality) -> English:
    """猫很大 → the cat is big"""
    if adjective.adjective.english in noun.words:
        raise SenselessError  # the big cat is big
    return noun.subject + be(noun, 很) + adjective.english


@construction("quality", "noun:subject.K 不 adjective.K", weight=1.5)
@construction("quality", "noun:who 不 adjective:mood.person", weight=0.7)
def no_quality(noun: Phrase, 不: At, adjective: Quality) -> English:
    """茶不热 → the tea is not hot"""
    return noun.subject + be(noun, 不) + say("not", 不) + adjective.english


@construction("quality", "noun:subject.K 非常 adjective.K", weight=1.2)
@construction("quality", "noun:who 非常 adjective.person", weight=0.5)
def very(noun: Phrase, 非常: At, adjective: Quality) -> English:
    """猫非常大 → the cat is very big"""
    return noun.subject + be(noun, 非常) + say("very", 非常) + adjective.english


@construction("quality", "noun:subject.K 太 adjective:too.K 了", weight=1.5)
def too(noun: Phrase, 太: At, adjective: Quality) -> English:
    """茶太热了 → the tea is too hot"""
    return noun.subject + be(noun, 太) + say("too", 太) + adjective.english


# --- places and the weather ----------------------------------------


@construction("quality", "place:goal 很 adjective:adjective.room", weight=0.7)
def place_is(place: Place, 很: At, adjective: Quality) -> English:
    """公园很漂亮 → the park is beautiful"""
    what = place.subject
    return what.subject + be(what, 很) + adjective.english


def _weather(天气: At, is_: English, adjective: Quality) -> English:
    return say("the", 天气) + name("weather", 天气) + is_ + adjective.english


@construction("weather", "天气 很 adjective.weather", weight=0.1)
@construction("weather", "time:time.present 天气 很 adjective.weather", weight=0.7)
def weather(天气: At, 很: At, adjective: Quality, time: English = NOTHING) -> English:
    """今天天气很好 → the weather is good today"""
    return _weather(天气, say("is", 很), adjective) + time


@construction("weather", "time:time.past 天气 很 adjective.weather", weight=0.5)
def past_weather(天气: At, 很: At, adjective: Quality, time: English) -> English:
    """昨天天气很冷 → the weather was cold yesterday"""
    return _weather(天气, say("was", 很), adjective) + time


@construction("weather", "place.city 的 天气 很 adjective.weather", weight=0.4)
def weather_there(place: Place, 的: At, 天气: At, 很: At, adjective: Quality) -> English:
    """北京的天气很热 → the weather in beijing is hot"""
    return say("the", 天气) + name("weather", 天气) + place.there(的) + say("is", 很) + adjective.english
