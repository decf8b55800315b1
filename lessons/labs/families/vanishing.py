"""Why the gradient of a recurrent network vanishes differently (section 4; Pascanu et al. 2013, arXiv 1211.5063).

Its recurrent weight is one and the same at every step, so its gradient is a sum over steps. The sum does not vanish:
its near terms are as large as ever. They hide the far ones, which do. Where each layer has a weight of its own, that
weight's whole gradient is one such term, and vanishes. An LSTM keeps the far terms if its forget gate is open, not if
it is half shut, as it is where training begins with a bias of 0.

The loss is one direction of the last state. "Distance" counts steps back from there: 0 is the last use of the weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..lab import Array, Parameter, Result, Table, Value, single

Numbers = NDArray[np.float64]

MOST = 0.99  # of the gradient's length: how many terms does one need for it?
PARAMETERS = (
    Parameter("steps", 50, "how many steps the network has read", 2, 200, 10, whole=True),
    Parameter("size", 16, "how many numbers a state has", 1, 64, whole=True),
    Parameter("radius", 0.9, "spectral radius of the recurrent weight", 0.1, 1.5, 0.05),
    Parameter("input", 0.3, "how large the inputs are", 0.05, 3.0, 0.05),
    Parameter("forget", 0.95, "an LSTM's forget gate without any input", 0.1, 0.999, 0.01),
    Parameter("seed", 0, "seed of weights and inputs", 0, 9999, whole=True),
)


@dataclass(frozen=True)
class Network:
    """Weights and inputs, and the direction of the last state that is the loss.

    Attributes:
        recurrent: of each step, [step, gates · size, size]; with a shared weight all are the same.
        inputs: what comes in at each step, its weight applied: [step, gates · size].
        first: the state before the first step, [size].
        loss: [size], of length 1.
    """

    recurrent: Numbers
    inputs: Numbers
    first: Numbers
    loss: Numbers


@dataclass(frozen=True)
class Gradients:
    """What backpropagation through time finds.

    Attributes:
        terms: what each step's use of the recurrent weight adds to its gradient, [step, gates · size, size].
        inputs: of what comes in at each step, [step, gates · size].
    """

    terms: Numbers
    inputs: Numbers


def run(steps: Value, size: Value, radius: Value, input: Value, forget: Value, seed: Value) -> Result:
    """The terms of the gradient by distance, in an RNN, a deep network and an LSTM; what the near ones add up to."""
    sizes = int(steps), int(size)
    shared, own, gated = networks(*sizes, float(radius), float(input), float(forget), int(seed))
    rnn, deep, lstm = backward_rnn(shared), backward_rnn(own), backward_lstm(gated)
    norms, layers, gates = (lengths(each.terms)[::-1] for each in (rnn, deep, lstm))
    sums = np.cumsum(rnn.terms[::-1], axis=0)
    whole = sums[-1]
    near = lengths(sums) / np.linalg.norm(whole)
    missing = lengths(whole - sums) / np.linalg.norm(whole)
    needed = 1 + int(np.argmax(missing <= 1 - MOST))
    gated_missing = lengths(np.cumsum(lstm.terms[::-1], axis=0) - lstm.terms.sum(axis=0))
    gated_missing = gated_missing / np.linalg.norm(lstm.terms.sum(axis=0))
    distance = {"distance": tuple(map(str, range(sizes[0])))}
    terms = {"terms": tuple(map(str, range(1, sizes[0] + 1)))}

    def by_distance(values: Array, says: str) -> Table:
        return Table(values, ("distance",), distance, says)

    return Result(
        {
            "factor": by_distance(
                float(radius) ** np.arange(sizes[0]), "The factor to the power of the distance."
            ),
            "scalar": single(float(radius) ** sizes[0], "The factor to the power of all steps."),
            "contributions": by_distance(
                norms, "RNN, one shared weight: length of each step's term of its gradient."
            ),
            "layers": by_distance(
                layers, "Deep network, a weight for each layer: length of each one's own gradient."
            ),
            "gated": by_distance(gates, "LSTM: length of each step's term of its gradient."),
            "inputs": by_distance(lengths(rnn.inputs)[::-1], "RNN: gradient to what comes in at each step."),
            "gated_inputs": by_distance(
                lengths(lstm.inputs)[::-1], "LSTM: gradient to what comes in at each step."
            ),
            "running": Table(
                near, ("terms",), terms, "Length of the sum of the nearest terms, of the whole."
            ),
            "missing": Table(
                missing, ("terms",), terms, "Length of what the nearest terms leave out, of the whole."
            ),
            "share": Table(
                np.cumsum(norms) / norms.sum(), ("terms",), terms, "The nearest terms' share of all lengths."
            ),
            "distances": Table(np.arange(sizes[0]), ("distance",), says="The distances."),
            "total": single(
                float(np.linalg.norm(whole)), "RNN: length of the whole gradient of the shared weight."
            ),
            "nearest": single(norms[0], "Its nearest term."),
            "farthest": single(norms[-1], "Its farthest term."),
            "ratio": single(norms[-1] / norms[0], "Farthest ÷ nearest term."),
            "per_step": single(
                per_step(rnn), "RNN: the factor by which a step back makes the gradient smaller, on average."
            ),
            "gated_per_step": single(per_step(lstm), "LSTM: the same."),
            "needed": single(needed, "So many of the nearest terms come within 1 % of the whole."),
            "first_layer": single(layers[-1], "Deep network: gradient of the first layer's weight."),
            "last_layer": single(layers[0], "Deep network: gradient of the last layer's weight."),
            "layer_ratio": single(layers[-1] / layers[0], "First ÷ last layer."),
            "gated_ratio": single(gates[-1] / gates[0], "LSTM: farthest ÷ nearest term."),
            "gated_needed": single(
                1 + int(np.argmax(gated_missing <= 1 - MOST)),
                "LSTM: the same count, within 1 % of the whole.",
            ),
        }
    )


def networks(
    steps: int, size: int, radius: float, scale: float, forget: float, seed: int
) -> tuple[Network, Network, Network]:
    """An RNN; a deep network, with a weight of its own and an input (its bias) in each layer; an LSTM.

    The recurrent weights of the first two are rotations times the radius, which makes every vector shorter by the same
    factor; the LSTM's is as PyTorch begins it, except that its forget gate is open.
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


def rotation(size: int, rng: np.random.Generator) -> Numbers:
    """An orthogonal matrix by chance."""
    return np.asarray(np.linalg.qr(rng.standard_normal((size, size)))[0], dtype=np.float64)


def backward_rnn(network: Network) -> Gradients:
    """Of h ← tanh(U h + x): back from the last step, the terms kept apart."""
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


def backward_lstm(network: Network) -> Gradients:
    """The same of c ← f ⊙ c + i ⊙ g, h ← o ⊙ tanh c, with the gates i, f, g, o in PyTorch's order; c is 0 at first."""
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


def gates(sums: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """i, f, g and o."""
    i, f, g, o = np.split(sums, 4)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


def sigmoid(x: Numbers) -> Numbers:
    """1 / (1 + exp(−x)), by way of tanh, which never overflows."""
    return np.asarray((1 + np.tanh(x / 2)) / 2)


def per_step(gradients: Gradients) -> float:
    """The geometric mean of the factors between the gradients to one input and to the next."""
    norms = lengths(gradients.inputs)
    return float((norms[0] / norms[-1]) ** (1 / (len(norms) - 1)))


def lengths(arrays: Numbers) -> Numbers:
    """Of each matrix or vector along the first axis."""
    return np.asarray(np.sqrt((arrays.reshape(len(arrays), -1) ** 2).sum(axis=-1)))
