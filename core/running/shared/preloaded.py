"""What all workers need. The process that they are forked from imports it, so that they share its memory.

That process must stay one that can be forked: nothing here starts a thread or asks for a CUDA device.
"""

from __future__ import annotations

import gc

import tokenizers
import torch

from ...checkpoints import loading
from ...decoding import beam, greedy, search
from ...grammar import recognise
from ...grammar.corpus import NAMED
from ...interventions import apply
from ...recording import recording
from .. import influence, runs
from ..architecture import architectures
from ..families import EXAMPLES, task_input

PRELOADED = (
    tokenizers,
    torch,
    loading,
    beam,
    greedy,
    search,
    apply,
    recording,
    influence,
    runs,
    *architectures(),
)

for task, text in EXAMPLES.items():
    task_input(task, text)  # the dictionary of the glossing task is large

for sentence in NAMED[:10]:
    recognise(sentence)  # builds the trees of the grammar, which need 20 MB

gc.collect()
gc.freeze()  # so that collecting garbage in a worker does not copy what is shared
