"""Exports a file of sentences: a trace for each line, in one folder."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.support.errors import Problem
from ...core.support.localization import _, plural
from ..ui.errors import OK, STOPPED, USAGE
from ..ui.text import gist
from .common import note
from .engine import workers
from .run_arguments import about_device, request

if TYPE_CHECKING:
    from ...core.running.sentence_files import Line, SentenceFolder
    from ...core.running.sentences import Made, Recipe
    from ...core.running.workers import Workers

STANDARD_INPUT = "-"


def run(options: argparse.Namespace) -> int:
    """Exports what is missing in the folder; the exit code is that of bad input if a line could not be exported."""
    try:
        with workers(options) as running:
            return _export(options, running)
    except KeyboardInterrupt:
        print(_("stopped; run the same command again to export the missing sentences"), file=sys.stderr)
        return STOPPED


def _export(options: argparse.Namespace, running: Workers) -> int:
    from ...core.running.sentence_files import SentenceFolder

    recipe = _recipe(options, running)
    found = _lines(options.sentences)
    folder = SentenceFolder(Path(options.to).expanduser(), recipe.as_data())
    return _Export(recipe, folder, found).run(running)


def _recipe(options: argparse.Namespace, running: Workers) -> Recipe:
    from ...core.checkpoints import find_any, full_name
    from ...core.running.sentences import Recipe
    from ...core.trace.files.trace_files import COMPRESSED, JSON

    suffix = f".{options.format}"
    if options.compact and suffix not in (JSON, COMPRESSED):
        raise Problem(
            _("--compact applies only to JSON, and this is a {suffix} file; omit --compact", suffix=suffix)
        )
    options.text = ""  # each line is one
    wanted = request(options)
    return Recipe(
        request=replace(wanted, model=full_name(wanted.model)),
        sha256=find_any(wanted.model).model_card.sha256,
        suffix=suffix,
        compact=options.compact,
        selection=(options.step, options.layer, options.head, options.iteration),
        shares_files=running.shares_files,
    )


def _lines(file: str) -> list[Line]:
    from ...core.running.sentence_files import NotTextError, lines
    from ...core.support.files import content

    data = sys.stdin.buffer.read() if file == STANDARD_INPUT else content(Path(file).expanduser())
    try:
        found = list(lines(data))
    except NotTextError as error:
        raise Problem(f"{file}: {error}") from None
    if not found:
        raise Problem(_("{file} contains no sentence: write one on each line", file=file))
    return found


@dataclass
class _Export:
    """An export in progress."""

    recipe: Recipe
    folder: SentenceFolder
    lines: list[Line]
    refused: int = 0
    written: int = 0

    def run(self, running: Workers) -> int:
        from ...core.running.sentence_files import name_of
        from ...core.running.sentences import made

        by_name = {name_of(line, self.recipe.suffix): line for line in self.lines}
        texts = {name: line.text for name, line in by_name.items()}
        missing = self.folder.missing(texts)
        jobs = [(self.recipe, texts[name]) for name in missing]
        with closing(running.results(made, jobs)) as results:
            for number, result in results:
                self._keep(by_name[missing[number]], missing[number], result)
        self._summarize(len(texts) - len(missing))
        return USAGE if self.refused else OK

    def _keep(self, line: Line, name: str, result: Made) -> None:
        if result.refused:
            self._refuse(line, result.refused)
            return
        self.folder.write(name, result.content)
        if not self.written:
            for notice in about_device(self.recipe.request, result.device):
                note(notice)
        self.written += 1
        for notice in result.notices:
            note(_("line {number}: {notice}", number=line.number, notice=gist(notice)))
        print(
            plural(
                "{path}: {n} step, {bytes:,} bytes",
                "{path}: {n} steps, {bytes:,} bytes",
                result.steps,
                path=name,
                bytes=len(result.content),
            )
        )

    def _refuse(self, line: Line, reason: str) -> None:
        self.refused += 1
        print(_("line {number}: {notice}", number=line.number, notice=gist(reason)), file=sys.stderr)

    def _summarize(self, kept: int) -> None:
        parts = [plural("{n} file written", "{n} files written", self.written)]
        if kept:
            parts.append(plural("{n} was there already", "{n} were there already", kept))
        if self.refused:
            parts.append(plural("{n} line refused", "{n} lines refused", self.refused))
        print(_(", ").join(parts))
