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

FILES = {
    "catalogue.toml": CATALOGUE,
    "basics.toml": BASICS,
    "extra.toml": EXTRA,
    "families.toml": FAMILIES,
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
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
