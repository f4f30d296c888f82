"""The words of follow-up questions: which mean the same there, and which say nothing."""

from __future__ import annotations


def _grouped(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Lines "word: others, that, mean it" as pairs; "-" for words that go without a trace."""
    groups = (line.partition(":") for line in text.strip().splitlines())
    return tuple(
        (name.strip(" -"), tuple(word.strip() for word in others.split(",") if word.strip()))
        for name, _, others in groups
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", ",").split(",") if word.strip())


# The first word stands for the others, in this order: what stands below sees what was done above.
ALIKE = _grouped(
    """
    whatnow: what now, now what, and now, what do i do now then
    what: wat, wut, wht, what information, what info, which information, what data
    who: which team, what team, which person, which department
    what is: whats, what are, wats, what was
    who is: whos
    how: hows, in what way, what is the best way to, what is the right way to
    do not: dont, doesnt, does not, can not, cannot, cant
    can: could, may, might, should, shall, must, ought to
    i: we, our team, my team
    user: users, customer, customers, end user, end users, client, clients, enduser, endusers, consumer, consumers
    user: our user, my user, their user, an angry user, the user
    vendor: baidu, vendors, supplier, provider, manufacturer, the vendor
    us: our side, our fault, our end, our problem, on us, on our side, on our end, ours, our error, our mistake, our bug
    vendor: vendor fault, vendor side, vendor problem, vendor error, on vendor, vendor bug
    us or vendor: us or them, us or theirs, us or their side, us or their fault, us or on their side
    -: need to, needs to, have to, has to, supposed to, allowed to, able to, want to, gotta, go ahead and, be ok to
    -: give us, show us, tell us, this message, that message, the message, meant to, permitted to, expected to, by itself, on its own, somewhere, anywhere
    will: is it going to, is this going to, are we going to, is that going to
    retry: try again, try it again, try that again, try this again, try them again, try once more, try one more time
    retry: retrying, retries, re try, trying again, resend, resending, re send, resubmit, resubmitting, send it again
    retry: call it again, call again, send again, send the request again, send the same request again, repeat the request, repeat the call, re sending
    retry: another try, another attempt, second attempt, another go, reattempt, sending it again, sending again, have another go
    retry: retry it, a retry, retry now, retry later, retry again, retry immediately, retry right away, retry at once
    retry: keep retry, retry straight away, retry soon, retry manually, retry right now, retry the request, retry the call
    retry: to retry, for retry, retry as is, retry as it is, retry the same request, retry or so
    retry help: retry going to help, retry work, retry fix, retry do any good, retry make a difference, retry change anything, retry do anything
    retry help: retry solve, retry resolve, retry do the trick, retry be any use, retry be of use, retry succeed
    ticket: tickets, support ticket, support request, support case, ticket with vendor
    open: file, raise, submit, log, opening, filing, raising, submitting
    needed: necessary, required, called for, warranted, mandatory
    english: in english, into english, to english, engl, in en
    chinese: in chinese, into chinese, to chinese, mandarin, simplified chinese, in zh, in mandarin
    in: into, inside, within
    docs: documentation, doc, document, documents, manual
    fix: solve, resolve, handle, deal with, repair, mend, get rid of, address, remedy, correct, troubleshoot, cure
    fix: get past, get around, tackle, sort out, recover from, fix it up, sort, solve it, make it go away, go about, overcome
    full steps: walk me through it, walk me through, guide me through, steps to fix, next steps to fix, steps for fixing, steps to take, steps to follow, all the steps, all steps, complete steps, detailed steps, the whole list
    more details: more detail, further details, full details, any details, further detail
    ok: okay, safe, fine, alright, all right, possible, advisable, wise, sensible, worthwhile, worth it, useful, helpful
    ok: good idea, a good idea, reasonable, worth, any point in, any use, any sense in, the point of, point in, any good
    does ok: does it make sense to, does it make sense
    is ok: does ok
    can: can i, do i, am i, would i, can one, does one, do one
    can user: do user, does user, can they
    how long: how long until i can, how long before i can, how long until, how long before, how long till
    support: vendor support, to support, support team
    can retry: can user retry, can they retry, does user retry
    """
)
ALIKE_HAN = _grouped(
    """
    -: 告诉我, 遇到, 碰到, 比较好, 比较合适, 更好, 才好, 合适, 一些, 些, 给我们, 给我, 给咱们, 给咱, 都, 随时, 任何时候, 能不能帮我, 怎么样都
    重试: retry, try again, resend, 再试一次, 再试一下, 再试试, 再试, 重发, 重新发送, 重新发起, 重新发, 重新请求, 重新调用, 重新提交
    重试: 重新试, 再发一次, 再调一次, 再来一次, 再请求, 多试几次, 重试一次, 重传, 再发, 再调, 再提交, 再传, 重试一遍, 试一次
    工单: ticket, case单, 单子
    英文: 英文的, english, 英语, 鹰文
    中文: 中文的, chinese, 汉语, 国语, 华语, 简体, 普通话, 汉字
    出处: source, 来源, 信息来源, 资料来源
    工单: 工单里面, 工单里, 工单中
    文档: 文档里面, 文档里, 文档中, docs, doc, documentation, 文挡, 手册
    用户: user, customer, 客户, 顾客, 终端用户, 最终用户, 使用者, 消费者, 客人
    用户: 用户那边, 用户这边, 用户侧, 用户方面, 用户端, 用户们
    对方: 百度的问题, 百度, baidu, 厂商的问题, 厂商, 官方的问题, 服务方的问题, 服务端的问题, 他们的问题, 百度那边的问题, 百度侧的问题
    对方: 百度的锅, 对方的问题, 对方问题, 他们那边的问题, 供应商的问题, 平台的问题, 百度那边, 那边的问题
    我方: 我们的问题, 自己的问题, 咱们的问题, 我们这边的问题, 我们自己的问题, 调用方的问题, 我的问题, 我们的锅, 咱的问题
    还是我方: 还是我们自己, 还是我们这边, 还是我们, 还是自己, 还是咱们
    我方还是: 我们的还是, 自己的还是, 我们自己还是, 我们这边还是, 我们还是, 自己还是, 咱们还是
    哪里: 哪儿
    什么: 啥, 神马, 什麽, 甚么
    多久: 隔多久, 间隔多久, 过多久, 等多久, 多长时间, 多少时间, 多少分钟, 多少秒, 几分钟, 几秒, 多久以后, 多久后, 多久之后, 等多长时间
    什么时候: 何时, 啥时候, 几时
    怎么: 怎样, 怎么样, 如何, 咋, 怎麽, 怎莫, 怎么来, 怎么去, 咋个
    怎么: 接下来怎么, 接下来该怎么, 下一步怎么, 后面怎么, 然后怎么
    怎么: 要怎么, 该怎么, 应该怎么, 需要怎么, 能怎么, 可以怎么, 得怎么, 怎么才能, 怎么能, 怎么可以, 怎么该, 怎么应该
    处理: 解决, 修复, 搞定, 应对, 排查, 处置, 修理, 修好, 处里, 处理掉, 来修, 来搞, 来弄, 来改, 去修
    怎么处理: 怎么办, 怎么搞, 怎么弄, 怎么整, 怎么做, 怎么改, 怎么修, 怎么破, 怎么操作, 怎么恢复, 怎么办好, 怎么解, 怎么调整
    处理: 来处理, 去处理, 负责处理, 跟进处理
    处理方法: 处理办法, 处理方案, 处理方式, 处理的办法, 处理的方法
    完整步骤: 详细步骤, 具体步骤, 详细的步骤, 完整的步骤, 具体的步骤, 所有步骤, 全部步骤
    能否: 能不能, 可不可以, 可否, 是否可以, 是否能, 是否能够, 要不要, 该不该, 用不用, 需不需要, 有没有必要, 是不是得
    能否: 是否需要, 是否应该, 是否要, 是不是能, 是不是可以, 是不是要, 是不是该, 行不行, 可以不可以, 是不是需要, 是否有必要
    能: 还可以, 还能, 可以, 能够, 可, 行得通, 允许
    要: 需要, 应该, 应当, 得, 必须, 用得着, 该, 想
    提: 提交, 提个, 提一个, 提张, 开个, 开一个, 开张, 发起, 创建, 新建, 开, 建个
    说: 讲, 回覆, 回复, 答复, 回答, 回应, 交代, 告诉, 告知, 通知, 沟通, 回话
    用户: 跟用户, 和用户, 向用户, 对用户, 与用户, 同用户, 给用户, 对用户那边
    用户怎么说: 用户怎么回, 怎么回用户, 怎么用户回
    谁: 哪个人, 什么人, 哪位
    翻译: 翻译成, 翻成, 译成, 翻译为, 转成, 翻译到, 译为
    切换: 切换到, 切换成, 换成, 改成, 改用, 切到, 切成, 换
    能用户重试: 能让用户重试
    能重试: 用户能重试, 能用户重试, 让用户重试
    """
)

PASSED_OVER = _listed(
    """
    please, pls, plz, plss, kindly, the, a, an, this, that, it, its, these, those, here, just, also, still, really,
    actually, exactly, then, there, though, maybe, simply, even, now, thing, issue, problem, error, errors, request, call it,
    for me, for us, for this, for that, for it, about this, about that, about it, with this, with that, with it, of this,
    of that, to me, on this, in this case, in that case, case, failure, errcode, bot, thanks, thank you, thx, ty, cheers,
    give me, show me, gimme, tell me, i would like, i need the, same, such, to, be, code, first, actual, some, my, our, again,
    any more, sorry, sry, again please, this one, that one, somehow, properly, quickly, asap, generally, normally, show, your, something, already there
    """
)
PASSED_OVER_HAN = _listed(
    """
    请问, 请教, 请, 麻烦, 劳驾, 那么, 那, 这个, 这种, 这类, 这条, 这次, 这里, 这边, 这, 此, 一下, 到底, 究竟, 现在, 目前, 马上, 立刻, 立即,
    直接, 接着, 还, 再, 就, 又, 也, 呢, 啊, 呀, 哦, 噢, 嗯, 额, 哈, 吧, 哇, 诶, 喂, 哎, 谢谢, 多谢, 感谢, 谢, 您好, 你好, 我们, 咱们, 咱, 我,
    个, 机器人, 份, 下, errcode, bot, error, 亲, 给出, 一份, 一版, 呗
    """
)
# Idle words that ask for what comes next where nothing else is said: "and then?"
ALONE = frozenset({"then", "now"})
OPENERS = _listed(
    """
    ok, okay, so, and, but, hmm, hm, um, well, alright, right, cool, great, hi, hey, hello, yo, sorry, yes, yeah, oh, or,
    wait, good, nice, quick question, question, btw
    """
)
ADDRESSES = _listed(
    """
    can you, will you, would you, do you know, do you have, send me, get me, write me, i want, i like, i need, help me,
    let me know, let me see, let me have, is there, have you got, any, can i get, can i have, can i see, can get, can have,
    can see, post, share, provide, explain to me, do you think, what about, how about, any idea, i would like to know,
    i wonder, know
    """
)
# What asks; and what tells something instead.
ASKING = _listed(
    """
    what, how, who, whose, when, where, which, why, can, is, does, do, please, give, show, need, want, would, could, should
    """
)
STATED = _listed(
    """
    will, let, did, done, opened, filed, retried, already, fixed, works, worked, tried, was, were, been, had, raised,
    sent, going, gonna, asked, never, later, tomorrow
    """
)
# A word that says by itself, among others, what is wanted.
TELLING = _listed("retry, ticket, english, chinese, 重试, 工单, 英文, 中文, 话术")
# What may stand beside a question to the bot, and tells of no other error.
BESIDE = _listed(
    """
    automatically, auto, safely, app, phone, upload, photo, colleague, colleagues, boss, manager, team, customer, agent,
    agents, only, reads, speaks, paste, copy, form, angry, upset, waiting, keeps, keep, asking, asks, calling, wants, yet,
    ready, quick, short, long, nice, polite, send, use, today, instead, directly, manually
    """
)
BESIDE_HAN = _listed(
    """
    用户, 客户端, 前端, 自动, 手动, 一直, 在催, 催, 之前, 之后, 以后, 重新, 拍, 照片, 一张, 一次, 一段, 同事, 老板, 领导, 老外, 外国,
    团队, 看不懂, 信息, 哪些, 包含, 包括, 让, 过, 帮, 写, 给, 着急, 很急, 生气, 投诉, 问, 多久, 几次, 什么, 怎么, 能否, 能, 要, 等, 先
    """
)
# What stands before a wish to the bot.
ADDRESSES_HAN = _listed("能否, 能, 帮忙, 帮, 看看, 想知道, 问, 来")
STATED_HAN = _listed("了, 过, 已, 正在, 刚, 我来, 我去, 等我, 我先, 稍后, 明天, 不用")
