"""How the gradient of a recurrent network vanishes (section 4; Pascanu et al. 2013, arXiv 1211.5063).

The network's recurrent weight is shared by all steps, so its gradient is a sum over steps. The sum does not vanish: its
near terms stay large and dominate the far ones, which do vanish. If each layer has its own weight, that weight's
gradient is a single such term, and vanishes. An LSTM preserves the far terms if its forget gate is open, but not if it
is half closed, as at the start of training with a bias of 0.

The loss is the last state projected onto one direction. "Distance" counts steps back from it: 0 is the last use of the
weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

MOST = 0.99  # share of the gradient's norm that the nearest terms must reach
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("steps", 50, "number of steps", 2, 200, 10, whole=True),
    Parameter("size", 16, "width of the state", 1, 64, whole=True),
    Parameter("radius", 0.9, "spectral radius of the recurrent weight", 0.1, 3.0, 0.05),
    Parameter("input", 0.3, "scale of the inputs", 0.05, 3.0, 0.05),
    Parameter("forget", 0.95, "the LSTM's forget gate when there is no input", 0.1, 0.999, 0.01),
    Parameter("seed", 0, "random seed for weights and inputs", 0, 9999, whole=True),
)


@dataclass(frozen=True)
class Network:
    """Weights, inputs, and the direction of the last state that is the loss."""

    recurrent: Floats  # the weight of each step, [step, gates · size, size]; a shared weight is repeated
    inputs: Floats  # the input of each step after its weight, [step, gates · size]
    first: Floats  # the state before the first step, [size]
    loss: Floats  # [size], of length 1


@dataclass(frozen=True)
class Gradients:
    """The result of backpropagation through time."""

    terms: Floats  # each step's term of the recurrent weight's gradient, [step, gates · size, size]
    inputs: Floats  # the gradient of each step's input, [step, gates · size]


def run(steps: int, size: int, radius: float, input: float, forget: float, seed: int) -> Result:
    """The terms of the gradient by distance in an RNN, a deep network and an LSTM, and the sums of the near terms."""
    shared, own, gated = networks(steps, size, radius, input, forget, seed)
    rnn, deep, lstm = backward_rnn(shared), backward_rnn(own), backward_lstm(gated)
    norms, layers, gates = (lengths(each.terms)[::-1] for each in (rnn, deep, lstm))
    powers = radius ** np.arange(steps)
    inputs, gated_inputs = lengths(rnn.inputs)[::-1], lengths(lstm.inputs)[::-1]
    sums = np.cumsum(rnn.terms[::-1], axis=0)
    total = np.linalg.norm(sums[-1])
    near, missing = lengths(sums) / total, _missing(rnn)
    back = "distance"
    return result(
        {"distance": range(steps), "terms": range(1, steps + 1)},
        factor=table(powers, "distance", "The spectral radius to the power of the distance."),
        scalar=single(radius**steps, "The spectral radius to the power of the number of steps."),
        contributions=table(norms, back, "RNN, one shared weight: norm of each step's term of its gradient."),
        layers=table(layers, back, "Deep network, one weight per layer: norm of each weight's gradient."),
        gated=table(gates, "distance", "LSTM: norm of each step's term of the gradient."),
        inputs=table(inputs, "distance", "RNN: gradient of each step's input."),
        gated_inputs=table(gated_inputs, "distance", "LSTM: gradient of each step's input."),
        running=table(near, "terms", "Norm of the sum of the nearest terms, relative to the whole."),
        missing=table(missing, "terms", "Norm of the remaining terms, relative to the whole."),
        share=table(
            np.cumsum(norms) / norms.sum(), "terms", "The nearest terms' share of the sum of all norms."
        ),
        distances=table(np.arange(steps), "distance", "The distances."),
        total=single(total, "RNN: norm of the whole gradient of the shared weight."),
        nearest=single(norms[0], "RNN: norm of the nearest term."),
        farthest=single(norms[-1], "RNN: norm of the farthest term."),
        ratio=single(norms[-1] / norms[0], "RNN: farthest ÷ nearest term."),
        per_step=single(per_step(rnn), "RNN: mean factor of the gradient for each step back."),
        gated_per_step=single(per_step(lstm), "LSTM: mean factor of the gradient for each step back."),
        needed=single(_needed(rnn), "RNN: number of nearest terms whose sum is within 1 % of the whole."),
        first_layer=single(layers[-1], "Deep network: norm of the gradient of the first layer's weight."),
        last_layer=single(layers[0], "Deep network: norm of the gradient of the last layer's weight."),
        layer_ratio=single(layers[-1] / layers[0], "Deep network: first ÷ last layer."),
        gate_power=single(forget ** (steps - 1), "The forget gate without input, to the power of steps − 1."),
        gate_product=single(
            open_gates(gated), "LSTM: the product of the actual forget gates, mean over the cells."
        ),
        gated_ratio=single(gates[-1] / gates[0], "LSTM: farthest ÷ nearest term."),
        gated_needed=single(
            _needed(lstm), "LSTM: number of nearest terms whose sum is within 1 % of the whole."
        ),
    )


def _missing(gradients: Gradients) -> Floats:
    """[terms]: the norm of the remaining terms, relative to the whole."""
    sums = np.cumsum(gradients.terms[::-1], axis=0)
    return np.asarray(lengths(sums[-1] - sums) / np.linalg.norm(sums[-1]))


def _needed(gradients: Gradients) -> int:
    """The number of nearest terms whose sum is the whole gradient but for a share of 1 − MOST."""
    return 1 + int(np.argmax(_missing(gradients) <= 1 - MOST))


def networks(
    steps: int, size: int, radius: float, scale: float, forget: float, seed: int
) -> tuple[Network, Network, Network]:
    """An RNN; a deep network with its own weight and input (its bias) in each layer; an LSTM.

    The recurrent weights of the first two are rotations times the radius, which shortens every vector by the same
    factor; the LSTM is initialized as in PyTorch, except that its forget gate is open.
    """
    rng = np.random.default_rng(seed)
    loss = rng.standard_normal(size)
    loss /= np.linalg.norm(loss)
    first = np.tanh(scale * rng.standard_normal(size))
    inputs = scale * rng.standard_normal((steps, size))
    weights = radius * np.array([rotation(size, rng) for _ in range(steps)])
    shared = np.broadcast_to(weights[0], weights.shape)
    gates = rng.uniform(-1, 1, (4 * size, size)) / np.sqrt(size)
    gated = scale * rng.standard_normal((steps, 4, size))
    gated[:, 1] += np.log(forget / (1 - forget))
    return (
        Network(shared, inputs, first, loss),
        Network(weights, inputs, first, loss),
        Network(np.broadcast_to(gates, (steps, *gates.shape)), gated.reshape(steps, -1), first, loss),
    )


def rotation(size: int, rng: np.random.Generator) -> Floats:
    """A random orthogonal matrix."""
    return np.asarray(np.linalg.qr(rng.standard_normal((size, size)))[0], dtype=np.float64)


def backward_rnn(network: Network) -> Gradients:
    """The gradients of h ← tanh(U h + x), backwards from the last step, with separate terms."""
    states = [network.first]
    for weight, x in zip(network.recurrent, network.inputs, strict=True):
        states.append(np.tanh(weight @ states[-1] + x))
    to_state = network.loss
    terms, inputs = np.zeros(network.recurrent.shape), np.zeros(network.inputs.shape)
    for step in reversed(range(len(inputs))):
        inputs[step] = to_state * (1 - states[step + 1] ** 2)
        terms[step] = np.outer(inputs[step], states[step])
        to_state = network.recurrent[step].T @ inputs[step]
    return Gradients(terms, inputs)


def open_gates(network: Network) -> float:
    """The product of the forget gates from the second step to the last, mean over the cells.

    It is the gradient of the last cell state to the first one along the cell alone, without the paths through h.
    """
    hidden, cell, product = network.first, np.zeros_like(network.first), np.ones_like(network.first)
    for step, (weight, x) in enumerate(zip(network.recurrent, network.inputs, strict=True)):
        i, f, g, o = gates(weight @ hidden + x)
        cell = f * cell + i * g
        hidden = o * np.tanh(cell)
        product = product * f if step else product
    return float(product.mean())


def backward_lstm(network: Network) -> Gradients:
    """The same for c ← f ⊙ c + i ⊙ g, h ← o ⊙ tanh c, with gates i, f, g, o in PyTorch's order; c is initially 0."""
    before, hidden, cell = [], network.first, np.zeros_like(network.first)
    for weight, x in zip(network.recurrent, network.inputs, strict=True):
        i, f, g, o = gates(weight @ hidden + x)
        before.append((hidden, cell))
        cell = f * cell + i * g
        hidden = o * np.tanh(cell)
    before.append((hidden, cell))
    to_hidden, to_cell = network.loss, np.zeros_like(network.loss)
    terms, inputs = np.zeros(network.recurrent.shape), np.zeros(network.inputs.shape)
    for step in reversed(range(len(inputs))):
        (hidden, cell), after = before[step], np.tanh(before[step + 1][1])
        i, f, g, o = gates(network.recurrent[step] @ hidden + network.inputs[step])
        to_cell = to_cell + to_hidden * o * (1 - after**2)
        slopes = (to_cell * g * i * (1 - i), to_cell * cell * f * (1 - f))
        inputs[step] = np.concatenate([*slopes, to_cell * i * (1 - g**2), to_hidden * after * o * (1 - o)])
        terms[step] = np.outer(inputs[step], hidden)
        to_hidden, to_cell = network.recurrent[step].T @ inputs[step], to_cell * f
    return Gradients(terms, inputs)


def gates(sums: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The gates i, f, g and o."""
    i, f, g, o = np.split(sums, 4)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(−x)), computed with tanh, which never overflows."""
    return np.asarray((1 + np.tanh(x / 2)) / 2)


def per_step(gradients: Gradients) -> float:
    """The geometric mean of the ratios between the gradients of consecutive inputs."""
    norms = lengths(gradients.inputs)
    return float((norms[0] / norms[-1]) ** (1 / (len(norms) - 1)))


def lengths(arrays: Floats) -> Floats:
    """The norm of each matrix or vector along the first axis."""
    return np.asarray(np.sqrt((arrays.reshape(len(arrays), -1) ** 2).sum(axis=-1)))
