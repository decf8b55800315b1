"""The words that people use for what has another name here: "QK" for dot products, 束搜索 for beam search."""

from __future__ import annotations

import re
from unicodedata import normalize

Alternatives = tuple[tuple[str, ...], ...]  # of one thing that was typed: words of which all must be found

OFF, SHOW = ("off",), ("show",)
TERMS: dict[str, tuple[str, ...]] = {  # what is typed: by which words it is found here
    # attention
    "q": ("query",),
    "k": ("key",),
    "v": ("value",),
    "wq": ("query",),
    "wk": ("key",),
    "wv": ("value",),
    "wo": ("output attention",),
    "qk": ("dot products",),
    "qkt": ("dot products",),
    "qk^t": ("dot products",),
    "qkᵀ": ("dot products",),
    "score": ("dot products", "scaled dot", "masked"),
    "scores": ("dot products", "scaled dot", "masked"),
    "attention score": ("dot products",),
    "attention scores": ("dot products",),
    "attention map": ("weights",),
    "attention pattern": ("weights",),
    "multi-head": ("heads",),
    "multihead": ("heads",),
    "encoder-decoder attention": ("cross attention",),
    "look-ahead mask": ("causal mask",),
    "pad": ("padding",),
    # the other parts
    "residual": ("add norm",),
    "residuals": ("add norm",),
    "skip": ("add norm",),
    "shortcut": ("add norm",),
    "normalization": ("norm",),
    "normalisation": ("norm",),
    "layernorm": ("norm",),
    "ln": ("norm",),
    "ffn": ("feed-forward",),
    "mlp": ("feed-forward",),
    "feedforward": ("feed-forward",),
    "feed forward": ("feed-forward",),
    "positional": ("positions",),
    "position": ("positions",),
    "encoding": ("embedding positions", "positional"),
    "encodings": ("embedding positions", "positional"),
    "pe": ("positions",),
    "unembedding": ("logits",),
    "probability": ("probabilities", "weights"),
    "probs": ("probabilities", "weights"),
    "prediction": ("probabilities",),
    "tokenizer": ("tokens",),
    # actions
    "no": OFF,
    "without": OFF,
    "disable": OFF,
    "remove": OFF,
    "ablate": ("silence",),
    "translate": ("decode",),
    "translation": ("decode",),
    "generate": ("decode",),
    "temperature": ("sample",),
    "dark mode": ("dark",),
    "light mode": ("light",),
    "theme": ("light",),
    "exit": ("quit",),
    # in Chinese
    "编码器解码器注意力": ("cross attention",),
    "多头注意力": ("attention heads",),
    "自注意力": ("self attention",),
    "交叉注意力": ("cross attention",),
    "注意力权重": ("attention weights",),
    "注意力分数": ("dot products",),
    "注意力得分": ("dot products",),
    "注意力头": ("heads",),
    "注意力": ("attention",),
    "因果掩码": ("causal mask",),
    "填充掩码": ("padding mask",),
    "掩码": ("mask",),
    "遮蔽": ("masked",),
    "编码器": ("encoder",),
    "解码器": ("decoder",),
    "查询": ("query",),
    "键值缓存": ("cache",),
    "键": ("key",),
    "值": ("value",),
    "点积": ("dot products",),
    "内积": ("dot products",),
    "分数": ("dot products",),
    "缩放": ("scaled", "scaling"),
    "权重": ("weights",),
    "拼接": ("concat",),
    "残差连接": ("add norm",),
    "残差": ("add norm",),
    "层归一化": ("norm",),
    "归一化": ("norm",),
    "前馈网络": ("feed-forward",),
    "前馈": ("feed-forward",),
    "激活函数": ("activation",),
    "激活": ("activation",),
    "位置编码": ("positions", "positional"),
    "词嵌入": ("embedding",),
    "嵌入": ("embedding",),
    "词元": ("tokens",),
    "对数概率": ("probabilities",),
    "概率": ("probabilities",),
    "束搜索": ("beam",),
    "集束搜索": ("beam",),
    "贪心": ("greedy",),
    "采样": ("sample",),
    "温度": ("sample",),
    "解码": ("decode",),
    "翻译": ("decode",),
    "比较": ("compare",),
    "导出": ("export",),
    "复制": ("copy",),
    "设置": ("settings",),
    "帮助": ("help",),
    "课程": ("lessons",),
    "实验": ("experiments",),
    "训练": ("training",),
    "退出": ("quit",),
    "关闭": OFF,
    "关掉": OFF,
    "去掉": OFF,
    "显示": SHOW,
    "头": ("head",),
    "层": ("layer",),
}
LONGEST = max(len(term.split()) for term in TERMS)  # words
DIGITS = {character: str(number) for number, character in enumerate("一二三四五六七八九", 1)}
NUMBERED = re.compile(r"第?([0-9]+|[一二三四五六七八九])个?(?:注意力)?([层头])")
COUNTED = re.compile(r"\b(layer|head)s? *#? *([0-9]+)")
FILLERS = "的第个了在和与"


def understood(wanted: str) -> list[Alternatives]:
    """What somebody typed, piece by piece; for each piece the ways to find it, as typed first."""
    words = COUNTED.sub(r"\1\2", normalize("NFKC", wanted).casefold()).split()
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
