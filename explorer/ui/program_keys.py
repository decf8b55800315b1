"""The keys that work on every screen, where they are bound and where a sentence names them."""

EXPORT, EXPERIMENTS, SIDE_BY_SIDE, LIGHT = "e", "X", "S", "L"
