"""Shopping: prices, how many and how much, what kind, colors, and "the red one" without a noun."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import NOTHING, At, English, either, name, say
from ..forms import action, clause
from ..lexicon import ADJECTIVES, NOUNS
from ..phrases import counted, unnumbered
from ..predicates import Clause, Predicate, acts, be, is_, want
from ..rules import RULES, SenselessError, any_of, construction, one_of, rule
from ..settings import Place, Spot
from ..tables.nouns import COLORS
from ..tables.world import POINTERS
from ..words import Nominal, Phrase, Pronoun, Quality, Word, qualities
from .comparing import PERSONS

# --- prices ----------------------------------------

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
    return Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at + 个))


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


def _unit(amount: English) -> At:
    """The positions of the last word of an amount: 块."""
    return amount.variants[0][1][-1].at


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
    at = 是 or _unit(price)
    return Clause(what, acts("cost", at) + price, others=((0.4, be(at, price)),))


@construction("price", "what:goods 多少钱", weight=1.2)
def how_much(what: Phrase, 多少钱: At) -> English:
    """这本书多少钱 → how much is this book ?, or how much does this book cost ?"""
    clause = Clause(what, be(多少钱, NOTHING), others=((0.5, acts("cost", 多少钱)),))
    return clause.asked(say("how much", 多少钱), 多少钱)


one_of("weighed", {f"noun.{noun}": 1 for noun in ("苹果", "香蕉", "橙子", "西瓜", "水果", "羊肉", "鱼")})


@rule("kilo", "一 公斤 weighed")
def a_kilo(一: At, 公斤: At, weighed: Nominal) -> Phrase:
    """一公斤苹果 → a kilo of apples"""
    return Phrase(weighed.heads, "he", say("a", 一) + name("kilo", 公斤) + say("of", 公斤) + weighed.many)


@rule("kilos", "few 公斤 weighed")
def kilos(few: Number, 公斤: At, weighed: Nominal) -> Phrase:
    """两公斤苹果 → two kilos of apples"""
    if few.value == 1:
        return a_kilo(few.at, 公斤, weighed)
    return Phrase(weighed.heads, "they", few.english + name("kilos", 公斤) + say("of", 公斤) + weighed.many)


@construction(
    "price",
    "noun:weighed 多少钱 一 公斤",
    "noun:weighed 一 公斤 多少钱",
    "一 公斤 noun:weighed 多少钱",
    weight=0.4,
)
def how_much_a_kilo(noun: Nominal, 多少钱: At, 一: At, 公斤: At) -> English:
    """苹果多少钱一公斤 → how much is a kilo of apples ?"""
    return say("how much is", 多少钱) + a_kilo(一, 公斤, noun).object + say("?", 多少钱)


@clause(
    "price",
    "noun:weighed price:price.kilo 一 公斤",
    "一 公斤 noun:weighed price:price.kilo",
    weight=0.3,
    asked=0,
)
def a_kilo_costs(noun: Nominal, price: English, 一: At, 公斤: At) -> Clause:
    """苹果五块钱一公斤 → a kilo of apples costs five yuan"""
    return Clause(a_kilo(一, 公斤, noun), acts("cost", _unit(price)) + price)


@action("买! what:kilos", forms="了", weight=0.12)
def buy_kilos(买: At, what: Phrase) -> Predicate:
    """我想买两公斤苹果 → i want to buy two kilos of apples"""
    return acts("buy", 买) + what.object


@clause("modal", "who:pronoun.我|pronoun.我们 要 what:kilos", weight=0.1, asked=0)
def want_kilos(who: Phrase, 要: At, what: Phrase) -> Clause:
    """我要两公斤苹果 → i want two kilos of apples"""
    return Clause(who, acts("want", 要) + what.object)


@construction("price", "a.piece", weight=0.3)
def how_much_a_piece(a: Phrase) -> English:
    """牛奶多少钱一瓶 → how much is a bottle of milk ?"""
    at = a.english.variants[0][1][0].at
    return say("how much is", at) + a.object + say("?", at)


any_of("few.things", {f"one.{kind}": 1 for kind in ("pet", "book", "cloth", "pen", "car", "fruit")})
one_of("few.things", {"one.孩子": 1, "one.朋友": 1})


@clause("price", "who 只 有 price", "who 只 有 what:few.things", weight=0.4, asked=0.1)
def only_has(who: Phrase, 只: At, 有: At, price: English = NOTHING, what: Phrase | None = None) -> Clause:
    """我只有十块钱 → i only have ten yuan"""
    return Clause(who, (acts("have", 有) + (what.object if what else price)).also(say("only", 只)))


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


one_of("spender", {"pronoun": 8, "name": 1.5, "called": 0.7, "family.mine": 0.7, "owned.朋友": 0.4})


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


@clause(
    "degree",
    "太 adjective:verdict.too 了",
    "真|很 adjective:verdict.good",
    "不 adjective:verdict.too",
    weight=0.3,
    asked=0,
    embedded=0,
    opinion=0.5,
)
def verdict(adjective: Quality, 太: At = (), 真: At = (), 很: At = (), 不: At = ()) -> Clause:
    """太贵了 → it is too expensive; 很好吃 → it is delicious; 不贵 → it is not expensive"""
    at = 太 or 真 or 很 or 不
    how = say("too", 太) if 太 else say("really", 真) if 真 else NOTHING
    return Clause(Phrase((), "he", say("it", at)), is_(adjective, at, how).negated(不))


qualities("verdict.too", "贵", "大", "小", "长", "短", "难", "热", "冷", "远", "甜", "重")
qualities(
    "verdict.good",
    "好吃",
    "好喝",
    "好看1",
    "漂亮",
    "便宜",
    "贵",
    "难",
    "热",
    "冷",
    "远",
    "近",
    "甜",
    "有意思",
)


@construction(
    "degree",
    "太 adjective:verdict.fine 了",
    "不 太 adjective:verdict.fine",
    "不 adjective:verdict.fine",
    weight=0.2,
)
@construction("degree", "不 太 adjective:verdict.too", weight=0.1)
def fine(太: At = (), adjective: Quality | None = None, 了: At = (), 不: At = ()) -> English:
    """太好吃了 → it is so delicious; 不太贵 → it is not very expensive; 不好吃 → it is not delicious"""
    assert adjective
    how = say("not", 不) + (say("very", 太) if 太 else NOTHING) if 不 else say("so", 太 + 了)
    return say("it is", 不 or 太) + how + adjective.english


qualities("verdict.fine", "好吃", "好喝", "好看1", "漂亮", "便宜")
qualities("verdict", "贵", "大", "好吃", "好喝", "好看1", "漂亮", "便宜", "难", "远", "热", "甜")


@clause("degree", "adjective:verdict!", weight=0.3, stated=False)
def is_it_so(adjective: Quality) -> Clause:
    """好吃吗 → is it delicious ?"""
    return Clause(Phrase((), "he", say("it", adjective.at)), is_(adjective))


@construction("degree", "太 好 了", "很 好", "非常 好", weight=0.01)
def great(好: At, 太: At = (), 了: At = (), 很: At = (), 非常: At = ()) -> English:
    """太好了 → great; 很好 → very good"""
    return name("great", 太 + 好 + 了) if 太 else say("very", 很 or 非常) + name("good", 好)


# --- how many, how much ----------------------------------------


@rule("howmany.K", "几 many.K", weight=3)
def how_many_of(几: At, many: Phrase) -> tuple[English, At]:
    """几本书 → how many books"""
    return say("how many", 几) + many.object, 几


@rule("howmany.K", "多少 many.K", weight=0.4)
def how_many_pieces(多少: At, many: Phrase) -> tuple[English, At]:
    """多少本书 → how many books"""
    return say("how many", 多少) + many.object, 多少


@rule("howmany.K", "多少 noun.K", weight=1.5)
def how_much_of(多少: At, noun: Nominal) -> tuple[English, At]:
    """多少书 → how many books; 多少茶 → how much tea"""
    if noun.noun.kind == "dinner":
        raise SenselessError
    much = "many" if noun.noun.plural else "much"
    return say(f"how {much}", 多少) + noun.many, 多少


_COUNTABLE = (
    "pet",
    "book",
    "cloth",
    "thing",
    "pen",
    "paper",
    "gift",
    "car",
    "furniture",
    "fruit",
    "drink",
    "question",
)
any_of(
    "howmany",
    {f"howmany.{kind}": 1 for kind in _COUNTABLE}
    | {"howmany.朋友": 0.5, "howmany.孩子": 0.3, "howmany.学生": 0.3},
)
for _noun in ("朋友", "孩子", "学生", "老师"):
    rule(f"howmany.{_noun}", f"几 many.{_noun}", weight=3)(how_many_of)
    rule(f"howmany.{_noun}", f"多少 noun.{_noun}", weight=1.5)(how_much_of)
one_of("howmany", {"howmany.朋友": 0.5, "howmany.孩子": 0.4, "howmany.学生": 0.2})


@rule("counted.act", "verb:买.K|喝.K|吃.K|借.K|写.K howmany.K")
def act_on_how_many(verb: Predicate, howmany: tuple[English, At]) -> tuple[Predicate, English, At]:
    """买几本书 → buy, how many books"""
    return verb, *howmany


@rule("counted.did", "verb:买.K|喝.K|吃.K|借.K|写.K|看.K|画.K|带.K 了 howmany.K")
def did_how_many(verb: Predicate, 了: At, howmany: tuple[English, At]) -> tuple[Predicate, English, At]:
    """买了几本书 → bought, how many books"""
    return verb.did(了), *howmany


@construction("how many", "who:other 有 howmany", weight=1.5)
def how_many(who: Phrase, 有: At, howmany: tuple[English, At]) -> English:
    """你有几只猫 → how many cats do you have ?; 你有多少书 → how many books do you have ?"""
    asked, at = howmany
    return Clause(who, acts("have", 有)).asked(asked, at)


@construction("how many", "who:you 要|想要 howmany:howmany.drink|howmany.fruit|howmany.meal", weight=0.4)
def want_how_many(who: Phrase, howmany: tuple[English, At], 要: At = (), 想要: At = ()) -> English:
    """你要几杯咖啡 → how many cups of coffee do you want ?"""
    asked, at = howmany
    return Clause(who, acts("want", 要 or 想要)).asked(asked, at)


@construction(
    "how many",
    "who:other 吃 了 几 个",
    "who:other 吃 了 多少",
    "who:other 买 了 多少",
    "who:other 喝 了 多少",
    weight=0.2,
)
def how_many_did_one_eat(
    who: Phrase, 了: At, 吃: At = (), 买: At = (), 喝: At = (), 几: At = (), 个: At = (), 多少: At = ()
) -> English:
    """你吃了几个 → how many did you eat ?; 你喝了多少 → how much did you drink ?"""
    act = acts("eat" if 吃 else "buy" if 买 else "drink", 吃 or 买 or 喝).did(了)
    return Clause(who, act).asked(say("how many" if 几 else "how much", 几 + 个 or 多少), 几 or 多少)


@clause(
    "the one",
    "who:chooser 吃 了 what:so.many",
    "who:chooser 吃 了 很多",
    "who:chooser 买 了 很多",
    "who:chooser 喝 了 很多",
    weight=0.3,
    asked=0.1,
)
def had_many(
    who: Phrase, 了: At, what: Phrase | None = None, 吃: At = (), 买: At = (), 喝: At = (), 很多: At = ()
) -> Clause:
    """我吃了两个 → i ate two; 我吃了很多 → i ate a lot"""
    act = acts("eat" if 吃 else "buy" if 买 else "drink", 吃 or 买 or 喝).did(了)
    return Clause(who, act + (what.object if what else say("a lot", 很多)))


one_of("chooser", {"pronoun": 8, "name": 1, "called": 0.7, "family.mine": 0.5})


@construction("how many", "who:you 要 几:几 个:个|本|件|杯|张", "who:you 要 几:多少", weight=0.1)
@construction(
    "how many",
    "who:you 想|要 买 几:几 个:个|本|件|杯|张",
    "who:other 买 了 几:几 个:个|本|件|杯|张",
    weight=0.2,
)
def how_many_do_you_want(
    who: Phrase, 几: At, 要: At = (), 想: At = (), 买: At = (), 了: At = (), 个: At = ()
) -> English:
    """你要几个 → how many do you want ?; 你想买几本 → how many do you want to buy ?"""
    act = acts("buy", 买) if 买 else acts("want", 要)
    if 了:
        act = act.did(了)
    elif 买:
        act = want(要 or 想, act)
    return Clause(who, act).asked(say("how many", 几 + 个), 几)


@construction("how many", "who:you 想|要 act:counted.act", weight=0.5)
@construction("how many", "who:other last:time.past? act:counted.did", weight=1)
def do_how_many(
    who: Phrase, act: tuple[Predicate, English, At], 想: At = (), 要: At = (), last: English = NOTHING
) -> English:
    """你想买几本书 → how many books do you want to buy ?; 你买了几本书 → how many books did you buy ?"""
    predicate, asked, at = act
    return Clause(who, want(想 or 要, predicate) if 想 or 要 else predicate, last=last).asked(asked, at)


any_of("howmany.there", {f"howmany.{kind}": 1 for kind in ("book", "thing", "gift", "fruit", "pet")})
one_of("howmany.people", {"howmany.学生": 2, "howmany.老师": 1})


@construction("how many", "spot:spot.anything 有 howmany:howmany.there", weight=0.6)
@construction("how many", "place:place.study 里? 有 howmany:howmany.people", weight=0.3)
@construction(
    "how many", "mine:pronoun.你们|pronoun.你|pronoun.他们 学校 有 howmany:howmany.people", weight=0.2
)
def how_many_there(
    有: At,
    howmany: tuple[English, At],
    spot: Spot | None = None,
    place: Place | None = None,
    mine: Pronoun | None = None,
    学校: At = (),
) -> English:
    """桌子上有几本书 → how many books are there on the table ?"""
    asked, at = howmany
    what = [token.word for token in asked.variants[0][1]]
    where = spot.english if spot else place.there(有) if place else NOTHING
    if mine:
        where = say("at", 有) + mine.possessive + name("school", 学校)
    return asked + say("is there" if what[1] == "much" else "are there", 有) + where + say("?", at)


# --- what kind ----------------------------------------


@rule("what.K", "什么 sort.K")
def what_sort(什么: At, sort: Nominal) -> tuple[English, At]:
    """什么书 → what books, or what book"""
    one, many = (say("what", 什么) + noun for noun in (sort.one, sort.many))
    if sort.noun.chinese == "颜色":
        return one, 什么
    return either((0.6, many), (0.4, one)), 什么


SORTING = "verb:吃.K|买.K|看.K|听.K|穿.K|唱.K|做.K"


@construction("which", "who:other verb:喜欢.K what:what.K", weight=1)
@construction("which", f"who:other {SORTING} what:what.K", weight=0.6)
@construction("which", f"who:other 想|要 {SORTING} what:what.K", weight=0.6)
@construction("which", f"who:other 喜欢 {SORTING} what:what.K", weight=0.6)
@construction(
    "which", f"who:other 最 喜欢 {SORTING} what:what.K", "who:other 最 verb:喜欢.K what:what.K", weight=0.4
)
@construction("which", f"who:other last:time.past? {SORTING} 了 what:what.K", weight=0.5)
def what_sort_of(
    who: Phrase,
    verb: Predicate,
    what: tuple[English, At],
    想: At = (),
    要: At = (),
    喜欢: At = (),
    最: At = (),
    了: At = (),
    last: English = NOTHING,
) -> English:
    """你喜欢什么颜色 → what color do you like ?; 你想买什么衣服 → what clothes do you want to buy ?"""
    asked, at = what
    act = verb
    if 喜欢:
        act = acts("like", 喜欢) + say("to", verb.at) + verb.base
    elif 想 or 要:
        act = want(想 or 要, verb)
    elif 了:
        act = verb.did(了)
    if 最:
        act = act + say("most", 最)
    return Clause(who, act, last=last).asked(asked, at)


one_of(
    "sort",
    {
        f"noun.{noun}": 1
        for noun in ("水果", "菜", "书", "电影", "歌", "颜色", "茶", "字", "花", "树", "鱼", "药", "东西")
    },
)


@construction("which", "pointer 是 什么 sort", weight=0.5)
def what_is_this(pointer: Word, 是: At, 什么: At, sort: Nominal) -> English:
    """这是什么水果 → what fruit is this ?"""
    this = say("are", 是) + say(POINTERS[pointer.chinese][1], pointer.at)
    if sort.person == "he":
        this = say("is", 是) + say(POINTERS[pointer.chinese][0], pointer.at)
    return say("what", 什么) + sort.one + this + say("?", 什么)


# --- colors ----------------------------------------

_COLORED = {
    noun.chinese: [color for color in noun.adjectives if color in COLORS or color in ("蓝色", "绿色")]
    for noun in NOUNS.values()
    if noun.kind in ("cloth", "thing", "car", "furniture", "pen", "opening", "pet", "beast", "gift", "fruit")
}
for _noun, _colors in _COLORED.items():
    if len(_colors) > 1:
        qualities(f"color.{_noun}", *_colors)
        any_of(
            f"colored.{_noun}",
            {f"plain.{_noun}": 1} | {f"{way}.{_noun}": 2.0 for way in ("pointed", "owned")},
        )
        one_of("colored", {f"colored.{_noun}": 1})
HAVING_COLOR = [noun for noun in _COLORED if f"colored.{noun}" in RULES]


def _uncolored(what: Phrase) -> None:
    """Raise SenselessError if its color is said already: the red car is red."""
    if {ADJECTIVES[color].english for color in ("红色", "白色", "黑色", "蓝色", "绿色")} & set(what.words):
        raise SenselessError


@clause("color", *(f"what:colored.{noun} 是! color:color.{noun} 的" for noun in HAVING_COLOR), weight=1.5)
@clause(
    "color",
    *(f"what:colored.{noun} 不 是 color:color.{noun} 的" for noun in HAVING_COLOR),
    weight=0.5,
    asked=0,
)
def is_colored(what: Phrase, 是: At, color: Quality, 的: At, 不: At = ()) -> Clause:
    """这辆车是红色的 → this car is red"""
    _uncolored(what)
    return Clause(what, be(是, color.english).negated(不))


@clause("color", "pointer 是! color:any.color 的", "pointer 不 是 color:any.color 的", weight=0.2)
def this_is_red(pointer: Word, 是: At, color: Quality, 的: At, 不: At = ()) -> Clause:
    """这是红色的 → this is red"""
    this = Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))
    return Clause(this, be(是, color.english).negated(不))


qualities("any.color", "红色", "白色", "黑色", "蓝色", "绿色")


@clause("color", "who:pronoun.你们|pronoun.你 有! 别的 颜色", weight=0.1)
@clause("color", "有! 别的 颜色", weight=0.1, stated=False)
def other_colors(有: At, 别的: At, 颜色: At, who: Phrase | None = None) -> Clause:
    """有没有别的颜色 → do you have other colors ?"""
    colors = say("other", 别的) + name("colors", 颜色)
    return Clause(who or Phrase((), "they", say("you", 有)), acts("have", 有) + colors)


@construction("color", "what:colored 是 什么 颜色 的?", weight=0.8)
def what_color(what: Phrase, 是: At, 什么: At, 颜色: At, 的: At = ()) -> English:
    """你的车是什么颜色的 → what color is your car ?"""
    _uncolored(what)
    return Clause(what, be(是, NOTHING)).asked(say("what", 什么) + name("color", 颜色), 什么)


# --- without a noun ----------------------------------------

MINE = {"my": "mine", "your": "yours", "his": "his", "her": "hers", "our": "ours", "their": "theirs"}
one_of("possessor", {"pronoun": 6, "name": 1.5, "called": 1, "family.mine": 0.7, "plain.person": 1})


@rule("mine.alone", "possessor 的")
def mine(possessor: Phrase, 的: At) -> English:
    """我的 → mine; 老师的 → the teacher 's"""
    if isinstance(possessor, Pronoun):
        ((_, (token,)),) = possessor.possessive.variants
        return say(MINE[token.word], token.at + 的)
    return possessor.subject + say("'s", 的)


OWNED = tuple(
    kind
    for kind in ("pet", "book", "cloth", "thing", "pen", "paper", "gift", "car", "room", "drink", "furniture")
)
any_of("ownable", {f"pointed.{kind}": 1 for kind in OWNED} | {"this.one": 1})


@rule("ownable", "ordinal 个", weight=0.3)
@rule("the.one", "ordinal 个", weight=0.3)
def first_one(ordinal: English, 个: At) -> Phrase:
    """第一个 → the first one"""
    return Phrase((), "he", say("the", 个) + ordinal + say("one", 个))


@clause("comparison", "mine:mine.alone 比 yours:mine.alone adjective:than.goods", weight=0.3)
@clause("comparison", "what:owned.K 比 yours:mine.alone adjective:than.K", weight=0.5)
@clause("comparison", "what:owned.K 没有 yours:mine.alone adjective:than.K", weight=0.2)
def than_yours(
    yours: English,
    adjective: Quality,
    比: At = (),
    没有: At = (),
    mine: English = NOTHING,
    what: Phrase | None = None,
) -> Clause:
    """我的手机比你的贵 → my phone is more expensive than yours; 我的比你的大 → mine is bigger than yours"""
    one = what or Phrase((), "he", mine)
    words = [token.word for token in yours.variants[0][1]]
    if words == one.words or (what and (what.heads[0] in PERSONS or MINE.get(one.words[0]) == words[0])):
        raise SenselessError
    if 没有:
        as_big = say("as", 没有) + adjective.english + say("as", 没有) + yours
        return Clause(one, be(没有, as_big).negated(没有))
    return Clause(one, be(比, adjective.comparative + say("than", 比) + yours))


@rule("ownable", "pointer", weight=1.5)
def this_itself(pointer: Word) -> Phrase:
    """这 → this, as a subject"""
    return Phrase((), "he", say(POINTERS[pointer.chinese][0], pointer.at))


@clause("the one", "what:ownable 是! mine.alone", weight=1.5)
@clause("the one", "what:ownable 不 是 mine.alone", weight=0.6, asked=0.1)
@clause("the one", "what:ownable 也 是 mine.alone", weight=0.15)
def is_mine(what: Phrase, 是: At, mine: English, 不: At = (), 也: At = ()) -> Clause:
    """这本书是我的 → this book is mine; 这不是我的 → this is not mine"""
    return Clause(what, be(是, mine).negated(不).also(say("also", 也) if 也 else NOTHING))


@construction("the one", "what:this.one 是 谁 的", weight=0.3)
def whose(what: Phrase, 是: At, 谁: At, 的: At) -> English:
    """这个是谁的 → whose is this one ?"""
    return Clause(what, be(是, NOTHING)).asked(say("whose", 谁 + 的), 谁)


for _kind in ("cloth", "thing", "car", "furniture", "room", "pen"):
    qualities(f"renewed.{_kind}", "新", "旧")


@clause("the one", "what:pointed.K|owned.K 是! adjective:renewed.K 的", weight=0.5)
@clause("the one", "what:pointed.K|owned.K 不 是 adjective:renewed.K 的", weight=0.15, asked=0)
def is_a_new_one(what: Phrase, 是: At, adjective: Quality, 的: At, 不: At = ()) -> Clause:
    """这辆车是新的 → this car is new"""
    if adjective.adjective.english in what.words:
        raise SenselessError
    return Clause(what, be(是, adjective.english).negated(不))


qualities("kind.of", "红色", "白色", "黑色", "蓝色", "绿色", "红", "白", "黑", "大", "小", "新", "便宜")
qualities("kind.more", "大", "小", "新", "便宜", "漂亮", "长", "短", "好看1")


@rule("red.one", "adjective:kind.of 的")
@rule("the.one", "adjective:kind.of 的", weight=2)
def red_one(adjective: Quality, 的: At) -> Phrase:
    """红色的 → the red one"""
    return Phrase((), "he", say("the", 的) + adjective.english + say("one", 的))


@rule("the.one", "最 adjective:kind.more 的")
@rule("the.best", "最 adjective:kind.most 的")
@rule("best.one", "最 adjective:kind.more 的")
def biggest_one(最: At, adjective: Quality, 的: At) -> Phrase:
    """最便宜的 → the cheapest one"""
    return Phrase((), "he", say("the", 最) + adjective.superlative + say("one", 的))


@rule("the.one", "this:this.one", weight=2)
def this_one(this: Phrase) -> Phrase:
    """这个 → this one"""
    return this


@rule("so.many", "few:number.一|number.两|number.三|number.四 个", weight=3)
@rule("so.many", "few:number.一|number.两|number.三 个:本|件|杯|张")
def so_many(few: Number, 个: At) -> Phrase:
    """两个 → two"""
    return Phrase((), "they", few.english)


@rule("a.one", "adjective:kind.of 的")
def a_red_one(adjective: Quality, 的: At) -> Phrase:
    """红色的, after 有 → a red one"""
    vowel = "an" if adjective.adjective.english[0] in "aeiou" else "a"
    return Phrase((), "he", say(vowel, 的) + adjective.english + say("one", 的))


@rule("a.one", "adjective:kind.more 一点儿 的")
def a_bigger_one(adjective: Quality, 一点儿: At, 的: At) -> Phrase:
    """大一点儿的, after 有 → a bigger one"""
    return Phrase((), "he", say("a", 一点儿) + adjective.comparative + say("one", 的))


@rule("the.one", "more:a.bigger.one", weight=0.5)
def bigger(more: Phrase) -> Phrase:
    """大一点儿的 → a bigger one"""
    return more


rule("a.bigger.one", "adjective:kind.more 一点儿 的")(a_bigger_one)


@clause("the one", "who:chooser 喜欢! what:the.one", "who:chooser 要! what:the.one", weight=1.2)
@clause("the one", "who:chooser 不 喜欢 what:the.one", "who:chooser 不 要 what:the.one", weight=0.5, asked=0)
@clause("the one", "who:chooser 要 what:so.many", "who:chooser 要:想要 what:the.one|so.many", weight=0.5)
def choose_one(who: Phrase, what: Phrase, 喜欢: At = (), 要: At = (), 不: At = ()) -> Clause:
    """我要红色的 → i want the red one; 我喜欢这个 → i like this one"""
    return Clause(who, (acts("like" if 喜欢 else "want", 喜欢 or 要) + what.object).negated(不))


@clause(
    "the one", "who:chooser 想|要 买 what:the.one|so.many", "who:chooser 不 想 买 what:the.one", weight=0.6
)
def want_to_buy_one(who: Phrase, 买: At, what: Phrase, 想: At = (), 要: At = (), 不: At = ()) -> Clause:
    """我想买这个 → i want to buy this one"""
    return Clause(who, want(想 or 要, acts("buy", 买) + what.object).negated(不))


@clause("the one", "who:chooser 买 了 what:the.one|so.many", weight=0.3)
def bought_one(who: Phrase, 买: At, 了: At, what: Phrase) -> Clause:
    """我买了一个 → i bought one; 我买了大的 → i bought the big one"""
    return Clause(who, acts("buy", 买).did(了) + what.object)


@clause("the one", "who:pronoun 有! what:a.one", weight=0.5)
@clause("the one", "有! what:a.one", weight=0.6, stated=False)
@clause("the one", "who:pronoun 没 有 what:a.one", weight=0.3, asked=0)
def have_one(有: At, what: Phrase, who: Phrase | None = None, 没: At = ()) -> Clause:
    """你有大一点儿的吗 → do you have a bigger one ?; 有便宜一点儿的吗 → do you have a cheaper one ?"""
    return Clause(who or Phrase((), "they", say("you", 有)), (acts("have", 有) + what.object).negated(没))


@clause("the one", "who:guest 还 要 few 个:个|本|件|杯", weight=0.2, asked=0)
def want_more(who: Phrase, 还: At, 要: At, 个: At, few: Number) -> Clause:
    """我还要一个 → i want another one; 我还要两个 → i want two more"""
    more = few.english + name("more", 还) if few.value > 1 else say("another one", 还 + few.at)
    return Clause(who, acts("want", 要) + more)


one_of("guest", {"pronoun.我": 6, "pronoun.我们": 2, "pronoun.他": 1, "pronoun.她": 1})


@clause("the one", "这 是! what:the.best", "这个 是 what:the.best", "那个 是 what:the.best", weight=0.3)
def is_the_best(是: At, what: Phrase, 这: At = (), 这个: At = (), 那个: At = ()) -> Clause:
    """这是最便宜的 → this is the cheapest one"""
    this = "this" if 这 else "this one" if 这个 else "that one"
    return Clause(Phrase((), "he", say(this, 这 or 这个 or 那个)), be(是, what.object))


@construction("superlative", "哪个 最 adjective:kind.most", "哪个 更 adjective:kind.most", weight=0.3)
def which_is_best(哪个: At, adjective: Quality, 最: At = (), 更: At = ()) -> English:
    """哪个最便宜 → which one is the cheapest ?; 哪个更好 → which one is better ?"""
    how = say("is the", 最) + adjective.superlative if 最 else say("is", 更) + adjective.comparative
    return say("which one", 哪个) + how + say("?", 哪个)


qualities("kind.most", "大", "小", "新", "便宜", "贵", "漂亮", "好", "好吃", "好看1")


@construction("request", "给 我 what:ordered.thing", weight=0.4)
def give_me(给: At, 我: At, what: Phrase) -> English:
    """给我一个苹果 → give me an apple"""
    return name("give", 给) + say("me", 我) + what.object


any_of("ordered.thing", {f"counted.{kind}": 1 for kind in ("meal", "drink", "fruit", "pen", "paper", "book")})


@clause(
    "the one", "who:chooser 要!", "who:chooser 不 要", "who:chooser 想 买", "who:chooser 不 想 买", weight=0.3
)
def want_it(who: Phrase, 要: At = (), 想: At = (), 买: At = (), 不: At = ()) -> Clause:
    """我不要 → i do not want it; 我想买 → i want to buy it"""
    act = want(想, acts("buy", 买) + say("it", 买)) if 买 else acts("want", 要) + say("it", 要)
    return Clause(who, act.negated(不))


@clause("existence", "place:place.study 有! what:student.crowd", weight=0.3)
@clause("existence", "place:place.garden|place.shop|place.meal 有! what:crowd", weight=0.3)
@clause("existence", "place:place.shop 里? 有! what:many.stuff", weight=0.2)
def are_there(place: Place, 有: At, what: Phrase) -> Clause:
    """公园有很多人 → there are many people in the park"""
    return Clause(Phrase((), "they", say("there", 有)), be(有, what.object + place.there(有)))


@clause("existence", "place:place.garden|place.shop|place.meal 里? 人 很 多", weight=0.2, asked=0)
@clause("existence", "place:place.garden|place.shop|place.meal 里? 人 不 多", weight=0.1, asked=0)
def many_people(place: Place, 人: At, 多: At, 很: At = (), 不: At = ()) -> Clause:
    """商店里人很多 → there are many people in the shop"""
    many = say("many", 多) + name("people", 人)
    return Clause(Phrase((), "they", say("there", 多)), be(很 or 不, many + place.there(多)).negated(不))


def _crowd(symbol: str, noun: str) -> None:
    for amount in ("一些", "很多"):
        rule(symbol, f"{amount} nominal:noun.{noun}")(unnumbered)


_crowd("student.crowd", "学生")
_crowd("crowd", "人")
_crowd("many.stuff", "东西")


@construction("the one", "who:you 要 哪个", "who:you 喜欢 哪个", "who:you 想 买 哪个", weight=0.2)
def which_one(who: Phrase, 哪个: At, 要: At = (), 喜欢: At = (), 想: At = (), 买: At = ()) -> English:
    """你要哪个 → which one do you want ?"""
    act = acts("want", 要) if 要 else acts("like", 喜欢) if 喜欢 else want(想, acts("buy", 买))
    return Clause(who, act).asked(say("which one", 哪个), 哪个)


@construction("the one", "哪个 是 mine.alone", "哪 what:which.K 是 mine.alone", weight=0.4)
def which_is_mine(是: At, mine: English, 哪个: At = (), 哪: At = (), what: Phrase | None = None) -> English:
    """哪个是你的 → which one is yours ?; 哪本书是你的 → which book is yours ?"""
    asked = say("which", 哪) + what.object if what else say("which one", 哪个)
    return asked + say("is", 是) + mine + say("?", 哪个 or 哪)


@construction(
    "the one",
    "给 whom:pronoun.我|pronoun.他 what:the.one|so.many",
    "请 给 whom:pronoun.我 what:the.one|so.many",
    weight=0.4,
)
def give_one(给: At, whom: Phrase, what: Phrase, 请: At = ()) -> English:
    """请给我这个 → please give me this one; 给我两个 → give me two"""
    return (say("please", 请) if 请 else NOTHING) + name("give", 给) + whom.definite + what.object


@construction("quality", "who:you 觉得 what:this.one 怎么样", weight=0.1)
def what_do_you_think(who: Phrase, 觉得: At, what: Phrase, 怎么样: At) -> English:
    """你觉得这个怎么样 → what do you think of this one ?"""
    think = acts("think", 觉得) + say("of", 觉得) + what.definite
    return Clause(who, think).asked(say("what", 怎么样), 怎么样)


@construction("quality", "what:pointed.K|owned.K 怎么样", weight=0.6)
@construction("quality", "what:this.one 怎么样", weight=0.2)
def how_is(what: Phrase, 怎么样: At) -> English:
    """这件衣服怎么样 → how is this piece of clothing ?"""
    return Clause(what, be(怎么样, NOTHING)).asked(say("how", 怎么样), 怎么样)


@clause("quality", "who:this.one 很 adjective:adjective.goods", weight=0.4, asked=0, opinion=0.5)
@clause("quality", "who:red.one 很|不 adjective:judged.goods", weight=0.3, asked=0, opinion=0.5)
@clause("degree", "who:red.one 太 adjective:too.goods 了", weight=0.2, asked=0)
@clause("quality", "who:this.one 不 adjective:adjective.goods", weight=0.2, asked=0)
@clause("quality", "who:this.one adjective:adjective.goods!", weight=0.3, stated=False)
@clause("degree", "who:this.one 太 adjective:too.goods 了", weight=0.3, asked=0)
def this_one_is(
    who: Phrase, adjective: Quality, 很: At = (), 不: At = (), 太: At = (), 了: At = ()
) -> Clause:
    """这个很贵 → this one is expensive; 红色的太贵了 → the red one is too expensive"""
    if OPPOSITE.get(adjective.adjective.english) in who.words:
        raise SenselessError  # the new one is too old
    if adjective.adjective.english in who.words or adjective.adjective.superlative in " ".join(who.words):
        raise SenselessError
    degree = say("too", 太) if 太 else NOTHING
    return Clause(who, be(很 or 不 or 太 or adjective.at, degree + adjective.english).negated(不))


qualities("judged.goods", "贵", "便宜", "漂亮", "好看1", "好")
qualities("adjective.goods", "大", "小", "新", "贵", "便宜", "漂亮", "好", "好看1", "重")
qualities("too.goods", "大", "小", "贵", "旧", "长", "短", "重")
OPPOSITE = {
    "big": "small",
    "small": "big",
    "new": "old",
    "cheap": "expensive",
    "expensive": "cheap",
    "long": "short",
}


@action("verb:喝.drink! adjective:hot 的", "verb:吃.meal! adjective:tasty 的", forms="", weight=0.1)
def something_hot(verb: Predicate, adjective: Quality, 的: At) -> Predicate:
    """我想喝热的 → i want to drink something hot"""
    return verb + say("something", 的) + adjective.english


qualities("hot", "热", "冷")
qualities("tasty", "甜", "热", "好吃")

# --- wanting ----------------------------------------


@clause("modal", "who 要 act:bargain", weight=0.8)
@clause("modal", "who 不 要 act:bargain", weight=0.2, asked=0)
def want_to(who: Phrase, 要: At, act: Predicate, 不: At = ()) -> Clause:
    """我要买书 → i want to buy books"""
    return Clause(who, want(要, act).negated(不))


@rule("bargain", "点 菜", weight=3)
def order_dishes(点: At, 菜: At) -> Predicate:
    """点菜 → order food"""
    return acts("order", 点) + name("food", 菜)


@rule("bargain", "verb:买.K|吃.K|喝.K|看.K|借.K object.K", weight=1)
def bargain(verb: Predicate, object: Phrase) -> Predicate:
    """买一本书 → buy a book"""
    return verb.on(object)


@construction("what", "who:other 要 act:asked 什么", "who:other 要 什么", "who:other 想要 什么", weight=0.6)
def what_to_want(who: Phrase, 什么: At, 要: At = (), 想要: At = (), act: Predicate | None = None) -> English:
    """你要什么 → what do you want ?; 你要买什么 → what do you want to buy ?"""
    wanted = want(要, act) if act else acts("want", 要 or 想要)
    return Clause(who, wanted).asked(say("what", 什么), 什么)
