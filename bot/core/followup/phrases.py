"""What people say in a thread when they ask on about the error that was answered there.

One tuple a kind, both languages. Case, script, width and punctuation don't matter, nor do the words
of PASSED_OVER. Two signs stand for something:

    retry?   counts among people only with a question mark or 吗 behind it: "retry." is an order
    @link    counts only when it is addressed to the bot: among people it is meant for a colleague
"""

from __future__ import annotations

from collections.abc import Iterable


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\n", " ").replace(", ", ",").strip(" ,").split(","))


def _trimmed(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in _listed(text))


_FRAMES = _trimmed(
    """#, got #?, have #?, have got #?, can have #, can get #, can see #, is there #?, any #?, what is #, where is #,
    need #?, with #?, want #, where can find #, can have it #, can get it #"""
)
_FRAMES_HAN = _trimmed(
    """#, 有#?, 有没有#, #有?, #有没有, #是什么, 给#, 发#, 来#, 求#, 要#, 能给#?, 能发#?, 能看#?, 能否给#, 能否看#, #在哪, #在哪里,
    #给, #发, #给看看, 哪有#, 哪里有#, 哪里看#, 哪里能看#, 想看#, 想要#"""
)


def _asked_for(things: str, frames: Iterable[str]) -> tuple[str, ...]:
    """Every way to ask for each of the things."""
    return tuple(frame.replace("#", thing) for thing in _trimmed(things) for frame in frames)


RETRY = _trimmed(
    """
    can retry, retry?, retry or not, when can retry, how often can retry, how many times can retry, how many retry?,
    how soon can retry, how long can retry, how long retry, how long can wait before retry, is ok retry,
    worth retry?, ok if i retry?, is retry ok, retry ok?, is it retryable, retryable?, does retry help, will retry help,
    would retry help, can retry help, is retry help, does help retry, will help retry, would help retry, is retry needed,
    is retry allowed, is there ok retry, any ok retry?, can it be retried, how can retry, what if i retry,
    what about retry?, retry advice, what happens if i retry, can wait before retry, can i wait and retry,
    can retry or wait, can wait or retry, is there need retry, need retry?,
    @how long can wait, @is it transient, @is it temporary, @is it permanent, @can wait, @will it go away,
    @retry policy, @will go away, @will pass, @wait?, @back off?, @when will it work again, @will it work if i retry, @will it pass,
    能重试?, 能否重试, 要重试?, 重试?, 重试有用?, 有用重试?, 重试有没有用, 重试能好?, 重试能行?, 重试会好?, 重试行?, 重试能?, 重试能处理?, 重试行不行,
    重试有意义?, 有意义重试?, 值得重试?, 有必要重试?, 重试有必要?, 有没有必要重试, 怎么重试, 什么时候能重试, 什么时候重试,
    多久能重试, 多久重试, 重试多久, 重试间隔多久, 重试几次, 能重试几次, 要重试几次, 重试多少次, 能重试多少次, 重试能成功?, 重试会成功?,
    @要多久, @多久, @等一会能好?, @会自己好?, @自己会好?, @是偶发?, @重试策略, @重试建议, @是临时的?, @是暂时的?, @什么时候能恢复
    """
)
STEPS = _trimmed(
    """
    what can do, what to do, what can be done, what is to be done, whatnow, how can fix, how to fix, how fix,
    how can it be fixed, what is the fix, how does one fix, what fixes it?, steps?, step by step, more, more?,
    more details, details, more info, more information, solution?, what is solution, remediation, how can proceed, instructions,
    what can try, what can check, what to check, what can check first, where can start, full answer, what do you suggest,
    what do you recommend, what does vendor recommend, what does vendor suggest, what else can do, what can change,
    what to change, what way to fix,
    @fix?, @fix, @remedy, @next steps, @what is next steps, @what next, @any advice, @go on, @continue, @help,
    @what else, @runbook, @workaround, @is there fix, @is there workaround, @any fix, @any workaround, @how,
    @what is next, @next, @next step, @still not working, @still do not work, @do not work, @did not work, @not working, @did not help,
    @do not help, @no luck, @no use, @no good, @still fails, @still failing, @tried, @tried no luck, @tried that, @what is best way to fix, @can fix, @what do you suggest i do, @what do you recommend i do,
    怎么处理, 更多, 更多信息, 更详细, 详情, 详细点, 详细说说, 具体怎么处理, 具体点, 展开说说, @要做什么, @能做什么, @做什么, 先做什么, 先查什么,
    要查什么, 查什么, 检查什么, 先检查什么, 要检查什么, 从哪查, 从哪查起, 从哪里查起, 从哪开始查, 从哪处理, 有什么办法, 有什么建议, 有什么处理方法,
    要改什么, 怎么处理好, 怎么处理合适, 什么方法处理, 怎么才能处理, 怎么处理比较好, 后面的步骤,
    @下一步, @下一步做什么, @下一步怎么处理, @接下来, @接下来做什么, @然后, @有办法?, @有没有办法, @继续, @给点建议, @建议, @方案, @有建议?,
    @还是不行, @不行, @不好使, @还是不好使, @没用, @还是没用, @不管用, @还是不管用, @没效果, @没有效果, @没好, @试过了, @试过没用, @试过不行, @试了没用, @试了不行, @试了还是不行,
    @试过了没用, @试过了不行, @试过了还是不行, @按步骤做了还是不行
    """
)
STEPS += _asked_for("steps, full steps, more steps, remaining steps, rest of steps, more details, full remedy", _FRAMES)
STEPS += _asked_for(
    "步骤, 完整步骤, 全部步骤, 更多步骤, 处理步骤, 处理方法, 处理建议, 其他步骤, 剩下的步骤", _FRAMES_HAN
)
TICKET = _trimmed(
    """
    ticket, need ticket, can need ticket, is ticket needed, ticket needed?, ticket or not, can open ticket, open ticket?,
    when can open ticket, how can open ticket, where can open ticket, how to open ticket, where to open ticket,
    when to open ticket, is ok ticket, worth ticket?, is ok open ticket, worth open ticket?, is there need ticket, need ticket?,
    what can put in ticket, what to put in ticket, what goes in ticket, what can ticket say, what can ticket contain,
    what can be in ticket, what does ticket need, what in ticket, what belongs in ticket, how can write ticket, how to write ticket, what can write in ticket, what to write in ticket,
    how can word ticket, how to word ticket, write ticket for me, draft ticket, prepare ticket, generate ticket,
    what can include in ticket, what to include in ticket, what can add to ticket, when is ticket needed,
    @open ticket, @write ticket, @make ticket, @create ticket, @can contact support, @escalate?, @can escalate,
    @how can contact support, @what does support need, @what can send to support, @what can tell support, @what can write to support, @write to support, @tell support,
    工单, 要提工单?, 能提工单?, 能否提工单, 能否工单, 要工单?, 提工单?, 有必要提工单?, 值得提工单?, 工单怎么写, 工单怎么提, 工单怎么处理, 怎么提工单,
    怎么写工单, 工单写什么, 工单里写什么, 工单要写什么, 工单里要写什么, 工单要填什么, 工单填什么, 工单要带什么, 工单里填什么, 工单要附什么, 工单带什么,
    提工单要什么, 提工单要什么信息, 提工单要哪些信息, 提工单要提供什么, 提工单写什么, 提工单要写什么, 提工单要带什么, 提工单怎么写,
    什么时候提工单, 什么时候要提工单, 什么情况提工单, 去哪提工单, 在哪提工单, 哪里提工单, 到哪提工单, 生成工单, 来工单, 给工单, 工单提哪,
    @提工单, @写工单, @联系客服?, @能否联系客服, @怎么联系客服, @怎么联系技术支持, @要联系官方?, @怎么联系官方
    """
)
TICKET += _asked_for(
    "ticket text, ticket template, ticket draft, ticket content, ticket body, ticket wording, ticket example",
    _FRAMES,
)
TICKET += _asked_for(
    "工单内容, 工单模板, 工单文本, 工单文案, 工单草稿, 工单样例, 工单正文, 工单格式, 工单话术", _FRAMES_HAN
)
MEANING = _trimmed(
    """
    what does mean, what mean, what it means, meaning, meaning?, mean?, what is this error, what is error about,
    which error is this, what kind of error is this, what sort of error is this, explain, in plain words,
    in plain english, in simple terms, in simple words, in other words?, what does this code stand for, what does it stand for,
    what does it say, what does this tell me, what is that supposed to mean, what is it trying to say, define,
    what causes it, what is the cause of this error, what is this code, what is code for, what can it mean,
    @what is it, @why, @why does it happen, @why can get it, @why did it happen, @why is it happening, @what happened, @why does it fail,
    @what is wrong, @what went wrong, @what is going on, @what is the problem, @root cause, @cause?, @why is it failing,
    @reason?, @what is reason, @i do not understand, @i do not get it, @how come, @what, @why am i getting it,
    @what is cause, @what is it about,
    什么意思, 意思什么, 意思?, @解释原因, @什么道理, 什么含义, 代表什么, 代表什么意思, 表示什么, 表示什么意思, 说明什么, 指什么, 指什么意思, 什么错误, 什么报错, 什么错, 哪种错误,
    什么类型的错误, 解释, 解释解释, 解释含义, 解释意思, 能解释?, 能否解释, 说人话, 通俗点, 用大白话说, 大白话, 通俗解释, 什么错误码, 错误含义, 错误说明,
    错误原因?, 报错原因?, 什么情况下会报, 什么情况会报, 什么时候会报, 怎么理解, 什么概念, 什么鬼?,
    @什么原因, @什么问题, @怎么回事, @为什么, @为什么会这样, @为什么这样, @原因, @看不懂, @没看懂, @不懂, @什么情况, @原因是什么, @怎么会这样, @什么,
    @为什么报, @为什么会报, @为什么会报错, @哪里错, @哪里有问题, @什么原因导致, @怎么会报
    """
)
MEANING += _asked_for("explanation, meaning, description, definition", _FRAMES)
MEANING += _asked_for("含义, 解释", _FRAMES_HAN)
ACTOR = _trimmed(
    """
    who has to act, who acts, who can act, who must act, who has to fix, who can i contact, who can ask, who can turn to,
    who should fix, who must fix, who needs to fix, who is to fix, who is responsible for fixing, who needs to do what,
    whose problem is it, whose fault is it, whose side is it on, whose error is it, whose mistake is it,
    us or vendor?, vendor or us?, is us or vendor, is vendor or us, @is vendor, us?, vendor?, actor?,
    client or server side?, is it client or server side, is it the user fault, user fault?, is it the account owner,
    can need do anything, need do anything?, who has to do something, whose side?, which side is it on, which side is at fault,
    @who can fix, @who is responsible, @who owns it, @who to contact, @who is to blame, @who can escalate to, @whose job is it,
    @is us, @who handles it, @who takes care of it, @who, @can do anything about it, @is it something i did, @vendor,
    @did i do something wrong, @who is at fault,
    谁处理, 要谁处理, 要由谁处理, 要找谁解决, 由谁处理, 归谁处理, 归谁管, 找谁, 找谁处理, 要找谁, 要找谁处理, 联系谁, 要联系谁, 谁要处理, 谁能处理, 谁问题, 谁那边的问题,
    哪边的问题, 哪方的问题, 哪一方的问题, 哪一边的问题, 谁家的问题, 我方还是对方, 对方还是我方, 我方?, 对方?, 用户问题?, 用户自己的问题?,
    服务端还是客户端的问题, 客户端还是服务端的问题, 哪个角色处理, 要谁动手, 要谁出面, 谁出面处理, 轮到谁处理,
    @谁锅, @谁责任, @谁要负责, @谁负责, @谁, @谁管, @找哪个团队, @哪个团队处理, @联系哪里, @谁动手, @自己能处理?, @对方, @我方
    """
)
END_USER = _trimmed(
    """
    what can tell user, what to tell user, what can say to user, what to say to user, how can tell user, how to tell user,
    how can explain to user, how to explain to user, how can word for user, what can write to user, what can reply to user,
    what to reply to user, what to write to user, how can answer user, how can reply to user, how can respond to user,
    how to answer user, how to reply to user, how to respond to user, what can answer user, what can explain to user,
    what can user do, what to do for user, what must user do, what does user have to do, what does user do,
    does user need to do anything, can tell user, can tell user anything, can tell user something, what can user see,
    what can show user, what message can show user, what about user?, what can user be told, what can let user know,
    how can put to user, how can say to user, how can phrase for user, what can support say to user,
    @reply to user, @tell user, @answer user, @draft reply, @explain to user, @what does user see, @write to user,
    @what can tell them, @what can say to them, @what can reply to them, @for user, @how can phrase it, @how can put it, @user?, @what can say, @what can reply,
    用户怎么说, 怎么用户说, 怎么说用户, 用户说什么, 要用户说什么, 说用户什么, 用户要怎么说, 用户怎么解释, 怎么用户解释, 怎么解释用户, 要说用户什么,
    对外怎么说, 客服怎么说, 客服要怎么说, 客服说什么, 用户要做什么, 用户做什么, 用户怎么处理, 用户能做什么, 用户要怎么处理, 让用户怎么处理, 让用户做什么,
    要用户做什么, 要说用户?, 能否说用户, 要用户说?, 能否用户说, 怎么提示用户, 用户什么提示, 前端怎么提示, 页面怎么提示, 怎么安抚用户, 用户怎么安抚,
    用户问起来怎么说, 用户问怎么说, 用户在问怎么说, 用户问怎么处理, 用户要什么操作, 用户怎么配合, 用户要怎么配合, 要用户怎么配合,
    @怎么说, @怎么提示, @用户说, @说用户, @文案, @用户, @怎么解释, @写用户, @一段用户
    """
)
END_USER += _asked_for(
    """message for user, text for user, wording for user, words for user, reply for user, answer for user, user message,
    user wording, user text, user facing text, user facing message, user facing wording, user instructions,
    canned response, canned reply, reply template, user reply, response for user, explanation for user""",
    _FRAMES,
)
END_USER += _asked_for(
    "话术, 用户话术, 说话术, 客服话术, 安抚话术, 标准话术, 话术模板, 对外话术, 用户提示, 用户文案, 提示文案",
    _FRAMES_HAN,
)
SOURCE = _trimmed(
    """
    source, sources, source?, docs, docs?, where is it from, where from?, where does it say, where do you get, where does come from, where did you get,
    where did you find, where is documented, where is written, where is it defined, what do docs say, which docs,
    where are docs, where in docs, which page, which page is it on, is it documented, which docs is it from, which page is it from, cite, says who, who says so,
    is it official, is it from docs, according to whom, which edition, which version of docs, how do you know,
    reference, references, where can read it, according to what,
    @link, @links, @url, @are you sure, @proof, @can read it somewhere, @original, @evidence, @how sure are you,
    @where can read more, @read more, @where, @is it true, @got link, @is there link, @have docs, @have link,
    文档, 文档在哪, 文档在哪里, 哪个文档, 哪份文档, 哪里的文档, 官方怎么说, 根据什么, 哪里写的, 哪写的, 哪儿写的, 写在哪, 写在哪里, 官方这么说?, 官方是这么说的?,
    哪个版本的文档, 哪一版文档, 哪个页面, 官方哪里写, 文档里怎么说, 文档怎么说, 有什么依据, 什么依据, 什么出处, 出处哪里, 出处哪儿, 哪里的出处,
    @链接, @地址, @网址, @有文档?, @有没有文档, @有链接?, @确定?, @靠谱?, @真的?, @在哪里看, @哪里能看, @谁说的, @哪来的, @从哪来的, @哪里来的,
    @从哪里来的, @从哪看的, @哪看的, @怎么知道的, @哪里知道的, 官方怎么说的, 官方怎么写的, 哪个文档写的, 哪份文档写的
    """
)
SOURCE += _asked_for(
    """source, docs link, link to docs, docs page, official docs, official page, vendor docs, vendor page, citation,
    official docs link, original text, original page, original wording, link to source, source link, source page, link to vendor""",
    _FRAMES,
)
SOURCE += _asked_for(
    """出处, 出处链接, 文档链接, 文档地址, 官方文档, 官方文档链接, 官方文档地址, 原始文档, 原文, 原文链接, 官方原文, 官方说法, 官方说明, 官方链接, 官方页面,
    参考链接, 参考资料, 参考文档, 依据, 说明文档""",
    _FRAMES_HAN,
)
SAMPLE = _asked_for(
    "sample code, code sample, code samples, code example, code examples, example code, code snippet, snippet",
    ("@#", "@#?", *(f"@{frame}" for frame in _FRAMES)),
)
SAMPLE += _asked_for(
    "示例代码, 代码示例, 样例代码, 代码样例, 参考代码, 示例, 代码片段", ("@#", *(f"@{frame}" for frame in _FRAMES_HAN))
)
SAMPLE += _trimmed("@example?, @how in code, @代码, @代码怎么写, @怎么写代码, @举个例子, @有例子?")


_SPOKEN = """
    translate #, speak #, use #, switch #, switch language #, language #, answer #, reply #, repeat #, write #,
    explain #, say #, say it #, once more #, what is it in #, what is # for it, how can say #, what does it say #, how do you say #,
    what does it mean #, do you speak #, do you have #, do you have it #, # answer, # only, #,
    i do not read ~, i do not speak ~, i do not understand ~, i do not know ~, not ~, no ~, ~ is no good,
    @i prefer #, @i only speak #, @i only read #, @# for my colleague, @needs it #
"""
_SPOKEN_HAN = """
    说#, 用#, 用#说, #说, 用#回答, 用#解释, 翻#, 译#, 翻译#, 切换#, #怎么说, #说说, #解释, #回答, #翻译, #版本, #呢, 能说#?, 能用#?, 能用#说?, 能翻译#?,
    能切换#?, 能否用#, 能否说#, 能否翻译#, 能否用#说, 不要~, 看不懂~, ~看不懂, 读不懂~, 不懂~, 不会~, 不会看~, ~不好, 不认识~, 看~吃力,
    @同事看不懂~
"""


def _in_language(template: str, wanted: str, other: str) -> tuple[str, ...]:
    return _trimmed(template.replace("#", wanted).replace("~", other))


ENGLISH = (
    *_in_language(_SPOKEN, "english", "chinese"),
    *_in_language(_SPOKEN_HAN, "英文", "中文"),
    *_asked_for("english, english version, english text, english translation, translation", _FRAMES),
    *_asked_for("英文, 英文版, 英文翻译", _FRAMES_HAN),
    *_trimmed(
        "translate, en, en version, eng version, @eng, @can not read it, @another language, @other language, @switch language"
    ),
    *_trimmed("@外国人看, @老外看, @老外看的, @外国同事看"),
)
CHINESE = (
    *_in_language(_SPOKEN, "chinese", "english"),
    *_in_language(_SPOKEN_HAN, "中文", "英文"),
    *_asked_for("chinese, chinese version, chinese text, chinese translation", _FRAMES),
    *_asked_for("中文, 中文版, 中文翻译, 翻译", _FRAMES_HAN),
    *_trimmed("zh, zh version, cn, 翻译翻译, 能翻译?, 能否翻译, @译文"),
)
EVERY = (RETRY, STEPS, TICKET, MEANING, ACTOR, END_USER, SOURCE, SAMPLE, ENGLISH, CHINESE)
