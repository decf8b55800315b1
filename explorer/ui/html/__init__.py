"""Steps, explanations, decodings and comparisons as static HTML, for notebooks and pages. No scripts, no Textual."""
