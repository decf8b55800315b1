"""Models as trees of steps. Importing this package needs no torch; importing a model's module does."""
