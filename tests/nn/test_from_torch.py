"""`te.from_torch`: PyTorch's modules as trees of steps that compute the same, or a refusal that names the reason."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformer_explore as te
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, prune
from transformer_explore.core.trace import verify

from tests.models import changed as changed_in
from tests.models import scatter
from tests.nn.pytorch import TOLERANCE, assert_equal

pytestmark = [
    pytest.mark.numbers,
    pytest.mark.filterwarnings("ignore:enable_nested_tensor is True:UserWarning"),
]
ACTIVATIONS: list[Any] = ["relu", "gelu", F.relu, nn.GELU(), nn.GELU("tanh"), F.silu, nn.SiLU(), torch.relu]


@pytest.fixture(autouse=True)
def _without_the_fused_path() -> Iterator[None]:
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.no_grad():
        yield
    torch.backends.mha.set_fastpath_enabled(before)


class Drawn:
    """Random sizes, parts and inputs."""

    def __init__(self, seed: int, dtype: torch.dtype) -> None:
        self.generator = torch.Generator().manual_seed(seed)
        self.seed, self.dtype = seed, dtype
        heads = 1 + seed % 4
        self.d_model = heads * self.size(4, 9)  # norms of very few numbers would amplify rounding
        self.batch_first = bool(seed % 2)
        self.options: dict[str, Any] = {
            "nhead": heads,
            "dim_feedforward": self.size(1, 40),
            "activation": ACTIVATIONS[seed % len(ACTIVATIONS)],
            "layer_norm_eps": (1e-5, 1e-3)[seed // 2 % 2],
            "norm_first": bool(seed // 4 % 2),
            "bias": bool(seed // 3 % 2),
            "batch_first": self.batch_first,
            "dropout": 0.3,
            "dtype": dtype,
        }
        self.batch, self.read, self.written = self.size(1, 3), self.size(1, 9), self.size(1, 9)

    def size(self, low: int, high: int) -> int:
        return int(torch.randint(low, high + 1, (), generator=self.generator))

    def vectors(self, count: int) -> Tensor:
        shape = (self.batch, count, self.d_model)
        x = torch.randn(shape, generator=self.generator, dtype=torch.float64).to(self.dtype)
        return x if self.batch_first else x.transpose(0, 1)

    def padding(self, count: int) -> Tensor:
        """True for the last vectors of each text, but never for the first."""
        lengths = torch.randint(1, count + 1, (self.batch, 1), generator=self.generator)
        return torch.arange(count) >= lengths

    def ready(self, module: nn.Module) -> Any:
        scatter(module, self.seed)
        return module.eval()

    def last_norm(self) -> nn.Module | None:
        """A norm with its own ε, or none."""
        with_bias = bool(self.seed % 2)
        return (
            None
            if self.seed % 3 == 0
            else nn.LayerNorm(self.d_model, eps=1e-4, bias=with_bias, dtype=self.dtype)
        )


drawn = pytest.mark.parametrize(
    "drawn",
    [Drawn(seed, dtype) for seed in range(12) for dtype in TOLERANCE],
    ids=lambda drawn: f"{drawn.seed}-{drawn.dtype}".replace("torch.", ""),
)


def forbidden(count: int) -> Tensor:
    """PyTorch's causal mask: true where attention is forbidden."""
    return torch.ones(count, count, dtype=torch.bool).triu(1)


@drawn
def test_nn_transformer_and_ours_compute_the_same(drawn: Drawn) -> None:
    layers = {"num_encoder_layers": 1 + drawn.seed % 3, "num_decoder_layers": 1 + drawn.seed % 2}
    theirs = drawn.ready(nn.Transformer(drawn.d_model, **layers, **drawn.options))
    ours = te.from_torch(theirs)
    source, target = drawn.vectors(drawn.read), drawn.vectors(drawn.written)
    assert_equal(ours(source, target), theirs(source, target, tgt_mask=forbidden(drawn.written)))

    source_padding, target_padding = drawn.padding(drawn.read), drawn.padding(drawn.written)
    expected = theirs(
        source,
        target,
        tgt_mask=forbidden(drawn.written),
        src_key_padding_mask=source_padding,
        tgt_key_padding_mask=target_padding,
        memory_key_padding_mask=source_padding,
    )
    assert_equal(ours(source, target, source_padding, target_padding), expected)


@drawn
def test_nn_transformer_encoder_and_ours_compute_the_same(drawn: Drawn) -> None:
    layer = nn.TransformerEncoderLayer(drawn.d_model, **drawn.options)
    theirs = drawn.ready(nn.TransformerEncoder(layer, 1 + drawn.seed % 3, drawn.last_norm()))
    ours, causal = te.from_torch(theirs), te.from_torch(theirs, causal=True)
    source, padding = drawn.vectors(drawn.read), drawn.padding(drawn.read)
    assert_equal(ours(source), theirs(source))
    assert_equal(ours(source, padding), theirs(source, src_key_padding_mask=padding))
    assert_equal(causal(source), theirs(source, mask=forbidden(drawn.read)))


@drawn
def test_nn_transformer_decoder_and_ours_compute_the_same(drawn: Drawn) -> None:
    layer = nn.TransformerDecoderLayer(drawn.d_model, **drawn.options)
    theirs = drawn.ready(nn.TransformerDecoder(layer, 1 + drawn.seed % 3, drawn.last_norm()))
    ours, without_mask = te.from_torch(theirs), te.from_torch(theirs, causal=False)
    target, memory = drawn.vectors(drawn.written), drawn.vectors(drawn.read)
    padding = drawn.padding(drawn.read)
    expected = theirs(target, memory, tgt_mask=forbidden(drawn.written), memory_key_padding_mask=padding)
    assert_equal(ours(target, memory, memory_padding=padding), expected)
    assert_equal(without_mask(target, memory), theirs(target, memory))


@drawn
def test_a_single_layer_and_ours_compute_the_same(drawn: Drawn) -> None:
    target, memory = drawn.vectors(drawn.written), drawn.vectors(drawn.read)
    encoder = drawn.ready(nn.TransformerEncoderLayer(drawn.d_model, **drawn.options))
    assert_equal(te.from_torch(encoder)(memory), encoder(memory))
    decoder = drawn.ready(nn.TransformerDecoderLayer(drawn.d_model, **drawn.options))
    expected = decoder(target, memory, tgt_mask=forbidden(drawn.written))
    assert_equal(te.from_torch(decoder)(target, memory), expected)


def test_vectors_without_a_batch_axis_and_stacks_of_different_sizes() -> None:
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(12, 3, 20), 1)
    decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(12, 2, 8, activation="gelu"), 2)
    theirs = nn.Transformer(12, 3, custom_encoder=encoder, custom_decoder=decoder).eval()
    scatter(theirs)
    source, target = torch.randn(5, 12), torch.randn(4, 12)
    padding = torch.tensor([False, False, False, True, True])
    expected = theirs(
        source,
        target,
        tgt_mask=forbidden(4),
        src_key_padding_mask=padding,
        memory_key_padding_mask=padding,
    )
    assert_equal(te.from_torch(theirs)(source, target, padding), expected)


# ------------------------------------------------------------------------------------------------ recording
def small() -> Any:
    torch.manual_seed(1)
    return nn.Transformer(8, 2, 1, 2, 12, batch_first=True).eval()


def recorded(model: nn.Module, *inputs: Tensor) -> te.Trace:
    with te.record(model) as recording:
        model(*inputs)
    return recording.trace()


def test_every_step_is_recorded_and_verified_and_an_edited_number_is_found(tmp_path: Path) -> None:
    theirs = small()
    source, target = torch.randn(1, 3, 8), torch.randn(1, 4, 8)
    trace = recorded(te.from_torch(theirs), source, target)
    verdicts = {check.step.name: check.verdict for check in trace.verify()}
    given = {"source.vectors", "target.vectors"}
    assert {name for name, verdict in verdicts.items() if verdict != "same"} == given
    assert {verdicts[name] for name in given} == {"unchecked"}
    assert np.array_equal(trace["target.vectors"], target[0])
    result = theirs(source, target, tgt_mask=forbidden(4))[0]
    assert np.allclose(trace["decoder.norm"], result, atol=1e-6)
    assert [token.text for token in trace.tokens["source"]] == ["1", "2", "3"]
    cross = trace["decoder.layers.1.cross_attention.weights"]
    labels = trace.record.labels(cross.record)
    assert (labels["query"], labels["key"]) == (("1", "2", "3", "4"), ("1", "2", "3"))

    trace.save(tmp_path / "a.json")
    again = te.open(tmp_path / "a.json")
    assert trace.diff(again, tolerance=0).equal
    edited = changed_in(trace.record, "target.vectors", lambda values: values + 1)
    wrong = [check.step.name for check in verify(edited) if check.verdict == "different"]
    assert wrong[:3] == [f"decoder.layers.0.self_attention.{name}" for name in ("query", "key", "value")]


def test_input_vectors_have_no_arithmetic_but_the_numbers_after_them_do() -> None:
    trace = recorded(te.from_torch(small().encoder), torch.randn(1, 3, 8))
    with pytest.raises(te.Problem, match="the model's input"):
        trace.explain("source.vectors", (0, 0))
    query = trace.explain("encoder.layers.0.self_attention.query", (1, 2, 3))
    assert query.expression.value == pytest.approx(query.recorded, abs=1e-6)


@pytest.mark.parametrize("keep", ["lean", "statistics"])
def test_the_ids_of_vectors_are_known_whatever_is_kept(keep: Any) -> None:
    model = te.from_torch(small().encoder)
    with te.record(model, keep) as recording:
        model(torch.randn(1, 3, 8))
        model(torch.randn(1, 2, 8))
    tokens = recording.trace().tokens
    assert {name: len(ids) for name, ids in tokens.items()} == {"source": 3, "source#1": 2}


def test_the_original_does_not_change_and_shares_no_memory() -> None:
    theirs = small().train()
    before = {name: weight.clone() for name, weight in theirs.state_dict().items()}
    state = torch.random.get_rng_state()
    ours = te.from_torch(theirs)
    assert torch.equal(state, torch.random.get_rng_state())
    assert theirs.training and not ours.training
    scatter(ours)
    assert all(torch.equal(weight, before[name]) for name, weight in theirs.state_dict().items())


# ------------------------------------------------------------------------------------------------ refusals
class Own(nn.TransformerEncoderLayer):
    """May compute anything."""


def layer(**options: Any) -> Any:
    return nn.TransformerEncoderLayer(8, 2, 12, **options)


def with_attention(**options: Any) -> nn.Module:
    changed = layer()
    changed.self_attn = nn.MultiheadAttention(8, 2, **options)
    return changed


def changed(change: Callable[[Any], object]) -> nn.Module:
    module = nn.TransformerEncoder(layer(), 2)
    change(module)
    return module


REFUSED: dict[str, tuple[Callable[[], nn.Module], str]] = {
    "another kind": (lambda: nn.Linear(8, 8), "Linear is not supported; from_torch takes nn.Transformer or"),
    "a subclass": (lambda: nn.TransformerEncoder(Own(8, 2), 1), r"layers.0 \(Own\) is not supported"),
    "an activation": (lambda: layer(activation=F.elu), "the activation elu is not supported"),
    "an activation module": (lambda: layer(activation=nn.Tanh()), r"activation \(Tanh\) is not supported"),
    "a function without a name": (
        lambda: layer(activation=lambda x: x),
        "the activation <lambda> is not supported",
    ),
    "float16": (lambda: layer().half(), "float16 is not supported"),
    "bfloat16": (lambda: layer().bfloat16(), "bfloat16 is not supported"),
    "two types": (lambda: changed(lambda m: m.layers[1].double()), "dtype must be the same everywhere"),
    "no numbers": (lambda: layer(device="meta"), r"device meta\) is not supported"),
    "kdim": (lambda: with_attention(kdim=4), "self_attn with kdim or vdim is not supported"),
    "vdim": (lambda: with_attention(vdim=4), "self_attn with kdim or vdim is not supported"),
    "bias_k": (lambda: with_attention(add_bias_kv=True), "self_attn with add_bias_kv is not supported"),
    "a zero key": (lambda: with_attention(add_zero_attn=True), "self_attn with add_zero_attn is not"),
    "a hook": (
        lambda: changed(lambda m: m.layers[1].norm1.register_forward_hook(lambda *_: None)),
        "layers.1.norm1 with hooks is not supported",
    ),
    "a pruned weight": (
        lambda: changed(lambda m: prune.l1_unstructured(m.layers[0].linear1, "weight", 0.5)),
        "layers.0.linear1 with hooks is not supported",
    ),
    "a parametrization": (
        lambda: changed(lambda m: parametrizations.weight_norm(m.layers[0].linear1)),
        r"layers.0.linear1 \(ParametrizedLinear\) is not supported",
    ),
    "custom forward": (
        lambda: changed(lambda m: setattr(m.layers[1], "forward", lambda x: x)),
        "layers.1 with a custom forward method is not supported",
    ),
    "different layers": (
        lambda: changed(lambda m: m.layers.__setitem__(1, layer(norm_first=True))),
        "the parts and sizes of the layers must be the same everywhere",
    ),
    "no layers": (lambda: nn.TransformerEncoder(layer(), 0, nn.LayerNorm(8)), "a stack without layers"),
    "another last norm": (lambda: nn.TransformerEncoder(layer(), 1, nn.RMSNorm(8)), r"norm \(RMSNorm\)"),
    "a bias in one place": (
        lambda: changed(lambda m: m.layers[0].linear2.register_parameter("bias", None)),
        "linear2 that differs in size or bias from the other parts is not supported",
    ),
    "layouts": (
        lambda: nn.Transformer(8, 2, 1, 1, custom_encoder=nn.TransformerEncoder(layer(batch_first=True), 1)),
        "batch_first must be the same everywhere",
    ),
    "an encoder of one's own": (
        lambda: nn.Transformer(8, 2, 1, 1, custom_encoder=nn.Linear(8, 8)),
        r"encoder \(Linear\) is not supported",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_supported_is_refused_by_name(case: str) -> None:
    make, message = REFUSED[case]
    module = make()
    with pytest.raises(te.Problem, match=message) as raised:
        te.from_torch(module)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([torch.randn(1, 3, 7)], r"vectors of shape \[1, 3, 7\] do not fit: use \[position, 8\]"),
        ([torch.randn(8)], r"shape \[8\]"),
        ([torch.randn(1, 0, 8)], r"shape \[1, 0, 8\]"),
        ([torch.randn(1, 3, 8), torch.zeros(1, 2, dtype=torch.bool)], "each of the 1 × 3 vectors"),
        ([torch.randn(1, 3, 8), torch.zeros(1, 3)], "true or false"),
        ([torch.randn(1, 2, 8), torch.tensor([[True, False]])], "starts with padding"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(inputs: list[Tensor], message: str) -> None:
    with pytest.raises(te.Problem, match=message):
        te.from_torch(small().encoder)(*inputs)
