"""A program that uses the public API as a user would. Type checkers check it; see test_types.py."""

from typing import assert_type

import numpy as np
import torch
import transformer_explore as te
from torch import nn

model = te.load("zh-en", device="cpu")
trace = model.run("我爱你", strategy=te.Beam(beams=2), interventions=["no-scaling"])
weights = trace["encoder.layers.0.self_attention.weights"]
array = np.asarray(weights)

assert_type(model, te.Model)
assert_type(trace, te.Trace)
assert_type(weights, te.Step)
assert_type(weights.shape, tuple[int, ...])
assert_type(array.ndim, int)
assert_type(trace.explain(weights, (0, 1, 2)).recorded, float)
assert_type([check.verdict for check in trace.verify()], list[str])
assert_type(trace.diff(te.open("a.json"), tolerance=0).equal, bool)
assert_type([step.name for step in trace], list[str])
trace.save("a.safetensors")

encoder = te.from_torch(nn.TransformerEncoderLayer(8, 2, 16))
with te.record(encoder) as recording:
    encoder(torch.zeros(3, 8))
assert_type(recording.trace(), te.Trace)
