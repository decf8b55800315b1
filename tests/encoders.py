"""A small encoder with random weights, and its run on a text with a masked word."""

from functools import cache

import torch
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.nn.encoder_only import EncoderOnly
from transformer_explore.core.nn.stack import EmbeddingParts, EncoderConfiguration, paper_stack
from transformer_explore.core.recording.recording import record
from transformer_explore.core.trace import ModelCard, Token, Trace

WORDS = ("[PAD]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat")
TEXT = "the [MASK]"
SIZES = EncoderConfiguration(
    embedding=EmbeddingParts(
        vocabulary=len(WORDS), longest=8, positions="learned", norm="layer-norm", types=2
    ),
    encoder=paper_stack(1, 4, 2, 8, activation="gelu", query_bias=True, output_bias=True, epsilon=1e-12),
    pooled=True,
    masked_words=True,
    next_sentence=True,
)


@cache
def masked() -> Trace:
    """Its run on TEXT."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = EncoderOnly(SIZES).eval()
    ids = [WORDS.index(word) for word in ("[CLS]", *TEXT.split(), "[SEP]")]
    source, types = torch.tensor([ids]), torch.tensor([[0] * len(ids)])
    with torch.no_grad(), record(model, source=source, types=types) as recording:
        model(source, types)
    return Trace(
        model=ModelCard("small-encoder", "encoder", SIZES.as_dict(), "0" * 64),
        run={"kind": "forward", "text": TEXT, "dtype": "float32", "asked": [2], "mask": "[MASK]"},
        tokens={
            "source": tuple(Token(id, WORDS[id]) for id in ids),
            "types": tuple(Token(0, "0") for _id in ids),
        },
        steps=recording.steps(),
        vocabulary=WORDS,
        parameters=take(model),
    )
