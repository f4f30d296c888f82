"""Catalogues of any size, made from a seed, the real rows among them.

The made rows look like other vendors' pages and share vocabulary with the real ones on purpose:
the same grammar of messages ("... is not exist", "param[...] format error"), and a third of the
nouns are the real catalogue's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from bot.core.entry import Actor, Bilingual, Catalogue, Entry, EntryKey, Knowledge, Retry, Verdict

OWN_NOUNS = (
    ("face", "人脸"), ("image", "图片"), ("user", "用户"), ("group", "用户组"), ("token", "令牌"), ("request", "请求"),
    ("video", "视频"), ("voice", "语音"), ("name", "姓名"), ("network", "网络"), ("code", "验证码"), ("app", "应用"),
    ("plan", "方案"), ("session", "会话"), ("result", "结果"), ("template", "模板"), ("quality", "质量"), ("picture", "照片"),
)  # fmt: skip
OTHER_NOUNS = (
    ("invoice", "发票"), ("order", "订单"), ("refund", "退款"), ("parcel", "包裹"), ("warehouse", "仓库"), ("coupon", "优惠券"),
    ("wallet", "钱包"), ("bank card", "银行卡"), ("merchant", "商户"), ("shipment", "运单"), ("courier", "骑手"),
    ("domain", "域名"), ("certificate", "证书"), ("bucket", "存储桶"), ("object", "对象"), ("instance", "实例"), ("disk", "磁盘"),
    ("cluster", "集群"), ("node", "节点"), ("container", "容器"), ("queue", "队列"), ("topic", "主题"), ("message", "消息"),
    ("mailbox", "邮箱"), ("attachment", "附件"), ("contact", "联系人"), ("calendar", "日历"), ("meeting", "会议"),
    ("map tile", "瓦片"), ("route", "路线"), ("sensor", "传感器"), ("firmware", "固件"), ("gateway", "网关"), ("alarm", "告警"),
    ("ledger", "账本"), ("contract", "合同"), ("signature", "签名"), ("subscription", "订阅"), ("playlist", "歌单"),
)  # fmt: skip
QUALIFIERS = (
    ("", ""), ("source", "源"), ("target", "目标"), ("primary", "主"), ("backup", "备份"), ("shared", "共享"), ("remote", "远程"),
    ("pending", "待处理"), ("internal", "内部"), ("external", "外部"), ("default", "默认"), ("parent", "上级"),
)  # fmt: skip
FAULTS = (
    ("{} is not exist", "{}不存在"), ("{} is already exist", "{}已存在"), ("{} is expired", "{}已过期"), ("{} is locked", "{}已锁定"),
    ("{} format error", "{}格式错误"), ("{} quota exceeded", "{}配额已用完"), ("{} create fail", "{}创建失败"),
    ("{} delete fail", "{}删除失败"), ("{} sync timeout", "{}同步超时"), ("{} check fail", "{}校验失败"),
    ("{} is too large", "{}过大"), ("{} list is empty", "{}列表为空"), ("{} not support", "不支持该{}"),
    ("{} service busy", "{}服务繁忙"), ("no permission to access {}", "没有{}的访问权限"), ("{} limit reached", "{}超限额"),
    ("param[{}] format error", "{}参数格式错误"), ("invalid {} id", "{}编号非法"), ("{} was deleting", "正在清理{}"),
    ("{} is offline", "{}已离线"),
)  # fmt: skip
ADVICE = (
    Bilingual("请确认后重新尝试", "Check it and try again."),
    Bilingual("参考文档修改参数", "Correct the parameter as the documentation says."),
    Bilingual("请稍后重试", "Try again later."),
    Bilingual("请提交工单", "Open a ticket."),
)


def grown(real: Knowledge, size: int, seed: int = 7) -> Knowledge:
    """The real catalogues and made ones, `size` entries in all."""
    taken = {entry.code for catalogue in real for entry in catalogue.entries}
    missing = size - sum(len(catalogue.entries) for catalogue in real)
    rows = tuple(_rows(missing, taken, random.Random(seed)))
    if not rows:
        return real
    made = replace(
        real[0],
        slug="made",
        title=Bilingual("造", "made"),
        sections=(),
        entries=rows,
        families=(),
        ranges=(),
        marks=(),
        everyday=frozenset(),
        synonyms=(),
        offtopic=(),
    )
    return (*real, made)


def _rows(count: int, taken: set[str], chance: random.Random) -> Iterator[Entry]:
    codes = set(taken)
    for _ in range(count):
        code = str(chance.randrange(300_000, 9_999_999))
        while code in codes:
            code = str(chance.randrange(300_000, 9_999_999))
        codes.add(code)
        yield _row(code, chance)


def _row(code: str, chance: random.Random) -> Entry:
    noun, noun_zh = chance.choice(OWN_NOUNS if chance.random() < 1 / 3 else OTHER_NOUNS)
    second, second_zh = chance.choice(OTHER_NOUNS) if chance.random() < 0.7 else ("", "")
    quality, quality_zh = chance.choice(QUALIFIERS)
    fault, fault_zh = chance.choice(FAULTS)
    serial = chance.randrange(1000)
    thing = " ".join(filter(None, (quality, second, noun)))
    if "param[" in fault:
        thing = f"{thing.replace(' ', '_')}_{serial}"
    return Entry(
        EntryKey("made", "rows", code),
        fault.format(thing),
        Bilingual(fault_zh.format(quality_zh + second_zh + noun_zh), f"The {thing}: {fault.format('it')}."),
        chance.choice(ADVICE),
        Verdict(Retry.AFTER_FIX, Actor.CALLER, ticket=False),
    )


def real_part(knowledge: Knowledge) -> Catalogue:
    """The catalogue that was grown."""
    return knowledge[0]
