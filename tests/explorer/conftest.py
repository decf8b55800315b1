"""What every test of the explorer finds: settings as nobody has changed them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from transformer_explore.explorer import precision


@pytest.fixture(autouse=True)
def usual_digits() -> Iterator[None]:
    """How many digits are shown holds for the whole program: what one test chooses is not for the next."""
    precision.use(precision.USUAL)
    yield
    precision.use(precision.USUAL)
