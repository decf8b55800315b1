"""The nodes of a formula: each draws itself in Unicode, as LaTeX and in one line. `formula` builds them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise

from .text_box import Box, fenced, joined, stacked

# Precedence levels. For each operator: its own level, and the levels required of its left and right operand.
COMMA, RELATION, SUM, QUOTIENT, PRODUCT, ATOM, NOTHING = range(7)
OPERATORS = {"": (PRODUCT, PRODUCT, QUOTIENT), "/": (QUOTIENT, QUOTIENT, ATOM)}  # "" is juxtaposition
OPERATORS |= dict.fromkeys("·×⊙", (PRODUCT, QUOTIENT, QUOTIENT)) | {"+": (SUM, SUM, SUM)}
OPERATORS |= dict.fromkeys("−±", (SUM, SUM, QUOTIENT)) | dict.fromkeys("=≠≈≤≥<>∈←→∼|", (RELATION, SUM, SUM))
OPERATORS |= {",": (COMMA, RELATION, RELATION)}

SUBSCRIPTS = str.maketrans("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
SUPERSCRIPTS = str.maketrans(
    "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
)
LATEX_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi"
    " chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega infty cdot times odot pm ne"
    " approx le ge in leftarrow to sim dots partial nabla ell mid"
)
COMMANDS = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ∞·×⊙±≠≈≤≥∈←→∼…∂∇ℓ|", LATEX_NAMES.split(), strict=True))
FUNCTIONS = {"sin", "cos", "tanh", "exp", "log", "ln", "max", "min"}  # those with a LaTeX command
ESCAPES = {c: "\\" + c for c in "#$%&_{}"} | dict(
    zip("\\^~", (rf"\text{name}{{}}" for name in ("backslash", "asciicircum", "asciitilde")), strict=True)
)
PIECES = re.compile(r"[A-Za-z]+|[0-9]+|[-+*/=()<>\[\]!.,:;'−" + "".join(COMMANDS) + "]|(.)")
INDICES = set("bhijklmnqt")  # a subscript made up only of these, such as ij, is several indices, not a word


class Formula(ABC):
    """A node of a formula, drawn by `unicode`, `latex`, `linear`. Nodes are immutable, compared by value."""

    def unicode(self) -> tuple[str, ...]:
        """The formula in two dimensions: lines of equal width."""
        return self.box().lines

    @property
    def baseline(self) -> int:
        """The line of `unicode()` on which surrounding text continues."""
        return self.box().baseline

    @abstractmethod
    def box(self) -> Box:
        """The formula in two dimensions, with its baseline."""

    @abstractmethod
    def latex(self) -> str:
        """LaTeX, for math mode, with amsmath."""

    @abstractmethod
    def linear(self) -> str:
        """One line of text, with the extra parentheses that it needs."""

    def level(self, flat: bool) -> int:
        """The precedence of the formula, on one line (`flat`) or in two dimensions."""
        return ATOM

    def swallows(self, flat: bool) -> int:
        """The level from which following operators would be read as part of the formula, as in Σ x · y."""
        return NOTHING


@dataclass(frozen=True)
class Text(Formula):
    """Words, set upright."""

    words: str

    def __post_init__(self) -> None:
        if not self.words.strip() or not self.words.isprintable():
            raise ValueError(f"a formula cannot show {self.words!r}: it is empty or holds control characters")

    def box(self) -> Box:
        return Box((self.linear(),))

    def latex(self) -> str:
        escaped = (rf"$\{COMMANDS[c]}$" if c in COMMANDS else ESCAPES.get(c, c) for c in self.words)
        return r"\text{" + "".join(escaped) + "}"

    def linear(self) -> str:
        return self.words


class Symbol(Text):
    """A name, a number or an operator: a single letter is a variable, several letters are an upright word."""

    def latex(self) -> str:
        if self.words in FUNCTIONS:
            return "\\" + self.words
        return PIECES.sub(self._piece, self.words).rstrip()

    @staticmethod
    def _piece(match: re.Match[str]) -> str:
        piece = match[0]
        if match[1]:
            return r"\text{" + ESCAPES.get(piece, piece) + "}"
        if piece in COMMANDS:
            return f"\\{COMMANDS[piece]} "
        return rf"\mathrm{{{piece}}}" if piece.isalpha() and len(piece) > 1 else piece.replace("−", "-")

    def level(self, flat: bool) -> int:
        inside = [OPERATORS[c][0] for c in self.words if c in OPERATORS and self.words not in OPERATORS]
        return min(inside, default=PRODUCT if re.match(r"\d+[^\W\d]", self.words) else ATOM)


@dataclass(frozen=True)
class Paren(Formula):
    """A formula in brackets: "()" or "[]"."""

    inside: Formula
    brackets: str = "()"

    def box(self) -> Box:
        return fenced(self.inside.box(), self.brackets)

    def latex(self) -> str:
        left, right, inside = self.brackets[0], self.brackets[1], self.inside.latex()
        tall = self.inside.box().height > 1
        return rf"\left{left} {inside} \right{right}" if tall else left + inside + right

    def linear(self) -> str:
        return self.brackets[0] + self.inside.linear() + self.brackets[1]


@dataclass(frozen=True)
class Row(Formula):
    """Parts and operators from left to right; parts with no operator between them are multiplied."""

    parts: tuple[Formula, ...]

    def level(self, flat: bool) -> int:
        operators = [_operator(part) for part in self.parts]
        return min(OPERATORS[operator][0] for operator in operators)

    def swallows(self, flat: bool) -> int:
        return self.guarded(flat)[-1].swallows(flat)

    def guarded(self, flat: bool) -> list[Formula]:
        """The parts, with parentheses where they are necessary."""
        guarded: list[Formula] = []
        for n, part in enumerate(self.parts):
            before = _operator(self.parts[n - 1]) if n else None
            after = _operator(self.parts[n + 1]) if n + 1 < len(self.parts) else None
            of_left = COMMA if before is None else OPERATORS[before][2]
            of_right = COMMA if after is None else OPERATORS[after][1]
            swallowed = after is not None and OPERATORS[after][0] >= part.swallows(flat)
            misread = not _operator(part) and (part.level(flat) < max(of_left, of_right) or swallowed)
            guarded.append(Paren(part) if misread else part)
        return guarded

    def spaces(self) -> list[str]:
        """The space before each part: none before a comma, after a sign or around a slash."""
        spaces = [""]
        for n, (left, right) in enumerate(pairwise(self.parts)):
            sign = _operator(left) in ("−", "+", "±") and (n == 0 or bool(_operator(self.parts[n - 1])))
            tight = sign or _operator(right) in (",", "/") or _operator(left) == "/"
            spaces.append("" if tight else " ")
        return spaces

    def box(self) -> Box:
        pairs = zip(self.spaces(), self.guarded(flat=False), strict=True)
        return joined(*(box for space, part in pairs for box in (space, part.box())))

    def latex(self) -> str:
        parts = self.guarded(flat=False)
        drawn = parts[0].latex()
        for left, right in pairwise(parts):
            words = (_upright(left) or _upright(right)) and not _operator(left) and not _operator(right)
            drawn += (r" \, " if words else "" if _operator(right) == "," else " ") + right.latex()
        return drawn

    def linear(self) -> str:
        pairs = zip(self.spaces(), self.guarded(flat=True), strict=True)
        return "".join(space + part.linear() for space, part in pairs)


@dataclass(frozen=True)
class Fraction(Formula):
    """A fraction."""

    top: Formula
    bottom: Formula

    def box(self) -> Box:
        top, bottom = self.top.box(), self.bottom.box()
        nested = isinstance(self.top, Fraction) or isinstance(self.bottom, Fraction)
        bar = "─" * (max(top.width, bottom.width) + 2 * nested)
        return stacked((*top.lines, bar, *bottom.lines), top.height, centred=True)

    def latex(self) -> str:
        return rf"\frac{{{self.top.latex()}}}{{{self.bottom.latex()}}}"

    def linear(self) -> str:
        top, _, bottom = self.in_line().guarded(flat=True)
        return f"{top.linear()} / {bottom.linear()}"

    def in_line(self) -> Row:
        """The fraction with a slash, as in an exponent."""
        return Row((self.top, Symbol("/"), self.bottom))

    def level(self, flat: bool) -> int:
        return QUOTIENT if flat else ATOM

    def swallows(self, flat: bool) -> int:
        return self.in_line().swallows(flat) if flat else NOTHING


@dataclass(frozen=True)
class Root(Formula):
    """A square root."""

    inside: Formula

    def radicand(self) -> Formula:
        """The formula after √ if the root has no bar."""
        inside = self.inside
        plain = isinstance(inside, Text | Paren) or (isinstance(inside, Script) and inside.upper is None)
        return inside if plain and inside.level(flat=True) == ATOM else Paren(inside)

    def box(self) -> Box:
        inside, radicand = self.inside.box(), self.radicand()
        if inside.height == 1 or radicand is self.inside:
            return joined("√", radicand.box())
        sign = Box((" ┌─", *[" │ "] * (inside.height - 1), "√│ "), inside.baseline + 1)
        return joined(sign, Box(("─" * inside.width, *inside.lines), inside.baseline + 1))

    def latex(self) -> str:
        return rf"\sqrt{{{self.inside.latex()}}}"

    def linear(self) -> str:
        return "√" + self.radicand().linear()


@dataclass(frozen=True)
class Script(Formula):
    """A base with a subscript, a superscript or both, on the same line if Unicode has the characters."""

    base: Formula
    lower: Formula | None = None
    upper: Formula | None = None

    def closed(self) -> Formula:
        """The base, in parentheses unless the scripts clearly belong to the whole base."""
        bare = isinstance(self.base, Text | Paren | Call) and self.base.level(flat=True) == ATOM
        return self.base if bare else Paren(self.base)

    def box(self) -> Box:
        base = self.closed().box()
        lower, upper = _small(self.lower, SUBSCRIPTS), _small(self.upper, SUPERSCRIPTS)
        below, above = lower or _tight(self.lower), upper or _tight(self.upper)
        if base.height > 1:  # scripts in the corners
            return joined(base, stacked((above, *[""] * (base.height - 2), below), base.baseline))
        lines = [above] * (above != upper) + [lower + upper] + [below] * (below != lower)
        return joined(base, stacked(lines, int(above != upper)))

    def latex(self) -> str:
        scripts = ("_", self.lower), ("^", self.upper)
        return self.closed().latex() + "".join(f"{mark}{{{_index(part)}}}" for mark, part in scripts if part)

    def linear(self) -> str:
        drawn = self.closed().linear()
        for mark, part, table in (("_", self.lower, SUBSCRIPTS), ("^", self.upper, SUPERSCRIPTS)):
            if part is not None:
                bare = isinstance(part, Text | Paren) and part.level(flat=True) == ATOM
                drawn += _small(part, table) or mark + (part if bare else Paren(part)).linear()
        return drawn


@dataclass(frozen=True)
class Total(Formula):
    """A sum Σ over an index."""

    body: Formula
    over: Formula | None = None
    limit: Formula | None = None

    def closed(self) -> Formula:
        return self.body if self.body.level(False) >= QUOTIENT else Paren(self.body)

    def box(self) -> Box:
        above, below = (() if bound is None else bound.box().lines for bound in (self.limit, self.over))
        return joined(stacked((*above, "Σ", *below), len(above), centred=True), " ", self.closed().box())

    def latex(self) -> str:
        bounds = ("_", self.over), ("^", self.limit)
        sign = r"\sum" + "".join(f"{mark}{{{_index(bound)}}}" for mark, bound in bounds if bound)
        return f"{sign} {self.closed().latex()}"

    def linear(self) -> str:
        return f"{Script(Symbol('Σ'), self.over, self.limit).linear()} {self.closed().linear()}"

    def swallows(self, flat: bool) -> int:
        return min(QUOTIENT, self.closed().swallows(flat))


@dataclass(frozen=True)
class Call(Formula):
    """A function of arguments, f(x, y), or an entry of a table, E[i]."""

    name: Formula
    arguments: Formula
    brackets: str = "()"

    def box(self) -> Box:
        return joined(self.name.box(), Paren(self.arguments, self.brackets).box())

    def latex(self) -> str:
        name = self.name.latex()
        if isinstance(self.name, Symbol) and self.name.words.isalpha() and name.startswith(r"\mathrm"):
            name = rf"\operatorname{{{self.name.words}}}"
        return name + Paren(self.arguments, self.brackets).latex()

    def linear(self) -> str:
        return self.name.linear() + Paren(self.arguments, self.brackets).linear()


@dataclass(frozen=True)
class Cases(Formula):
    """One of several values, each with its condition."""

    rows: tuple[tuple[Formula, Formula], ...]

    def box(self) -> Box:
        rows = [(value.box(), condition.box()) for value, condition in self.rows]
        widest = max(value.width for value, _ in rows)
        boxes = [joined(value, " " * (widest - value.width + 2), condition) for value, condition in rows]
        airy = sum(box.height for box in boxes) % 2 == 0 or any(box.height > 1 for box in boxes)
        lines = [line for box in boxes for line in (*[""] * airy, *box.lines)][airy:]
        half, brace = len(lines) // 2, ("{", "⎰⎱")[len(lines) == 2]
        if len(lines) > 2:
            brace = "⎧" + "⎪" * (half - 1) + "⎨" + "⎪" * (len(lines) - half - 2) + "⎩"
        return joined(Box(tuple(brace), half), " ", stacked(lines, half))

    def latex(self) -> str:
        rows = (rf"{value.latex()} & {condition.latex()}" for value, condition in self.rows)
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def linear(self) -> str:
        rows = (f"{value.linear()}, {condition.linear()}" for value, condition in self.rows)
        return "{" + "; ".join(rows) + "}"

    def swallows(self, flat: bool) -> int:
        return NOTHING if flat else COMMA


def _operator(part: Formula) -> str:
    return part.words if isinstance(part, Symbol) and part.words in OPERATORS else ""


def _upright(part: Formula) -> bool:
    """Whether LaTeX needs a space between this part and a factor next to it."""
    base = part.base if isinstance(part, Script) else part
    return isinstance(base, Text) and base.latex().startswith((r"\mathrm", r"\text"))


def _tight(script: Formula | None) -> str:
    """The script on one line, without spaces unless it is text."""
    drawn = "" if script is None else script.linear()
    return drawn if isinstance(script, Text) else drawn.replace(" ", "")


def _small(script: Formula | None, table: dict[int, int]) -> str:
    """The script in small characters, or "" if Unicode lacks one of them."""
    drawn = _tight(script)
    return drawn.translate(table) if all(ord(c) in table for c in drawn) else ""


def _index(script: Formula) -> str:
    """The LaTeX of a script, where ij is two indices, not a word."""
    return script.words if isinstance(script, Symbol) and set(script.words) <= INDICES else script.latex()
