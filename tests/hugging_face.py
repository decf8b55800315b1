"""Small folders as `transformers` writes them: random weights and a tokenizer."""

from functools import cache
from pathlib import Path
from typing import Any

import torch

TEXT = ("the cat sat on the mat", "the cats are sitting on the mats", "我爱你", "我喜欢猫", "a\n\tb  c")

SIZES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "gpt2": ("GPT2Config", "GPT2LMHeadModel", {"n_embd": 8, "n_layer": 2, "n_head": 2, "n_positions": 16}),
    "llama": (
        "LlamaConfig",
        "LlamaForCausalLM",
        {
            "hidden_size": 8,
            "intermediate_size": 12,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 32,
        },
    ),
    "bert": (
        "BertConfig",
        "BertForPreTraining",
        {
            "hidden_size": 8,
            "intermediate_size": 12,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "max_position_embeddings": 32,
        },
    ),
    "marian": (
        "MarianConfig",
        "MarianMTModel",
        {
            "d_model": 8,
            "encoder_layers": 2,
            "decoder_layers": 1,
            "encoder_attention_heads": 2,
            "decoder_attention_heads": 4,
            "encoder_ffn_dim": 12,
            "decoder_ffn_dim": 16,
            "max_position_embeddings": 32,
            "activation_function": "swish",
        },
    ),
    "t5": (
        "T5Config",
        "T5ForConditionalGeneration",
        {"d_model": 8, "d_kv": 6, "d_ff": 12, "num_layers": 2, "num_decoder_layers": 1, "num_heads": 2},
    ),
}
SIZES["mistral"] = ("MistralConfig", "MistralForCausalLM", SIZES["llama"][2])
SIZES["qwen2"] = ("Qwen2Config", "Qwen2ForCausalLM", SIZES["llama"][2])
FAMILIES = tuple(sorted(SIZES))


@cache
def _transformers() -> Any:
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return transformers


def random_model(model_type: str, seed: int = 0, head: str = "", **settings: Any) -> Any:
    """A model of `transformers` with random weights; every number of a different value.

    Args:
        head: the class of the model, if it is not the usual one.
        settings: of its configuration, in place of those in SIZES.
    """
    transformers = _transformers()
    configuration, usual, sizes = SIZES[model_type]
    vocabulary = {"vocab_size": 300}
    if model_type == "marian":
        vocabulary |= {"pad_token_id": 299, "decoder_start_token_id": 299}
    made = getattr(transformers, configuration)(**(vocabulary | sizes | settings))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = getattr(transformers, head or usual)(made).eval()
        with torch.no_grad():
            for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
                if name == "final_logits_bias" or (
                    isinstance(tensor, torch.nn.Parameter) and tensor.requires_grad
                ):
                    tensor.normal_(std=0.3)
    return model


def byte_level() -> Any:
    """A tokenizer like GPT-2's."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=280,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(TEXT, trainer)
    return made


def word_piece() -> Any:
    """A tokenizer like BERT's."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    words = (
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "the",
        "cat",
        "##s",
        "sat",
        "on",
        "mat",
        "我",
        "爱",
        "你",
    )
    made = Tokenizer(models.WordPiece({word: id for id, word in enumerate(words)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    made.add_special_tokens(list(words[:5]))
    return made


def sentence_piece() -> Any:
    """A tokenizer like Llama's: spaces are "▁", and characters without a token become bytes."""
    from tokenizers import Tokenizer, decoders, models, normalizers, processors

    pieces = [
        "<unk>",
        "<s>",
        "</s>",
        *(f"<0x{byte:02X}>" for byte in range(256)),
        "▁",
        *"thecasonm",
        "th",
        "the",
        "▁the",
    ]
    merges = [("t", "h"), ("th", "e"), ("▁", "the")]
    made = Tokenizer(
        models.BPE(
            {piece: id for id, piece in enumerate(pieces)}, merges, unk_token="<unk>", byte_fallback=True
        )
    )
    made.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    made.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    made.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    made.add_special_tokens(["<unk>", "<s>", "</s>"])
    return made


def unigram(*special: str) -> Any:
    """A tokenizer like T5's and Marian's: "</s>" ends a text, and characters without a token become bytes.

    Args:
        special: the first tokens, in the order of their ids.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

    pieces = [*special, *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *"thecasonm", "▁the", "▁cat", "at"]
    scored = [(piece, 0.0 if number < len(special) else -2.0) for number, piece in enumerate(pieces)]
    made = Tokenizer(models.Unigram(scored, unk_id=pieces.index("<unk>"), byte_fallback=True))
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()])
    end = pieces.index("</s>")
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", end)])
    made.add_special_tokens(list(special))
    return made


def like_t5() -> Any:
    return unigram("<pad>", "</s>", "<unk>")


def like_marian() -> Any:
    """Its padding is the last row of the embedding matrix, which random_model says, without a token."""
    return unigram("</s>", "<unk>")


TOKENIZERS: dict[str, tuple[Any, dict[str, str]]] = {
    "marian": (like_marian, {"unk_token": "<unk>", "eos_token": "</s>"}),
    "t5": (like_t5, {"unk_token": "<unk>", "eos_token": "</s>", "pad_token": "<pad>"}),
    "gpt2": (byte_level, {"eos_token": "<|endoftext|>", "bos_token": "<|endoftext|>"}),
    "qwen2": (byte_level, {"eos_token": "<|endoftext|>"}),
    "bert": (
        word_piece,
        {
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
    ),
}
LIKE_LLAMA = (sentence_piece, {"unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"})


def write_tokenizer(folder: Path, model_type: str) -> None:
    """Writes a tokenizer that suits a family."""
    make, special = TOKENIZERS.get(model_type, LIKE_LLAMA)
    _transformers().PreTrainedTokenizerFast(tokenizer_object=make(), **special).save_pretrained(folder)


def write(folder: Path, model_type: str, model: Any = None, **saving: Any) -> Any:
    """Writes a model and a tokenizer, and returns the model.

    Args:
        saving: arguments of `save_pretrained`, such as `max_shard_size`.
    """
    model = model or random_model(model_type)
    model.save_pretrained(folder, **saving)
    write_tokenizer(folder, model_type)
    return model
