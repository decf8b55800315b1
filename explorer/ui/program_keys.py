"""The keys that work on every screen and that sentences name. Without Textual, for plain text."""

EXPORT, LABS, FAMILIES, LIGHT = "e", "X", "S", "L"
