"""The example sentences of the home screen."""

from __future__ import annotations

from ...core.support.localization import N_

FIRST = "我爱你"
EXAMPLES = (
    (FIRST, N_("i love you: the first example")),
    ("猫喜欢狗", N_("three words, three roles")),
    ("老师给学生一本书", N_("who gives what to whom")),
    ("明天他吃鱼", N_("where beam search finds a different order")),
)
