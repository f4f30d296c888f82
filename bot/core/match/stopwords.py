"""Words that say nothing about which error is meant: the grammar of a question, and its courtesies."""

from __future__ import annotations

ENGLISH = frozenset(
    """
    a an the is are was were be been being am i we he she it they my our his her its their me us
    them this that these those of to in on at for from with by as and or but so if then than do does did
    doing done has have had having can could will would should may might must shall there here what which
    when why how get gets got getting please pls hi hello hey just only also very
    say says said saying tells told keeps keep
    some any im its dont doesnt didnt cant isnt ive thats whats about into
    """.split()
)

# No single character that words are made of: 在 would tear 存在 apart.
CHINESE = frozenset(
    """
    是什么意思 什么意思 啥意思 怎么回事 怎么办 怎么处理 怎么解决 咋回事 咋办 咋整 怎么 什么 请问 请教 为什么 是不是
    一直 报错 提示 返回 显示 这个 那个 我们 你们 他们 一下 可以 的 了 吗 呢 啊 吧 呀
    """.split()
)

# The same in pinyin, syllable by syllable: only what can't be mistaken for anything else.
PINYIN = frozenset(
    (
        "zen me hui shi", "zen me chu li", "zen me jie jue", "zen me ban", "zen me", "shi shen me yi si", "shen me yi si",
        "shi shen me", "wei shen me", "shi bu shi", "bao cuo", "qing wen", "qing jiao",
    )
)  # fmt: skip
