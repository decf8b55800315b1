"""The example sentences of the home screen."""

from __future__ import annotations

from ...core.support.localization import N_, _
from .strings import BEAM, DECODE

FIRST = "我爱你"
EXAMPLES = (
    (FIRST, N_("i love you: the first example")),
    ("猫喜欢狗", N_("three words, three roles")),
    ("老师给学生一本书", N_("who gives what to whom")),
    ("明天她看书", N_("beam search finds another order ({decode}, then {beam})")),
)


def about(text: str) -> str:
    """What an example is an example of; "" for other texts."""
    return _(dict(EXAMPLES).get(text, ""), decode=DECODE, beam=BEAM)
