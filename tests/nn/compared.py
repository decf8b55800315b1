"""Small models of the kinds that lessons compare with self-attention, and their traces."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from transformer_explore.core import operations
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.convolution import ConvolutionLayer2d, Convolutions
from transformer_explore.core.nn.embedding import TokenEmbedding
from transformer_explore.core.nn.image_attention import ImageAttention, ImageOfPositions
from transformer_explore.core.nn.linear import Linear
from transformer_explore.core.nn.mask import BandMask
from transformer_explore.core.nn.prediction import LogProbabilities
from transformer_explore.core.nn.recurrent import Gru, Lstm, RecurrentLayers, Rnn
from transformer_explore.core.operations.window import Window
from transformer_explore.core.recording.recording import record
from transformer_explore.core.trace import ModelCard, Token, Trace

from tests.models import ids, scatter

TOKENS, WIDTH = 7, 4
SENTENCE = (3, 1, 6, 2, 5)
COLUMNS = 3
PICTURE = (0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1)  # gray levels, row by row


class Restricted(nn.Module):
    """Self-attention within a band."""

    def __init__(self) -> None:
        super().__init__()
        self.self_attention = Attention(WIDTH, 2, BandMask(padding=0, radius=1))

    def forward(self, x: Tensor, ids: Tensor) -> Tensor:
        return self.self_attention(x, x, ids, ids)  # type: ignore[no-any-return]


class Reader(nn.Module):
    """Token embedding, the compared layers, and log-probabilities."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(TOKENS, WIDTH)
        self.body = body
        self.logits = Linear(operations.linear.logits, WIDTH, TOKENS, bias=False)
        self.log_probabilities = LogProbabilities()

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embedding(ids)
        x = self.body(x, ids) if isinstance(self.body, Restricted) else self.body(x)
        return self.log_probabilities(self.logits(x))  # type: ignore[no-any-return]


class ImageModel(nn.Module):
    """Pixels as tokens; convolutions, then attention over their output."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = TokenEmbedding(TOKENS, WIDTH)
        self.image = ImageOfPositions()
        self.convolutions = Convolutions(
            WIDTH, 5, [Window.same(3, edge="replicate"), Window.same(3)], ConvolutionLayer2d
        )
        self.attention = ImageAttention(5, 2)

    def forward(self, ids: Tensor) -> Tensor:
        image = self.convolutions(self.image(self.embedding(ids), COLUMNS))
        return self.attention(image)  # type: ignore[no-any-return]


def models() -> dict[str, nn.Module]:
    """A model of each kind, with random weights."""
    windows = [Window.same(3), Window.causal(2, dilation=2)]
    bodies: dict[str, nn.Module] = {
        "convolutions": Convolutions(WIDTH, WIDTH, windows),
        "rnn": Rnn(WIDTH, WIDTH),
        "lstm": Lstm(WIDTH, WIDTH),
        "gru": RecurrentLayers(Gru, WIDTH, WIDTH, 2),
        "restricted": Restricted(),
    }
    made = {name: Reader(body) for name, body in bodies.items()} | {"image": ImageModel()}
    for seed, model in enumerate(made.values()):
        scatter(model, seed)
        model.eval()
    return made


def traced(name: str, model: nn.Module, given: Sequence[int], vocabulary: int = TOKENS) -> Trace:
    """A forward pass as a trace with the model's weights, and the words w0, w1, …"""
    source = ids(given)
    with torch.no_grad(), record(model, source=source) as recording:
        model(source)
    return Trace(
        model=ModelCard(name, name, {}, "0" * 64),
        run={"kind": "forward", "device": "cpu", "dtype": "float32", "seed": None, "interventions": []},
        tokens={"source": tuple(Token(i, f"w{i}") for i in given)},
        steps=recording.steps(),
        vocabulary=tuple(f"w{i}" for i in range(vocabulary)),
        parameters=take(model),
    )
