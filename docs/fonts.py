"""Makes the fonts of the browser page: `python docs/fonts.py`, which needs fonttools and brotli.

They are subsets of DejaVu Sans Mono, and of Noto Sans CJK SC for the Chinese characters in our texts and in the
vocabulary. Debian has both in fonts-dejavu-core and fonts-noto-cjk. The page prefers the Chinese font of the reader's
system, which has all characters; it loads ours (175 kB) where there is none.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "explorer" / "server" / "page"
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
NOTO, SIMPLIFIED = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    2,
)  # a place in the collection
LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x370, 0x400), *range(0x2500, 0x25A0))
CHINESE = (*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F))  # punctuation and full-width forms
FIRST_CHINESE = 0x2E80  # the characters before it are one column wide
WIDER = "112%"  # a Chinese character is 1 em wide, two cells are 1.2
SYSTEM = """
@font-face {{
  font-family: "System Chinese";
  src: {names};
  font-weight: {weight};
  size-adjust: {wider};
  unicode-range: U+2E80-9FFF, U+F900-FAFF, U+FE30-FE4F, U+FF00-FFEF, U+20000-3FFFF;
}}
"""
SYSTEM_NAMES = {  # of fonts on macOS, Windows, Linux and Android
    "400": (
        *("PingFangSC-Regular", "Microsoft YaHei", "NotoSansCJKsc-Regular", "Noto Sans CJK SC Regular"),
        *("Noto Sans CJK SC", "NotoSansSC-Regular", "SourceHanSansSC-Regular", "WenQuanYi Micro Hei"),
    ),
    "700": (
        *("PingFangSC-Semibold", "Microsoft YaHei Bold", "NotoSansCJKsc-Bold", "Noto Sans CJK SC Bold"),
        *("NotoSansSC-Bold", "SourceHanSansSC-Bold"),
    ),
}
TEXTS = (".py", ".md", ".po", ".json", ".tcss")


def characters() -> set[int]:
    """The characters of our texts and of the vocabularies."""
    files = (file for top in ("api", "core", "explorer", "lessons") for file in (ROOT / top).rglob("*"))
    return {ord(each) for file in files if file.suffix in TEXTS for each in file.read_text(encoding="utf-8")}


def is_chinese(character: int) -> bool:
    """Whether a character is in the font for Chinese."""
    return FIRST_CHINESE <= character < 0xA000 or 0xFF00 <= character < 0xFFF0


def make(source: Path, number: int, wanted: Iterable[int], name: str) -> set[int]:
    """Writes a subset of a font, and returns the characters in it."""
    font = TTFont(source, fontNumber=number)
    options = subset.Options(
        flavor="woff2",
        layout_features=[],
        hinting=False,
        desubroutinize=True,
        name_IDs=[0, 1, 2, 4, 6, 13, 14],  # names, copyright and license
        drop_tables=[*subset.Options().drop_tables, "FFTM"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=set(wanted))
    subsetter.subset(font)
    subset.save_font(font, str(PAGE / name), options)
    return set(font.getBestCmap())


def ranges(found: Iterable[int]) -> str:
    """Characters as CSS writes them: U+4E00-4E03, U+4E07."""
    pairs = enumerate(sorted(found))
    runs = [[each for _, each in run] for _, run in itertools.groupby(pairs, lambda pair: pair[1] - pair[0])]
    return ", ".join(f"U+{run[0]:X}" + (f"-{run[-1]:X}" if len(run) > 1 else "") for run in runs)


def face(family: str, file: str, found: Iterable[int], weight: str, wider: str = "") -> str:
    return f"""
@font-face {{
  font-family: "{family}";
  src: url("{file}") format("woff2");
  font-weight: {weight};{f"{chr(10)}  size-adjust: {wider};" if wider else ""}
  unicode-range: {ranges(found)};
}}
"""


def system_face(weight: str) -> str:
    """The Chinese font of the reader's system; where there is none, the next font is used, which is ours."""
    names = ", ".join(f'local("{name}")' for name in SYSTEM_NAMES[weight])
    return SYSTEM.format(names=names, weight=weight, wider=WIDER)


def main() -> None:
    ours = characters()
    latin = {*LATIN, *(each for each in ours if 0x7F < each < FIRST_CHINESE)}
    chinese = {*CHINESE, *(each for each in ours if is_chinese(each))}
    regular = make(DEJAVU / "DejaVuSansMono.ttf", -1, latin, "mono.woff2")
    bold = make(DEJAVU / "DejaVuSansMono-Bold.ttf", -1, latin, "mono-bold.woff2")
    simplified = make(NOTO, SIMPLIFIED, chinese, "chinese.woff2")
    faces = (
        face("Explorer Mono", "mono.woff2", regular, "400"),
        face("Explorer Mono", "mono-bold.woff2", bold, "700"),
        system_face("400"),
        system_face("700"),
        face("Explorer Chinese", "chinese.woff2", simplified, "400", WIDER),
    )
    heading = "/* Made by docs/fonts.py. Licenses: fonts.txt */\n"
    (PAGE / "fonts.css").write_text(heading + "".join(faces), encoding="utf-8")
    for file in sorted(PAGE.glob("*.woff2")):
        print(f"{file.name:16} {file.stat().st_size:8,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
