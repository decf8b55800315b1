"""Measures recording, compared with other recorders: CPU time of equal work, bare and recorded.

    pip install '.[peers]'
    python benchmarks/peers.py [--tokens 16 128 512] [--rounds 9] [--peers ours torchlens-trace]

Every contestant runs a model of the size of GPT-2 small (12 layers, 12 heads, d_model 768, 50,257 tokens) with random
weights on the same number of tokens:

ours               our decoder-only model, `core.recording.recording.record`.
transformer-lens   HookedTransformer.run_with_cache.
nnsight            the GPT-2 of transformers in NNsight, every part saved; eager attention, which also returns its
                   weights.
torchlens-trace    torchlens.trace, which can record any torch model, on our own model, so that both record the same
                   computation.
torchlens-record   torchlens.record on the same model, its lightweight mode: outputs without the graph.

All run with their default options, without gradients, on one thread, each in a separate process with the allocator
settings of the engine's worker, `core/running/engine.py`. Bare and recorded runs alternate, A B A B …, after two rounds
that are not counted, with garbage collection in between. The cost of recording is the median of the ratios within a
round. torchlens leaves its wrappers on torch's functions after its first run, so its bare runs go through them too.

"records" and "MiB" count the tensors that are available afterwards; tensors that share memory count once. Export is
the CPU time of writing a new recording to a file, as the median ratio to a bare run before it; ours includes
`Recording.steps`, which determines names and sources. Part of it is the kernel's, and depends on what else the machine
writes.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from transformer_explore.core.running.engine import ENVIRONMENT

QUIET = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
LAYERS, HEADS, WIDTH, VOCABULARY = 12, 12, 768, 50257  # of GPT-2 small
ROW = "{:<17} {:>8} {:>6} {:>8} {:>7} {:>8} {:>9} {:>12}  {}"


@dataclass(frozen=True)
class Contestant:
    """A recorder and a run to record.

    Attributes:
        bare, record: run the model; `record` returns the recording.
        tensors: of a recording, torch's or NumPy's.
        export: makes a file or a folder of a recording, if it can.
        exported_with: how it does that, for the table.
    """

    bare: Callable[[], object]
    record: Callable[[], Any]
    tensors: Callable[[Any], Iterable[Any]]
    export: Callable[[Any, Path], object] | None
    exported_with: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, nargs="+", default=[16, 128, 512])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--alone", choices=PEERS, help=argparse.SUPPRESS)  # how this script calls itself
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measured(options.alone, options.tokens[0], options.rounds)))
        return
    names = (
        "peer",
        "version",
        "tokens",
        "records",
        "MiB",
        "bare ms",
        "rec/bare",
        "export/bare",
        "exported with",
    )
    print(ROW.format(*names))
    for peer in options.peers:
        for tokens in options.tokens:
            if not report(peer, tokens, options.rounds):
                break


def report(peer: str, tokens: int, rounds: int) -> bool:
    """Prints a row of the table; returns whether it could be measured."""
    command = [sys.executable, __file__, "--alone", peer, "--tokens", str(tokens), "--rounds", str(rounds)]
    done = subprocess.run(command, env=os.environ | QUIET | ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        print(f"{peer:<17} failed: {(done.stderr.strip() or 'no message').splitlines()[-1]}", flush=True)
        return False
    row = json.loads(done.stdout.splitlines()[-1])
    if "missing" in row:
        print(f"{peer:<17} {row['missing']} is not installed: pip install '.[peers]'", flush=True)
        return False
    export = "–" if row["export"] is None else f"{row['export']:.2f}"
    print(
        ROW.format(
            peer,
            row["version"],
            tokens,
            row["records"],
            f"{row['mebibytes']:.1f}",
            f"{row['bare_ms']:.1f}",
            f"{row['recorded']:.3f}",
            export,
            row["exported_with"],
        ),
        flush=True,
    )
    return True


def measured(peer: str, tokens: int, rounds: int) -> dict[str, object]:
    """The contents of a row, or the missing module."""
    package, make = PEERS[peer]
    warnings.simplefilter("ignore")
    import torch

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch.manual_seed(0)
    try:
        contestant = make(tokens)
    except ModuleNotFoundError as error:
        if (error.name or "").replace("_", "-") != package:
            raise
        return {"missing": package}
    pairs = [(seconds(contestant.bare)[0], seconds(contestant.record)[0]) for _ in range(rounds + 2)][2:]
    bare = statistics.median(bare for bare, _ in pairs)
    recording = contestant.record()
    memory = {address(tensor): tensor.nbytes for tensor in contestant.tensors(recording)}
    return {
        "version": version(package),
        "records": len(memory),
        "mebibytes": sum(memory.values()) / 2**20,
        "bare_ms": bare * 1000,
        "recorded": statistics.median(recorded / bare for bare, recorded in pairs),
        "export": contestant.export and exported(contestant, contestant.export),
        "exported_with": contestant.exported_with,
    }


def seconds(run: Callable[[], Any]) -> tuple[float, Any]:
    """The CPU time of a call, and its result."""
    gc.collect()
    began = time.process_time()
    result = run()
    return time.process_time() - began, result


def exported(contestant: Contestant, export: Callable[[Any, Path], object]) -> float:
    """The median of five ratios of exporting a new recording to a bare run."""
    ratios = []
    for _ in range(5):
        bare, _ = seconds(contestant.bare)
        recording = contestant.record()
        with tempfile.TemporaryDirectory() as folder:
            spent, _ = seconds(partial(export, recording, Path(folder) / "recording"))
        ratios.append(spent / bare)
    return statistics.median(ratios)


def address(tensor: Any) -> tuple[int, tuple[int, ...]]:
    """Identifies the memory of a tensor: equal for two names of the same tensor."""
    where = tensor.data_ptr() if hasattr(tensor, "data_ptr") else tensor.__array_interface__["data"][0]
    return where, tuple(tensor.shape)


def gpt2(tokens: int) -> tuple[Any, Any]:
    """Our model in the size of GPT-2 small, and ids; its table of positions is only as long as the text: torchlens
    stores it."""
    import torch
    from transformer_explore.core.nn.decoder_only import DecoderOnly
    from transformer_explore.core.nn.stack import DecoderConfiguration, EmbeddingParts, paper_stack

    stack = paper_stack(
        LAYERS,
        WIDTH,
        HEADS,
        4 * WIDTH,
        residual="pre-norm",
        last_norm="norm",
        activation="gelu-tanh",
        query_bias=True,
        output_bias=True,
    )
    embedding = EmbeddingParts(vocabulary=VOCABULARY, longest=tokens, positions="learned")
    model = DecoderOnly(DecoderConfiguration(embedding=embedding, decoder=stack)).eval()
    return model, torch.randint(VOCABULARY, (1, tokens))


def ours(tokens: int) -> Contestant:
    from transformer_explore.core.recording.recording import record
    from transformer_explore.core.trace import ModelCard, Token, Trace, save

    model, ids = gpt2(tokens)
    words = {"source": tuple(Token(i, str(i)) for i in ids[0].tolist())}

    def recorded() -> Any:
        with record(model, source=ids) as recording:
            model(ids)
        return recording

    def export(recording: Any, path: Path) -> None:
        card = ModelCard("gpt2", "decoder", model.configuration.as_dict(), "")
        save(Trace(card, {}, words, recording.steps()), path, compact=True)

    return Contestant(
        bare=lambda: model(ids),
        record=recorded,
        tensors=lambda recording: [step.values for step in recording.steps()],
        export=export,
        exported_with="trace.save(…, compact=True), one JSON file",
    )


def transformer_lens(tokens: int) -> Contestant:
    import torch
    from transformer_lens import HookedTransformer, HookedTransformerConfig

    model = HookedTransformer(
        HookedTransformerConfig(
            n_layers=LAYERS,
            d_model=WIDTH,
            n_heads=HEADS,
            d_head=WIDTH // HEADS,
            d_mlp=4 * WIDTH,
            d_vocab=VOCABULARY,
            n_ctx=tokens,
            act_fn="gelu_new",
            normalization_type="LN",
            device="cpu",
            seed=0,
        )
    ).eval()
    ids = torch.randint(VOCABULARY, (1, tokens))

    def recorded() -> Any:
        logits, cache = model.run_with_cache(ids)
        logits.log_softmax(-1)
        return cache

    return Contestant(
        bare=lambda: model(ids).log_softmax(-1),
        record=recorded,
        tensors=lambda cache: cache.values(),
        export=lambda cache, path: torch.save(cache.cache_dict, path),
        exported_with="torch.save(cache.cache_dict)",
    )


def nnsight(tokens: int) -> Contestant:
    import torch
    from nnsight import NNsight
    from transformers import GPT2Config, GPT2LMHeadModel

    sizes = GPT2Config(
        n_layer=LAYERS,
        n_embd=WIDTH,
        n_head=HEADS,
        vocab_size=VOCABULARY,
        n_positions=tokens,
        attn_implementation="eager",
        use_cache=False,
    )
    original = GPT2LMHeadModel(sizes).eval()
    model = NNsight(original)
    ids = torch.randint(VOCABULARY, (1, tokens))
    parts = ("ln_1", "attn.c_attn", "attn.c_proj", "attn", "ln_2", "mlp.c_fc", "mlp.act", "mlp.c_proj", "mlp")
    names = ["transformer.wte", "transformer.wpe"]  # in the order in which they run, as nnsight requires
    for layer in range(LAYERS):
        names += [*(f"transformer.h.{layer}.{part}" for part in parts), f"transformer.h.{layer}"]
    names += ["transformer.ln_f", "lm_head"]

    def recorded() -> Any:
        found: list[Any] = []
        with model.trace(ids, output_attentions=True):
            for name in names:
                found.append(model.get(name).output.save())
            model.output.logits.log_softmax(-1)
        return found

    return Contestant(
        bare=lambda: original(ids, output_attentions=True).logits.log_softmax(-1),
        record=recorded,
        tensors=lambda found: [tensor for each in found for tensor in _tensors(each)],
        export=torch.save,
        exported_with="torch.save(outputs)",
    )


def _tensors(output: Any) -> list[Any]:
    """The tensors of a module's output, which may be a tuple."""
    import torch

    parts = output if isinstance(output, tuple) else (output,)
    return [part for part in parts if isinstance(part, torch.Tensor)]


def torchlens_trace(tokens: int) -> Contestant:
    import torch
    import torchlens

    model, ids = gpt2(tokens)
    return Contestant(
        bare=lambda: model(ids),
        record=lambda: torchlens.trace(model, [ids]),
        tensors=lambda trace: [op.out for op in trace.saved_ops if isinstance(op.out, torch.Tensor)],
        export=lambda trace, path: trace.save(path),
        exported_with="trace.save(), a folder",
    )


def torchlens_record(tokens: int) -> Contestant:
    import torchlens

    model, ids = gpt2(tokens)
    return Contestant(
        bare=lambda: model(ids),
        record=lambda: torchlens.record(model, [ids], default_op=True),
        tensors=lambda recording: [
            record.ram_payload for record in recording.records if record.ram_payload is not None
        ],
        export=None,
        exported_with="nothing: it can only write while it records",
    )


PEERS: dict[str, tuple[str, Callable[[int], Contestant]]] = {
    "ours": ("transformer-explore", ours),
    "transformer-lens": ("transformer-lens", transformer_lens),
    "nnsight": ("nnsight", nnsight),
    "torchlens-trace": ("torchlens", torchlens_trace),
    "torchlens-record": ("torchlens", torchlens_record),
}

if __name__ == "__main__":
    main()
