"""The phrases that only the desk has, Chinese beside English. `language` is "zh" or "en" throughout."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Final

from bot.core.decode.times import Reckoning
from bot.core.entry import Bilingual

WORDS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        # --- the page
        "way_type": Bilingual(
            "发错误码、报错原文，或者用自己的话描述；中文英文都行，也可以用 /errcode 223114。",
            "Type a code, an error's text or your own words, in Chinese or English; /errcode 223114 works, too.",
        ),
        "way_paste": Bilingual(
            "整段报错直接粘贴；日志文件（最大 10 MB）拖进来，逐条列出次数、行号和时间。",
            "Paste an error as it is, or drop a log of up to 10 MB: each of its errors, with counts, lines and times.",
        ),
        "way_follow": Bilingual(
            "有了回答可以接着问：能重试吗？怎么处理？in English、工单。",
            "Then ask on about the answer: can I retry? what do I tell the user? 用中文, ticket.",
        ),
        "answered": Bilingual("回答", "errcode"),
        "actions": Bilingual("接着做", "What to do with this answer"),
        "choose": Bilingual("请选择", "Choose one"),
        "listen": Bilingual("像在频道里一样旁听", "Listen as in a channel"),
        "listen_hint": Bilingual(
            "旁听时，只有确认是文档里的错误才回答，否则不作声。",
            "When listening, it answers only what is surely a documented error, and stays silent otherwise.",
        ),
        "open_log": Bilingual("打开日志", "Open a log"),
        "drop_here": Bilingual("松开鼠标，读取这个日志", "Drop the log to read it"),
        "cancel": Bilingual("停止", "Stop"),
        "stopped": Bilingual("已停止。", "Stopped."),
        "copy": Bilingual("复制", "Copy"),
        "copied": Bilingual("已复制。", "Copied."),
        "sending": Bilingual("正在发送日志", "Sending the log"),
        "reading": Bilingual("正在读取日志", "Reading the log"),
        "pasted_log": Bilingual("粘贴的日志", "pasted log"),
        # --- the thread
        "silent": Bilingual(
            "（旁听时，机器人在这里不会作声：内容里没有可以确认的错误。直接问它，同样的内容会得到回答。）",
            "(Listening, the bot would stay silent here: nothing in it is surely a documented error. Asked directly, "
            "it would answer the same text.)",
        ),
        "no_channel": Bilingual(
            "这里没有频道可以设置。输入框下面的“旁听”演示频道里的行为，语言也在那里切换。",
            "There is no channel to set here. “Listen” below the box shows what it does in one; the language is there, too.",
        ),
        "no_language": Bilingual(
            "回答用的语言在输入框下面选：自动、中文或 English。",
            "The language of the answers is chosen below the box: auto, 中文 or English.",
        ),
        "forgotten": Bilingual(
            "那个回答已经找不到了，请重新提问。", "That answer isn't known any more: please ask again."
        ),
        "no_button": Bilingual("没有这个按钮。", "There is no such button."),
        # --- a log
        "nothing_found": Bilingual("没有发现文档里的错误。", "No documented error in it."),
        "cut_short": Bilingual(
            "读取时间到了上限，后面的内容没有读：下面是已读部分的结果。",
            "The time for one log was up, and the rest of it was not read: this is what stands in the part that was.",
        ),
        "code": Bilingual("错误码", "Code"),
        "error": Bilingual("错误", "Error"),
        "times": Bilingual("次数", "Times"),
        "first_line": Bilingual("首行", "First line"),
        "last_line": Bilingual("末行", "Last line"),
        "findings": Bilingual("日志里的错误", "Errors in the log"),
        "timeline": Bilingual("时间分布", "When they occurred"),
        "no_times": Bilingual(
            "没有时间分布：这些错误旁边没有能读出的时间。像 04/11/2020 这样的日期，要日志里另有日期的日大于 12，才分得清日和月。",
            "No timeline: beside these errors stands no time that can be read. A date such as 04/11/2020 is read only where "
            "another one tells which number is the day, by being above 12.",
        ),
        "as_table": Bilingual("以表格显示", "As a table"),
        "from": Bilingual("开始时间", "From"),
        "all": Bilingual("合计", "All"),
        "others": Bilingual("其他", "others"),
        "explained": Bilingual("含义和处理办法", "What they mean, and what to do"),
        # --- what a log is refused for
        "too_large": Bilingual("日志超过 10 MB", "The log is larger than 10 MB"),
        "too_large_mend": Bilingual(
            "请截取出错前后的部分，或者在命令行用 errcode decode：它没有大小限制。",
            "Cut out the part around the errors, or use errcode decode on the command line, which has no limit.",
        ),
        "not_text": Bilingual("这不是文本文件", "That is no text file"),
        "not_text_mend": Bilingual(
            "压缩包请先解压；文本要用 UTF-8、GB18030 或带 BOM 的 UTF-16。",
            "Unpack an archive first; a text has to be UTF-8, GB18030, or UTF-16 with its mark.",
        ),
        "empty": Bilingual("文件是空的", "The file is empty"),
        "one_log": Bilingual(
            "正在读取另一个日志：请等它读完，或者先停止。",
            "Another log is being read: wait for its end, or stop it first.",
        ),
        "busy": Bilingual("正在读取的日志太多", "Too many logs are being read"),
        "busy_mend": Bilingual("请过几秒再试。", "Try again in a few seconds."),
    }
)


def word(name: str, language: str) -> str:
    """The phrase of that name."""
    return WORDS[name].in_language(language)


def words(language: str) -> SimpleNamespace:
    """Every phrase, as an attribute by its name."""
    return SimpleNamespace(**{name: text.in_language(language) for name, text in WORDS.items()})


def size_text(size: int) -> str:
    """So many bytes, for a reader: in thousands, as in every other place where a size is told."""
    for unit, bytes_of in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_of:
            return f"{size / bytes_of:.1f} {unit}"
    return f"{size} B"


def log_text(name: str, size: int) -> str:
    """What stands for a log where a question would stand; `name` is fit to be shown."""
    return f"{name} · {size_text(size)}"


def lines_text(lines: int, language: str) -> str:
    """How long a log is."""
    return Bilingual(f"共 {lines:,} 行", f"{lines:,} {'line' if lines == 1 else 'lines'}").in_language(language)


def found_text(errors: int, times: int, language: str) -> str:
    """How much was found: so many different errors, so many times."""
    kinds, counts = "error" if errors == 1 else "errors", "once" if times == 1 else f"{times:,} times"
    return Bilingual(f"{errors} 种错误，共 {times:,} 次", f"{errors} documented {kinds}, {counts}").in_language(
        language
    )


def progress_text(read: int, size: int, errors: int, times: int, language: str) -> str:
    """How far the reading has come."""
    done, whole = size_text(read), size_text(size)
    far = Bilingual(f"已读 {done} / {whole}", f"{done} of {whole} read").in_language(language)
    return f"{far} · {found_text(errors, times, language)}" if errors else far


def reckoning_text(reckoning: Reckoning, language: str) -> str:
    """What the times of a log are counted in."""
    said = {
        Reckoning.UTC: Bilingual("时间为 UTC", "times in UTC"),
        Reckoning.LOCAL: Bilingual("时间按日志原文，未注明时区", "times as the log has them: it names no zone"),
        Reckoning.YEARLESS: Bilingual(
            "时间按日志原文，未注明年份和时区", "times as the log has them: it names neither year nor zone"
        ),
        Reckoning.CLOCK: Bilingual(
            "时间按日志原文，没有日期：不同日子叠在一起",
            "times as the log has them: it names no day, so all days lie on one another",
        ),
    }
    return said[reckoning].in_language(language)


def left_out_text(count: int, language: str) -> str:
    """So many errors (1 or more) for which the chart has no time."""
    return Bilingual(f"另有 {count:,} 次没有可用的时间", f"{count:,} more without a time to go by").in_language(
        language
    )


def chart_text(peak: int, bucket: str, language: str) -> str:
    """What the chart shows, for who doesn't see it: its highest bar, and where that begins."""
    return Bilingual(
        f"柱状图：最高 {peak:,} 次，从 {bucket} 起；数据见下面的表格",
        f"Bar chart: at most {peak:,}, from {bucket}; the table below has every figure",
    ).in_language(language)


def step_text(step: int, language: str) -> str:
    """How much time one bar stands for; `step` in seconds."""
    for seconds, zh, en in ((86400, "天", "day"), (3600, "小时", "hour"), (60, "分钟", "minute"), (1, "秒", "second")):
        if step % seconds == 0:
            many = step // seconds
            plural = en if many == 1 else f"{many} {en}s"
            return Bilingual(
                f"每柱 {many} {zh}", f"one bar a {plural}" if many == 1 else f"one bar for {plural}"
            ).in_language(language)
    raise ValueError(f"got a step of {step} seconds, expected a whole number above 0")
