"""Measures recording, compared with other recorders: CPU time of equal work, bare and recorded.

    pip install '.[peers]'
    python benchmarks/peers.py [--tokens 16 128] [--rounds 9] [--peers ours torchlens-trace]

ours               `base` of Vaswani et al. 2017: as many source as target tokens, `core.recording.recording.record`.
transformer-lens   HookedTransformer.run_with_cache. It has only a decoder, so it gets 14 layers with the widths of
                   `base`: in its 6 + 6 layers, `base` multiplies 6 · 12 d² + 6 · 16 d² weights with each token of a
                   pair, as do 14 · 12 d² here. The vocabularies are equal.
torchlens-trace    torchlens.trace, which can record any torch model, on our own model, so that both record the same
                   computation; the fused attention of nn.Transformer would hide most of it.
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
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from transformer_explore.core.running.engine import ENVIRONMENT

QUIET = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
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
    parser.add_argument("--tokens", type=int, nargs="+", default=[16, 128])
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


def base(tokens: int) -> tuple[Any, Any, Any]:
    """Our model, a source and a target; its table of positions is only as long as they are: torchlens stores it."""
    import torch
    from transformer_explore.core.nn.configuration import BASE
    from transformer_explore.core.nn.transformer import build

    source, target = (torch.randint(4, BASE.vocabulary, (1, tokens)) for _ in range(2))
    return build(replace(BASE, longest=tokens), seed=0).eval(), source, target


def ours(tokens: int) -> Contestant:
    from transformer_explore.core.recording.recording import record
    from transformer_explore.core.trace import ModelCard, Token, Trace, save

    model, source, target = base(tokens)
    words = {
        name: tuple(Token(i, str(i)) for i in ids[0].tolist())
        for name, ids in (("source", source), ("target", target))
    }

    def recorded() -> Any:
        with record(model, source=source, target=target) as recording:
            model(source, target)
        return recording

    def export(recording: Any, path: Path) -> None:
        card = ModelCard("base", "transformer", model.configuration.as_dict(), "")
        save(Trace(card, {}, words, recording.steps()), path, compact=True)

    return Contestant(
        bare=lambda: model(source, target),
        record=recorded,
        tensors=lambda recording: [step.values for step in recording.steps()],
        export=export,
        exported_with="trace.save(…, compact=True), one JSON file",
    )


def transformer_lens(tokens: int) -> Contestant:
    import torch
    from transformer_explore.core.nn.configuration import BASE
    from transformer_lens import HookedTransformer, HookedTransformerConfig

    model = HookedTransformer(
        HookedTransformerConfig(
            n_layers=14,
            d_model=BASE.d_model,
            n_heads=BASE.heads,
            d_head=BASE.d_model // BASE.heads,
            d_mlp=BASE.d_ff,
            d_vocab=BASE.vocabulary,
            n_ctx=tokens,
            act_fn="relu",
            normalization_type="LN",
            device="cpu",
            seed=0,
        )
    ).eval()
    ids = torch.randint(4, BASE.vocabulary, (1, tokens))

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


def torchlens_trace(tokens: int) -> Contestant:
    import torch
    import torchlens

    model, source, target = base(tokens)
    return Contestant(
        bare=lambda: model(source, target),
        record=lambda: torchlens.trace(model, [source, target]),
        tensors=lambda trace: [op.out for op in trace.saved_ops if isinstance(op.out, torch.Tensor)],
        export=lambda trace, path: trace.save(path),
        exported_with="trace.save(), a folder",
    )


def torchlens_record(tokens: int) -> Contestant:
    import torchlens

    model, source, target = base(tokens)
    return Contestant(
        bare=lambda: model(source, target),
        record=lambda: torchlens.record(model, [source, target], default_op=True),
        tensors=lambda recording: [
            record.ram_payload for record in recording.records if record.ram_payload is not None
        ],
        export=None,
        exported_with="nothing: it can only write while it records",
    )


PEERS: dict[str, tuple[str, Callable[[int], Contestant]]] = {
    "ours": ("transformer-explore", ours),
    "transformer-lens": ("transformer-lens", transformer_lens),
    "torchlens-trace": ("torchlens", torchlens_trace),
    "torchlens-record": ("torchlens", torchlens_record),
}

if __name__ == "__main__":
    main()
