"""The help of the decode screen."""

from __future__ import annotations

from ....core.support.localization import _

TEXT = _("""\
A translation is made one token at a time. The model gives every token
of its vocabulary a probability; something has to choose. Here it is you.

CHOOSING
  ↑ ↓ PgUp PgDn     along the tokens, the most probable first
  ⏎  a click        pick this token
  g                 greedy: the most probable to the end; Esc stops
  s                 sample: draw one token with settings and seed
  u Backspace       take the last token back
  r                 start over; what was computed stays known
  ← →  Tab          to the tree and back
  ↑ ↓ in the tree   to another hypothesis; pick there: a fork

SETTINGS            small letter up, capital down; or Tab, and ← →
  t T               temperature: divides the log-probabilities
  k K               top-k: only so many of the most probable
  p P               top-p: the most probable that together reach this
  n N               seed: the same one draws the same tokens

BEAM SEARCH
  B                 the beam search of the sentence, and back
  v                 as a tree, or iteration by iteration
  f                 go on by hand from the hypothesis under the cursor
  w W               how many hypotheses grow at a time
  a A               α of the length penalty: ranks what is finished

ANYWHERE
  h H  j J          head and layer of the cross-attention
  x                 open in the walk what you look at; d comes back here
  e                 export: the view, the trace
  L                 light or dark
  Esc d             back to the walk you came from

WHAT YOU SEE
  ▶                 where you are; in a beam search: goes on
  ■ □               has ended; is as long as it may be
  ·                 dropped
  ✓                 picked before: leads into the tree
  ┄┄ top-k          cut: cannot be drawn; you may still pick it
""")
