"""Prices: 多少钱, 三十块, 一公斤苹果, and how much money somebody has."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number, unit_of
from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..lexicon import NOUNS
from ..phrases import counted
from ..predicates import Clause, acts, be
from ..rules import any_of, construction, one_of, rule
from ..tables.world import POINTERS
from ..words import Counted, Nominal, Phrase, Word, this

# what costs a few yuan, tens, hundreds …
PRICES = """
1  苹果 香蕉 橙子 鸡蛋 面包 米饭 面条 饺子 茶 咖啡 水 牛奶 果汁 啤酒 报纸 笔 铅笔
2  西瓜 蛋糕 羊肉 菜 书 小说 词典 杯子 雨伞 球 帽子 花 鱼
3  毛衣 衣服 鞋 书包 外套 椅子 票 火车票 垫子
4  手表 桌子 自行车 床 机票
5  手机 电脑 电视 沙发
"""
GOODS = {size: nouns for size, *nouns in map(str.split, PRICES.strip().splitlines())}
CHEAP = ("1", "2")


@rule("goods.many", *(f"noun:noun.{noun}" for noun in GOODS["1"] if NOUNS[noun].plural))
def the_goods(noun: Nominal) -> Phrase:
    """苹果 → the apples"""
    return Phrase(noun.heads, "they", say("the", noun.at) + noun.many)


@rule("this.thing", "pointer 个")
def this_thing(pointer: Word, 个: At) -> Phrase:
    """这个 → this"""
    return this(pointer, 个)


@rule("this.thing", "pointer 些", weight=0.3)
def these_things(pointer: Word, 些: At) -> Phrase:
    """这些 → these"""
    return Phrase((), "they", say(POINTERS[pointer.chinese][1], pointer.at + 些))


for _noun in (noun for nouns in GOODS.values() for noun in nouns):
    for _measure in filter(None, NOUNS[_noun].measures):
        rule(f"two.{_noun}", f"number:number.两|number.三 measure:measure.{_measure} nominal:noun.{_noun}")(
            counted
        )
        rule("a.piece", f"nominal:noun.{_noun} 多少钱 number:number.一 measure:measure.{_measure}")(counted)

for _size, _nouns in GOODS.items():
    _unseen = [noun for noun in _nouns if _size != "1" or not NOUNS[noun].plural]
    _some = {f"pointed.{noun}": 3.0 for noun in _nouns} | {f"plain.{noun}": 1.0 for noun in _unseen}
    if _size != "1":
        _some |= {f"owned.{noun}": 0.5 for noun in _nouns}
    if _size in (*CHEAP, "3"):
        _some |= {f"one.{noun}": 0.5 for noun in _nouns} | {f"two.{noun}": 0.3 for noun in _nouns}
    any_of(f"goods.{_size}", _some | ({"goods.many": 8.0} if _size == "1" else {}))
one_of("goods", {f"goods.{size}": 1 for size in GOODS} | {"this.thing": 1})


@clause(
    "price",
    *(f"what:goods.{size} price:price.{size}" for size in GOODS),
    "what:this.thing price",
    weight=1,
    asked=0.1,
)
@clause("price", *(f"what:goods.{size} 是 price:price.{size}" for size in GOODS), weight=0.3, asked=0.1)
def costs(what: Phrase, price: English, 是: At = ()) -> Clause:
    """这本书三十块 → this book costs thirty yuan, or this book is thirty yuan"""
    at = 是 or unit_of(price)
    return Clause(what, acts("cost", at) + price, others=((0.4, be(at, price)),))


@construction("price", "what:goods 多少钱", weight=1.2)
def how_much(what: Phrase, 多少钱: At) -> English:
    """这本书多少钱 → how much is this book ?, or how much does this book cost ?"""
    clause = Clause(what, be(多少钱, NOTHING), others=((0.5, acts("cost", 多少钱)),))
    return clause.asked(say("how much", 多少钱), 多少钱)


one_of("weighed", {f"noun.{noun}": 1 for noun in ("苹果", "香蕉", "橙子", "西瓜", "水果", "羊肉", "鱼")})


def _unit(公斤: At, plural: str = "") -> str:
    """公斤 → kilo; 斤, half of it → jin"""
    return f"kilo{plural}" if len(公斤) == 2 else "jin"


@rule("kilo", "一 公斤:公斤|斤 weighed")
def a_kilo(一: At, 公斤: At, weighed: Nominal) -> Phrase:
    """一公斤苹果 → a kilo of apples"""
    return Counted(
        weighed.heads, "he", say("a", 一) + name(_unit(公斤), 公斤) + say("of", 公斤) + weighed.many
    )


@rule("kilos", "few 公斤:公斤|斤 weighed")
def kilos(few: Number, 公斤: At, weighed: Nominal) -> Phrase:
    """两公斤苹果 → two kilos of apples"""
    if few.value == 1:
        return a_kilo(few.at, 公斤, weighed)
    return Counted(
        weighed.heads, "they", few.english + name(_unit(公斤, "s"), 公斤) + say("of", 公斤) + weighed.many
    )


@construction(
    "price",
    "noun:weighed 多少钱 一 公斤:公斤|斤",
    "noun:weighed 一 公斤:公斤|斤 多少钱",
    "一 公斤:公斤|斤 noun:weighed 多少钱",
    weight=0.4,
)
def how_much_a_kilo(noun: Nominal, 多少钱: At, 一: At, 公斤: At) -> English:
    """苹果多少钱一公斤 → how much is a kilo of apples ?"""
    return say("how much is", 多少钱) + a_kilo(一, 公斤, noun).object + say("?", 多少钱)


@clause(
    "price",
    "noun:weighed price:price.kilo 一 公斤:公斤|斤",
    "一 公斤:公斤|斤 noun:weighed price:price.kilo",
    weight=0.3,
    asked=0,
)
def a_kilo_costs(noun: Nominal, price: English, 一: At, 公斤: At) -> Clause:
    """苹果五块钱一公斤 → a kilo of apples costs five yuan"""
    return Clause(a_kilo(一, 公斤, noun), acts("cost", unit_of(price)) + price)


@construction("price", "a.piece", weight=0.3)
def how_much_a_piece(a: Phrase) -> English:
    """牛奶多少钱一瓶 → how much is a bottle of milk ?"""
    at = a.english.variants[0][1][0].at
    return say("how much is", at) + a.object + say("?", at)


any_of("few.things", {f"one.{kind}": 1 for kind in ("pet", "book", "cloth", "pen", "car", "fruit")})
one_of("few.things", {"one.孩子": 1, "one.朋友": 1})


@clause("price", "who:spender 只 有 price", "who:spender 只 有 what:few.things", weight=0.4, asked=0.1)
def only_has(who: Phrase, 只: At, 有: At, price: English = NOTHING, what: Phrase | None = None) -> Clause:
    """我只有十块钱 → i only have ten yuan"""
    has = what.object.replaced("a", "one").replaced("an", "one") if what else price
    return Clause(who, (acts("have", 有) + has).also(say("only", 只)))


@construction("price", "what:best.one|red.one 多少钱", weight=0.15)
def how_much_is_the_best(what: Phrase, 多少钱: At) -> English:
    """最便宜的多少钱 → how much is the cheapest one ?"""
    return say("how much is", 多少钱) + what.object + say("?", 多少钱)


@construction("price", "一共 多少钱", "多少钱", weight=0.05)
def how_much_altogether(多少钱: At, 一共: At = ()) -> English:
    """多少钱 → how much is it ?; 一共多少钱 → how much is it altogether ?"""
    return say("how much is it", 多少钱) + (name("altogether", 一共) if 一共 else NOTHING) + say("?", 多少钱)


@construction("price", "一共? price", weight=0.4)
def just_a_price(price: English, 一共: At = ()) -> English:
    """三十块 → thirty yuan; 一共三十块 → thirty yuan altogether"""
    return price + (name("altogether", 一共) if 一共 else NOTHING)


one_of("spender", {"not.you": 8, "name": 1.5, "called": 0.7, "family.mine": 0.7, "owned.朋友": 0.4})


@clause("price", "who:spender 有 price", weight=0.5, asked=0)
def has_money(who: Phrase, 有: At, price: English) -> Clause:
    """我有三百块钱 → i have three hundred yuan"""
    return Clause(who, acts("have", 有) + price)


@clause("price", "who:spender 没 有 钱", "who:spender 有 一些|很多 钱", weight=0.2, asked=0)
@clause("price", "who:you|name 有! 钱", "who:you|name 有 很多 钱", weight=0.2, stated=False)
def money(who: Phrase, 有: At, 钱: At, 没: At = (), 一些: At = (), 很多: At = ()) -> Clause:
    """我没有钱 → i do not have money; 他有很多钱 → he has a lot of money"""
    much = say("some", 一些) if 一些 else say("a lot of", 很多) if 很多 else NOTHING
    return Clause(who, (acts("have", 有) + much + name("money", 钱)).negated(没))


@construction("price", "who:you|name 有 多少 钱", "who:you 有 几 块 钱:钱", weight=0.3)
def how_much_money(who: Phrase, 有: At, 钱: At, 多少: At = (), 几: At = (), 块: At = ()) -> English:
    """你有多少钱 → how much money do you have ?; 你有几块钱 → how many yuan do you have ?"""
    asked = say("how many", 几) + name("yuan", 块 + 钱) if 几 else say("how much", 多少) + name("money", 钱)
    return Clause(who, acts("have", 有)).asked(asked, 多少 or 几)


@construction("price", "能 便宜 一点儿 吗", "可以 便宜 一点儿 吗", "能不能 便宜 一点儿", weight=0.05)
def cheaper(便宜: At, 一点儿: At, 能: At = (), 可以: At = (), 能不能: At = (), 吗: At = ()) -> English:
    """能便宜一点儿吗 → can it be a little cheaper ?"""
    can = 能 or 可以 or 能不能[:1]
    it = say("can it be", can) + say("a little", 一点儿) + name("cheaper", 便宜)
    return it + say("?", 吗 or 能不能[1:])


@construction("price", "太贵了? 便宜 一点儿 吧?", weight=0.05)
def cheaper_please(便宜: At, 一点儿: At, 太贵了: At = (), 吧: At = ()) -> English:
    """便宜一点儿吧 → a little cheaper please; 太贵了便宜一点儿吧 → it is too expensive a little cheaper please"""
    it = say("it is too", 太贵了[:1] + 太贵了[2:]) + name("expensive", 太贵了[1:2]) if 太贵了 else NOTHING
    return it + say("a little", 一点儿) + name("cheaper", 便宜) + (say("please", 吧) if 吧 else NOTHING)
