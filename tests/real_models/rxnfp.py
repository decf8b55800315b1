"""Converts the pickle of rxnfp into a folder that can be opened."""

from pathlib import Path
from typing import Any

import orjson
import torch

SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
PARTS = r"%\([0-9]{2}\)|%[0-9]{2}|\[[^\]]+\]|Br?|Cl?|>>|~|[A-Za-z]|[0-9]|[^\s]"
"""How a reaction in the notation SMILES is split into words."""


def convert(stored: Path, folder: Path) -> Path:
    """Writes weights, configuration and tokenizer of a pickled BERT to a new folder, and returns it.

    The pickle may hold nothing but tensors: `weights_only`.
    """
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForPreTraining, PreTrainedTokenizerFast

    settings: dict[str, Any] = orjson.loads((stored / "config.json").read_bytes())
    words = (stored / "vocab.txt").read_text(encoding="utf-8").split("\n")
    model = BertForPreTraining(BertConfig(**settings))
    weights = torch.load(stored / "pytorch_model.bin", map_location="cpu", weights_only=True)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert set(missing) <= {"bert.embeddings.position_ids", "cls.predictions.decoder.bias"}, missing
    assert set(unexpected) <= {"bert.embeddings.position_ids"}, unexpected
    model.save_pretrained(folder)
    ids = {word: id for id, word in enumerate(words) if word}
    made = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(PARTS), "isolated")]
    )
    begin, end = ids["[CLS]"], ids["[SEP]"]
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", begin), ("[SEP]", end)],
    )
    PreTrainedTokenizerFast(tokenizer_object=made, **SPECIAL).save_pretrained(folder)
    return folder
