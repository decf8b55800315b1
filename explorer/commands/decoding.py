"""The arguments that describe a decoding strategy, shared by the commands that decode."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from ...core.running.request import USUAL_LENGTH
from ...core.support.errors import Problem
from ...core.support.localization import _
from .common import real, whole

if TYPE_CHECKING:
    from ...core.decoding.strategy import Strategy

SETTINGS = {  # the options of each strategy
    "greedy": (),
    "sample": ("temperature", "top_k", "top_p", "seed"),
    "beam": ("beams", "length_penalty", "full_search"),
}
ALL = ("strategy", *(setting for settings in SETTINGS.values() for setting in settings))


def decoding_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds --strategy and the settings of each strategy. Without --strategy, the settings imply it."""
    group = parser.add_argument_group(_("how each token is chosen"))
    group.add_argument(
        "--strategy",
        choices=tuple(SETTINGS),
        help=_("greedy, unless you specify a setting that belongs to another strategy"),
    )
    for option, kind, metavar, about in (
        ("--beams", whole, "N", _("beam: number of hypotheses that grow in parallel (4)")),
        ("--length-penalty", real, "α", _("beam: scores are log-probability ÷ ((5 + length) / 6)^α (0.6)")),
        ("--temperature", real, "T", _("sample: log-probabilities ÷ T (1)")),
        ("--top-k", whole, "K", _("sample: only the K most probable tokens (all)")),
        (
            "--top-p",
            real,
            "P",
            _("sample: only the most probable tokens whose probabilities add up to P (1)"),
        ),
        ("--seed", whole, "N", _("sample: the seed for the random draws (0)")),
    ):
        group.add_argument(option, type=kind, metavar=metavar, help=about)
    group.add_argument(
        "--full-search",
        action="store_true",
        default=None,
        help=_("beam: search until no better hypothesis is possible, rather than until enough have finished"),
    )
    group.add_argument(
        "--length",
        type=partial(whole, least=1),
        metavar="N",
        help=_(
            "the maximum number of tokens to add to a text, for a model that continues it ({length})",
            length=USUAL_LENGTH,
        ),
    )
    group.add_argument(
        "--no-cache",
        action="store_true",
        help=_("recompute the whole prefix for every token instead of caching keys and values"),
    )


def strategy(options: argparse.Namespace) -> Strategy:
    """The strategy that the options describe.

    Raises:
        Problem: a setting belongs to another strategy, or its value is invalid.
    """
    from ...core.decoding.strategy import Beam, Forced, Greedy, Sample

    given = {name for name in ALL[1:] if getattr(options, name) is not None}
    implied = [name for name, settings in SETTINGS.items() if given & set(settings)]
    name = options.strategy or (implied[0] if implied else "greedy")
    if getattr(options, "target", None) is not None:
        if given or options.strategy or options.length is not None:
            raise Problem(
                _("--target gives the tokens, so a strategy has nothing to choose; use one or the other")
            )
        return Forced(options.target)
    for other in implied:
        if other != name:
            why = _("{option} belongs to --strategy {other}, not to {name}; omit one of them")
            option = _option(min(given & set(SETTINGS[other])))
            raise Problem(why.format(option=option, other=other, name=name))
    settings = {key: getattr(options, key) for key in SETTINGS[name] if key in given}
    if name == "sample":
        return Sample(**settings)
    if name == "beam":
        full = settings.pop("full_search", False)
        return Beam(early_stop=not full, **settings)
    return Greedy()


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def decoding_options(options: argparse.Namespace) -> list[str]:
    """The options of this group that were given, as typed."""
    words: list[str] = []
    for name in ALL:
        value = getattr(options, name)
        if value is not None:
            words += [_option(name), *([] if value is True else [str(value)])]
    if options.length is not None:
        words += ["--length", str(options.length)]
    return words + ["--no-cache"] * options.no_cache


def refuse_without_decode(options: argparse.Namespace) -> None:
    """Raises Problem if an option of this group is given: a forward pass has no use for it."""
    if given := decoding_options(options):
        raise Problem(_("{option} applies only to decoding; add --decode, or omit it", option=given[0]))
