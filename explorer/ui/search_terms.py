"""Common terms for things that have a different name here: "QK" for dot products, 束搜索 for beam search."""

from __future__ import annotations

import re
from unicodedata import normalize

Alternatives = tuple[tuple[str, ...], ...]  # for one typed term; all words of an alternative must be found

WORDS = {  # words in the name of something, "|" between alternatives: what people type to find it
    # attention
    "query": "q, wq, 查询",
    "key": "k, wk, 键",
    "value": "v, wv, 值",
    "output attention": "wo",
    "dot products": "qk, qkt, qk^t, qkᵀ, attention score, attention scores, 注意力分数, 注意力得分, 点积, 内积, 分数",
    "dot products | scaled dot | masked": "score, scores",
    "scaled | scaling": "缩放",
    "weights": "attention map, attention pattern, 权重",
    "attention weights": "注意力权重",
    "attention": "注意力",
    "attention heads": "多头注意力, 多头",
    "heads": "multi-head, multihead, 注意力头",
    "head": "头",
    "concat": "拼接",
    "self attention": "自注意力",
    "cross attention": "encoder-decoder attention, 编码器解码器注意力, 交叉注意力",
    "causal mask": "look-ahead mask, 因果掩码",
    "padding": "pad",
    "padding mask": "填充掩码",
    "mask": "掩码",
    "masked": "遮蔽",
    "cache": "键值缓存",
    # the other parts
    "encoder": "编码器",
    "decoder": "解码器",
    "layer": "层",
    "add norm": "residual, residuals, skip, shortcut, 残差连接, 残差",
    "norm": "normalization, normalisation, layernorm, ln, 层归一化, 归一化",
    "feed-forward": "ffn, mlp, feedforward, feed forward, 前馈网络, 前馈",
    "activation": "激活函数, 激活",
    "tokens": "tokenizer, 词元",
    "embedding": "词嵌入, 嵌入",
    "embedding positions | positional": "encoding, encodings",
    "positions | positional": "位置编码",
    "positions": "positional, position, pe",
    "logits": "unembedding",
    "probabilities": "prediction, 对数概率, 概率",
    "probabilities | weights": "probability, probs",
    # actions
    "off": "no, without, disable, remove, 关闭, 关掉, 去掉",
    "show": "显示",
    "silence": "ablate",
    "decode": "translate, translation, generate, 解码, 翻译",
    "beam": "束搜索, 集束搜索",
    "greedy": "贪心",
    "sample": "temperature, 采样, 温度",
    "compare": "比较",
    "export": "导出",
    "copy": "复制",
    "settings": "设置",
    "dark": "dark mode",
    "light": "light mode, theme",
    "help": "帮助",
    "lessons": "课程",
    "experiments": "实验",
    "training": "训练",
    "quit": "exit, 退出",
}
TERMS = {  # what is typed: the alternatives
    term: tuple(words.split(" | ")) for words, typed in WORDS.items() for term in typed.split(", ")
}
LONGEST = max(len(term.split()) for term in TERMS)  # words
DIGITS = {character: str(number) for number, character in enumerate("一二三四五六七八九", 1)}
NUMBERED = re.compile(r"第?([0-9]+|[一二三四五六七八九])个?(?:注意力)?([层头])")
COUNTED = re.compile(r"\b(layer|head)s? *#? *([0-9]+)")
SPACED = re.compile(r"第 *([0-9]+) *([层头])")
AFTER = re.compile(r"(?<![0-9一二三四五六七八九个])([层头]) *([0-9]+)")  # 层 2, as the program writes it
FILLERS = "的第个了在和与"


def understood(wanted: str) -> list[Alternatives]:
    """What was typed, piece by piece; for each piece the alternatives to search for, as typed first."""
    wanted = COUNTED.sub(r"\1\2", normalize("NFKC", wanted).casefold())
    words = AFTER.sub(r"第\2\1", SPACED.sub(r"第\1\2", wanted)).split()
    pieces: list[Alternatives] = []
    while words:
        count = next((n for n in range(LONGEST, 1, -1) if " ".join(words[:n]) in TERMS), 1)
        piece, words = words[:count], words[count:]
        also = [tuple(each.split()) for each in TERMS.get(" ".join(piece), ())]
        if not also and not piece[0].isascii() and (english := _from_chinese(piece[0])):
            also = [english]
        pieces.append((tuple(piece), *also))
    return pieces


def _from_chinese(text: str) -> tuple[str, ...]:
    """Translates adjacent Chinese terms; empty if one of them is unknown."""
    text = NUMBERED.sub(lambda found: f" {_counted(found[2])}{DIGITS.get(found[1], found[1])} ", text)
    found: list[str] = []
    for part in text.split():
        if part.isascii():
            found += [each for alternative in TERMS.get(part, (part,))[:1] for each in alternative.split()]
            continue
        while part:
            term = next((part[:n] for n in range(len(part), 0, -1) if part[:n] in TERMS), "")
            if not term and part[0] not in FILLERS:
                return ()
            found += TERMS[term][0].split() if term else []
            part = part[len(term) or 1 :]
    return tuple(found)


def _counted(character: str) -> str:
    return "layer" if character == "层" else "head"
