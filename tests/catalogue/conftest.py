"""A small sound catalogue on disk, to be broken by each test in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = r"""title.zh = "某厂"
title.en = "Some vendor"
source = "https://example.com/errors"
edition = "2020-12-15"
sections = ["basics", "extra"]
code = '-?\d{1,9}'
marks = ["vendor"]
everyday = ["system busy"]

[[range]]
first = 100
last = 199
meaning.zh = "参数"
meaning.en = "parameters"

[[range]]
first = 200
last = 299
meaning.zh = "服务"
meaning.en = "service"
"""

BASICS = """title.zh = "基础错误码"
title.en = "Basics"

[[entry]]
code = "101"
message = "param[a] is null"
description.zh = "必要参数未传入"
description.en = "A required parameter is missing."
advice.zh = "修改参数"
advice.en = "Correct the parameter."
retry = "after-fix"
actor = "caller"
ticket = false
remedy = "parameters"

[[entry]]
code = "201"
message = "system busy"
description.zh = "系统繁忙"
description.en = "The system is busy."
advice.zh = "请重新尝试, 若无效, 请提交工单"
advice.en = "Try again; otherwise open a ticket."
retry = "backoff"
actor = "vendor"
ticket = true
remedy = "busy"
"""

EXTRA = """title.zh = "其他错误码"
title.en = "Others"

[[entry]]
code = "101"
message = "param[a] is null"
description.zh = "必要参数未传入"
description.en = "A required parameter is missing."
advice.zh = "修改参数"
advice.en = "Correct the parameter."
retry = "after-fix"
actor = "caller"
ticket = false
remedy = "parameters"
"""

FAMILIES = """[[family]]
slug = "parameters"
title.zh = "参数"
title.en = "Parameters"
members = ["basics/101", "extra/101"]
"""

PHRASES = """["101"]
zh = [
    "少传了参数",
]
en = [
    "forgot a field",
]

["201"]
en = [
    "they are overloaded",
]
"""

PARAMETERS = """# 参数不对

## 含义

接口没有收到它需要的参数，官方写的是「必要参数未传入」[官方]。另见[系统繁忙](busy.md)。

## 先查什么

1. **看 `param[]` 里写的是哪个参数。** 名字在报错信息里。

## 怎么修

1. **补上这个参数。** 官方的建议是「修改参数」[官方]。
2. **发送之前先检查。**

   ```python
   print("ok")
   ```

## 能否重试

修好再发。

## 怎么对最终用户说

> 请稍后再试。

## 什么时候提工单

一般不需要。

## 涉及的错误码

- `101`

## 来源

[某厂](https://example.com/errors)的 2020-12-15 版。

# A parameter is wrong

## What it means

The interface did not get what it needs: “A required parameter is missing.” [vendor] See [busy](busy.md), too.

## First check

1. **Read in `param[]` which parameter it is.** Its name stands in the message.

## Mend it

1. **Add that parameter.** The vendor says: “Correct the parameter.” [vendor]
2. **Check before you send.**

   ```python
   print("ok")
   ```

## May I retry?

Once it is mended.

## What to tell the end user

> Please try again later.

## When to open a ticket

Hardly ever.

## Which codes

- `101`

## Source

Edition 2020-12-15 of [some vendor](https://example.com/errors).
"""

FILES = {
    "catalogue.toml": CATALOGUE,
    "basics.toml": BASICS,
    "extra.toml": EXTRA,
    "families.toml": FAMILIES,
    "remedies/parameters.md": PARAMETERS,
    "remedies/busy.md": PARAMETERS.replace("`101`", "`201`"),
    "synonyms.toml": 'groups = [["photo", "照片"]]\n',
    "phrases/basics.toml": PHRASES,
    "phrases/extra.toml": '["101"]\nen = [\n    "forgot a field",\n]\n',
    "phrases/families.toml": '["parameters"]\nzh = [\n    "参数不对",\n]\n',
}


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """The folder of a sound catalogue called "vendor"."""
    folder = tmp_path / "vendor"
    (folder / "phrases").mkdir(parents=True)
    (folder / "remedies").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
