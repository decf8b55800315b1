"""The pictures in the documentation are up to date."""

import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PICTURES = runpy.run_path(str(ROOT / "docs" / "pictures.py"))


@pytest.mark.numbers
async def test_each_picture_is_up_to_date() -> None:
    views, as_svg = PICTURES["views"], PICTURES["as_svg"]
    changed = []
    for name, scene in PICTURES["SCENES"].items():
        (view,) = await views(scene)
        if (ROOT / "docs" / f"{name}.svg").read_text(encoding="utf-8") != as_svg(view):
            changed.append(name)
    film = PICTURES["film"](await views(PICTURES["FILM"]))
    if (ROOT / "docs" / "film.svg").read_text(encoding="utf-8") != film:
        changed.append("film")
    assert not changed, "look at what changed, then run .venv/bin/python docs/pictures.py"


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_is_small_and_loads_nothing_from_the_network(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 250_000
    assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"')
