"""Read interventions from typed words (`silence encoder.layers.0.self_attention 1`) or JSON."""

from __future__ import annotations

import math
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

import orjson

from ..operations.region import Region, read_region
from ..support.errors import Problem
from ..support.localization import N_, _
from ..support.typed_numbers import half_width, real_number, whole_number
from ..trace.files.fields import shortly
from .checks import InterventionError, suggestion
from .files import sha256_of
from .intervention import Intervention
from .kinds_of_changes import Allow, Forbid, KeepHead, Parameter, Patch, Set, Shuffle, Silence
from .kinds_of_parts import (
    Dropout,
    Fill,
    KeysAsValues,
    MaskAfterSoftmax,
    NoCausalMask,
    NoPositions,
    NoScaling,
    PreNorm,
)

Digest = Callable[[str], str]
WORDS = {"true": 1.0, "false": 0.0, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(frozen=True)
class Form:
    """How to type a kind of intervention.

    Attributes:
        words: the words to type after its name; those in brackets are optional.
        help: a description of one line.
        make: returns the intervention for these words.
    """

    kind: type[Intervention]
    words: str
    help: str
    make: Callable[..., Intervention]

    @property
    def usage(self) -> str:
        """Its name and words."""
        return f"{self.kind.kind} {self.words}".strip()

    def takes(self, count: int) -> bool:
        """Whether this number of words is valid."""
        words = self.words.split()
        return sum(not word.startswith("[") for word in words) <= count <= len(words)


def parse(spec: str, digest: Digest = sha256_of) -> Intervention:
    """The intervention in a text, one of the forms in SPECS or JSON; InterventionError if the text is invalid.

    Args:
        digest: returns the SHA-256 of a file that a patch is taken from.
    """
    if spec.lstrip().startswith("{"):
        return from_data(_json(spec))
    try:
        words = shlex.split(spec)
    except ValueError as error:  # an unclosed quotation mark
        raise InterventionError(
            _("invalid intervention {spec!r}: {lower}", spec=spec, lower=str(error).lower())
        ) from None
    if not words or words[0] not in FORMS:
        name = words[0] if words else ""
        known = suggestion(name, FORMS) or _("; use one of {forms}", forms=_(", ").join(FORMS))
        raise InterventionError(_("unknown intervention {name!r}{suggestion}", name=name, suggestion=known))
    form = FORMS[words[0]]
    if not form.takes(len(words) - 1):
        raise InterventionError(
            _("{spec!r} has too many or too few words; type: {usage}", spec=spec, usage=form.usage)
        )
    if form.kind is Patch:
        return _patch(*words[1:], digest=digest)
    return form.make(*words[1:])


def from_data(data: object) -> Intervention:
    """The intervention for the result of `as_data`; InterventionError if the data are invalid."""
    if not isinstance(data, Mapping) or not isinstance(data.get("kind"), str):
        raise InterventionError(
            _('an intervention is an object with a "kind", not {data}', data=shortly(data))
        )
    name, parts = data["kind"], {str(part): value for part, value in data.items() if part != "kind"}
    if name not in FORMS:
        raise InterventionError(
            _("unknown intervention {name!r}{suggestion}", name=name, suggestion=suggestion(name, FORMS))
        )
    kind = FORMS[name].kind
    known = {field.name: field for field in fields(kind)}
    if strange := sorted(parts.keys() - known):
        raise InterventionError(
            _(
                "{name} has no {field!r}{suggestion}",
                name=name,
                field=strange[0],
                suggestion=suggestion(strange[0], known),
            )
        )
    needed = [part for part, field in known.items() if field.default is MISSING]
    if missing := [part for part in needed if part not in parts]:
        raise InterventionError(_("{name} needs {field!r}", name=name, field=missing[0]))
    return kind(**{part: _part(part, value) for part, value in parts.items()})


def _part(name: str, part: Any) -> Any:
    if isinstance(part, list):
        return tuple(part)
    return WORDS[part] if name == "value" and isinstance(part, str) and part in WORDS else part


def _json(spec: str) -> object:
    try:
        return orjson.loads(spec)
    except orjson.JSONDecodeError as error:
        raise InterventionError(_("not valid JSON: {error}", error=error)) from None


# ---------------------------------------------------------------------- words


def _place(word: str) -> tuple[str, int | None]:
    """A name and the visit after #, if any."""
    name, sign, visit = word.partition("#")
    return name, _count(visit, _("a visit")) if sign else None


def _count(word: str, what: str) -> int:
    try:
        return whole_number(word, 0)
    except Problem:
        raise InterventionError(
            _("{what} must be a non-negative whole number, not {word!r:.60}", what=what, word=word)
        ) from None


def _number(word: str) -> float:
    try:
        return WORDS[word] if word in WORDS else real_number(word)
    except Problem as error:
        raise InterventionError(str(error)) from None


def _region(word: str) -> Region:
    try:
        return read_region(word)
    except ValueError as error:
        raise InterventionError(_("invalid cell {word!r}: {error}", word=word, error=error)) from None


def _of_attention(
    kind: Callable[[str, Any, int | None], Intervention], read: Callable[[str], Any]
) -> Callable[[str, str], Intervention]:
    def make(where: str, word: str) -> Intervention:
        attention, visit = _place(where)
        return kind(attention, read(word), visit)

    return make


def _head(word: str) -> int:
    return _count(word, _("a head"))


def _set(where: str, cell: str, value: str) -> Intervention:
    step, visit = _place(where)
    return Set(step, _region(cell), _number(value), visit)


def _patch(where: str, cell: str, file: str, origin: str | None = None, *, digest: Digest) -> Intervention:
    step, visit = _place(where)
    return Patch(step, _region(cell), file, digest(file), visit, origin)


def _shuffle(side: str, how: str) -> Intervention:
    how = half_width(how)
    if "," not in how:
        return Shuffle(side, seed=_count(how, _("the shuffle seed")))
    return Shuffle(
        side,
        order=tuple(_count(place, _("each index in the new order")) for place in how.rstrip(",").split(",")),
    )


def _dropout(seed: str, rate: str | None = None) -> Intervention:
    return Dropout(_count(seed, _("the dropout seed")), None if rate is None else _number(rate))


def _parameter(name: str, cell: str, value: str) -> Intervention:
    return Parameter(name, _region(cell), _number(value))


def _fill(value: str, *attention: str) -> Intervention:
    return Fill(_number(value), *attention)


_FORMS: Sequence[Form] = (
    Form(Silence, "ATTENTION HEAD", N_("one head returns only zeros"), _of_attention(Silence, _head)),
    Form(KeepHead, "ATTENTION HEAD", N_("all other heads return only zeros"), _of_attention(KeepHead, _head)),
    Form(NoPositions, "[source|target]", N_("no positional encoding"), NoPositions),
    Form(NoScaling, "[ATTENTIONS]", N_("the dot products are not divided by √d_k"), NoScaling),
    Form(KeysAsValues, "[ATTENTIONS]", N_("the values equal the keys: W^V is replaced by W^K"), KeysAsValues),
    Form(NoCausalMask, "", N_("the decoder also sees later target positions"), NoCausalMask),
    Form(
        Fill, "VALUE [ATTENTIONS]", N_("masked scores become a number such as 0 or -1e9 instead of −∞"), _fill
    ),
    Form(MaskAfterSoftmax, "[ATTENTIONS]", N_("the mask is applied after softmax"), MaskAfterSoftmax),
    Form(Allow, "ATTENTION QUERY,KEY", N_("lets a query attend to a key"), _of_attention(Allow, _region)),
    Form(Forbid, "ATTENTION QUERY,KEY", N_("hides a key from a query"), _of_attention(Forbid, _region)),
    Form(
        Shuffle,
        "SIDE SEED|ORDER",
        N_("the source or target tokens are reordered: at random from a seed, or in an order such as 2,0,1"),
        _shuffle,
    ),
    Form(PreNorm, "", N_("layer normalization comes before each sub-layer, with the same weights"), PreNorm),
    Form(Set, "STEP CELL VALUE", N_("a cell, a row or a whole step is set to a value"), _set),
    Form(
        Patch,
        "STEP CELL FILE [STEP-THERE]",
        N_("a cell, a row or a whole step is taken from another trace"),
        _patch,
    ),
    Form(
        Dropout,
        "SEED [RATE]",
        N_("dropout is on, as in training; the same seed drops the same numbers"),
        _dropout,
    ),
    Form(
        Parameter, "NAME CELL VALUE", N_("a cell, a row or a whole parameter is set to a value"), _parameter
    ),
)
FORMS: Mapping[str, Form] = {form.kind.kind: form for form in _FORMS}

# For --help and the README. ATTENTIONS is a glob. In a CELL such as 0,2,1 a * means all indices of an axis. STEP#2 and
# ATTENTION#2 mean only the third visit.
SPECS: Sequence[tuple[str, str]] = tuple((form.usage, form.help) for form in _FORMS)
