"""The constructions: Chinese patterns and their English translations. Importing them fills the grammar.

The order matters: words and phrases come before actions and states, and these before the sentences built with them.
"""

import gc
from importlib import import_module

WORDS = ("words", "amounts", "times", "phrases", "verbs", "settings", "relatives")
ORDER = {
    # actions and states
    "actions": "看书, 去北京, 把门打开",
    "results": "看完, 找到, 学会, 学了三年, 去过两次",
    "states": "喜欢猫, 认识他, 住在北京",
    "moving": "坐公共汽车, 回家, 进去, 来自中国",
    "studying": "教我汉语, 认识汉字, 把句子翻译成英文",
    # sentences
    "sentences": "statement, negation, 昨天 …, 明天 …, 会, 想, 常常",
    "describing": "我很好, 茶太热了",
    "comparing": "我比你高, 一样高, 没有你高, 最高",
    "having": "我有猫, 桌子上有书",
    "placing": "书在桌子上, 我在学校看书, 请把书放在桌子上",
    "giving": "给老师一本书, 给妈妈买书",
    "naming": "红色的苹果, 这是我的书, 她是老师",
    "dates": "现在三点, 今天星期一, 我三十岁, 生日, 第一",
    "joining": "猫和狗, 我觉得 …",
    "aspects": "要 … 了, 不 … 了, 着, 又, 再, 还, 先 … 再, 可能",
    "manners": "他说得很好, 对身体好",
    "moments": "… 的时候, 以前, 以后, 从 … 到 …, 多长时间, 几次, 是 … 的",
    "commands": "别走, 请坐, 我们走吧",
    # about people
    "meeting": "我叫小明, 你是哪国人, 大家好",
    "family": "我家有三口人, 我和妈妈, 妈妈让我 …, 我生病了",
    "acquaintances": "他说 …, 谁有 …, 茶还是咖啡",
    # questions and topics
    "questions": "什么, 谁, 哪儿, 哪, 为什么, 怎么, 什么时候",
    "prices": "多少钱, 三十块, 一公斤苹果",
    "judging": "太贵了, 好吃吗, 这个怎么样",
    "counting": "几本书, 多少茶",
    "kinds": "什么书, 什么颜色",
    "owning": "我的, 你的比我的贵",
    "choosing": "红色的, 最便宜的, 这个, 两个",
    "wanting": "我要买书, 给我一个苹果",
    "food": "我要一杯茶, 晚饭吃什么",
    "weather": "今天很冷, 下雨了",
    "courtesies": "谢谢你, 对不起 …, 请问 …, 你呢",
    "people": "有人, 没有人, 是的 …, 不 …, 多喝水",
    "travel": "学校离我家很远, 去图书馆怎么走, 左边",
    "situations": "很累, 不想工作, 下雨了",
    "reasons": "因为 … 所以",
    "contrasts": "虽然 … 但是, 我喜欢猫但是不喜欢狗",
    "conditions": "如果 … 就",
    "hopes": "希望",
    "knowing": "我不知道他在哪儿, 这个字怎么写, 你怎么了",
    "remarks": "我也不去, 我一直很忙, 他会来吧; 我饿了我想吃饭",
    "everyday": "我们学校, 我是来学习的, 这个怎么卖",
    "learning": "这个词是什么意思, 说得对, 机器学习很有意思",
}
"""The modules with constructions, each with what it is about; a new one is added here."""

_collecting = gc.isenabled()
gc.disable()  # everything that is created here stays; collecting would take a third of the time
for _module in (*(f"..{_word}" for _word in WORDS), *(f".{_name}" for _name in ORDER)):
    import_module(_module, __name__)
if _collecting:
    gc.enable()
