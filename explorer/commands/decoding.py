"""How a translation is chosen, as one types it: shared by the commands that decode."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import _
from .common import real, whole

if TYPE_CHECKING:
    from ...core.decoding.strategy import Strategy

BELONGS = {  # which options belong to which strategy
    "greedy": (),
    "sample": ("temperature", "top_k", "top_p", "seed"),
    "beam": ("beams", "length_penalty", "full_search"),
}


def decoding_arguments(parser: argparse.ArgumentParser) -> None:
    """--strategy and the settings of each; without --strategy, the settings say which one is meant."""
    group = parser.add_argument_group(_("how each token is chosen"))
    group.add_argument(
        "--strategy", choices=tuple(BELONGS), help=_("greedy, unless a setting of another is given")
    )
    group.add_argument(
        "--beams", type=whole, metavar="N", help=_("beam: hypotheses that grow side by side (4)")
    )
    group.add_argument(
        "--length-penalty",
        type=real,
        metavar="α",
        help=_("beam: scores are log-probability ÷ ((5 + length) / 6)^α (0.6)"),
    )
    group.add_argument(
        "--full-search",
        action="store_true",
        default=None,
        help=_("beam: go on until nothing better can come, not only until enough have finished"),
    )
    group.add_argument("--temperature", type=real, metavar="T", help=_("sample: log-probabilities ÷ T (1)"))
    group.add_argument(
        "--top-k", type=whole, metavar="K", help=_("sample: only the K most probable tokens (all)")
    )
    group.add_argument(
        "--top-p", type=real, metavar="P", help=_("sample: only the most probable that together reach P (1)")
    )
    group.add_argument("--seed", type=whole, metavar="N", help=_("sample: decides the draws (0)"))
    group.add_argument(
        "--no-cache", action="store_true", help=_("read each prefix anew instead of keeping keys and values")
    )


def strategy(options: argparse.Namespace) -> Strategy:
    """The strategy that was asked for.

    Raises:
        Problem: a setting belongs to another strategy, or is none.
    """
    from ...core.decoding.strategy import Beam, Forced, Greedy, Sample

    given = {name for names in BELONGS.values() for name in names if getattr(options, name) is not None}
    meant = [name for name, names in BELONGS.items() if given & set(names)]
    name = options.strategy or (meant[0] if meant else "greedy")
    if getattr(options, "target", None) is not None:
        if given or options.strategy:
            raise Problem(
                _("with --target the tokens are given, so there is nothing to choose; leave out one of them")
            )
        return Forced(options.target)
    for other in meant:
        if other != name:
            option = "--" + min(given & set(BELONGS[other])).replace("_", "-")
            raise Problem(
                _(
                    "{option} belongs to --strategy {other}, not to {name}; leave out one of them",
                    option=option,
                    other=other,
                    name=name,
                )
            )
    settings = {key: getattr(options, key) for key in BELONGS[name] if key in given}
    if name == "sample":
        return Sample(**settings)
    if name == "beam":
        full = settings.pop("full_search", False)
        return Beam(early_stop=not full, **settings)
    return Greedy()


def settings_typed(options: argparse.Namespace) -> list[str]:
    """What was typed of all this, as one types it."""
    words: list[str] = []
    for name in ("strategy", *(name for names in BELONGS.values() for name in names)):
        value = getattr(options, name)
        if value is not None:
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return words + ["--no-cache"] * options.no_cache


def refuse_without_decode(options: argparse.Namespace) -> None:
    """Settings of a strategy mean nothing to a forward pass."""
    for name in ("strategy", *(name for names in BELONGS.values() for name in names)):
        if getattr(options, name) is not None:
            raise Problem(
                _(
                    "--{option} is about decoding; add --decode, or leave it out",
                    option=name.replace("_", "-"),
                )
            )
    if options.no_cache:
        raise Problem(_("--no-cache is about decoding; add --decode, or leave it out"))
