"""Files -> the core's values, or every reason why not."""

from __future__ import annotations

import shutil
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.plain import parse_plain
from bot.catalogue.read import KnowledgeError, default_folder, read_catalogue, read_knowledge
from bot.catalogue.remedy_page import HEADS
from bot.catalogue.source import Source, load_source
from bot.core.entry import (
    Actor,
    Bilingual,
    Catalogue,
    CodeRange,
    Entry,
    EntryKey,
    Family,
    Passage,
    Remedy,
    Retry,
    Section,
    Step,
    Topic,
    Verdict,
)


def _passages(slug: str) -> tuple[Passage, ...]:
    """Both remedies of the catalogue say the same, but for their codes."""
    code = {"parameters": "101", "busy": "201"}[slug]
    told = {
        Topic.MEANING: (
            "接口没有收到它需要的参数，官方写的是「必要参数未传入」[官方]。另见[系统繁忙](busy.md)。",
            "The interface did not get what it needs: “A required parameter is missing.” [vendor]"
            " See [busy](busy.md), too.",
        ),
        Topic.CHECK: (
            "1. **看 `param[]` 里写的是哪个参数。** 名字在报错信息里。",
            "1. **Read in `param[]` which parameter it is.** Its name stands in the message.",
        ),
        Topic.MEND: (
            "1. **补上这个参数。** 官方的建议是「修改参数」[官方]。\n"
            '2. **发送之前先检查。**\n\n   ```python\n   print("ok")\n   ```',
            "1. **Add that parameter.** The vendor says: “Correct the parameter.” [vendor]\n"
            '2. **Check before you send.**\n\n   ```python\n   print("ok")\n   ```',
        ),
        Topic.RETRY: ("修好再发。", "Once it is mended."),
        Topic.END_USER: ("> 请稍后再试。", "> Please try again later."),
        Topic.TICKET: ("一般不需要。", "Hardly ever."),
        Topic.CODES: (f"- `{code}`", f"- `{code}`"),
        Topic.SOURCE: (
            "[某厂](https://example.com/errors)的 2020-12-15 版。",
            "Edition 2020-12-15 of [some vendor](https://example.com/errors).",
        ),
    }
    return tuple(Passage(topic, HEADS[topic], Bilingual(*texts)) for topic, texts in told.items())


def test_small_catalogue_as_values(vendor: Path) -> None:
    steps = (
        Step(Bilingual("看 `param[]` 里写的是哪个参数。", "Read in `param[]` which parameter it is.")),
        Step(Bilingual("补上这个参数。", "Add that parameter.")),
        Step(Bilingual("发送之前先检查。", "Check before you send.")),
    )
    remedies = {
        slug: Remedy("vendor", slug, Bilingual("参数不对", "A parameter is wrong"), steps, _passages(slug))
        for slug in ("busy", "parameters")
    }
    missing = Entry(
        EntryKey("vendor", "basics", "101"),
        "param[a] is null",
        Bilingual("必要参数未传入", "A required parameter is missing."),
        Bilingual("修改参数", "Correct the parameter."),
        Verdict(Retry.AFTER_FIX, Actor.CALLER, ticket=False),
        ("少传了参数", "forgot a field"),
        remedies["parameters"],
    )
    busy = Entry(
        EntryKey("vendor", "basics", "201"),
        "system busy",
        Bilingual("系统繁忙", "The system is busy."),
        Bilingual("请重新尝试, 若无效, 请提交工单", "Try again; otherwise open a ticket."),
        Verdict(Retry.BACKOFF, Actor.VENDOR, ticket=True),
        ("they are overloaded",),
        remedies["busy"],
    )
    twin = Entry(
        EntryKey("vendor", "extra", "101"),
        missing.message,
        missing.description,
        missing.advice,
        missing.verdict,
        ("forgot a field",),
        remedies["parameters"],
    )
    expected = Catalogue(
        slug="vendor",
        title=Bilingual("某厂", "Some vendor"),
        source="https://example.com/errors",
        edition="2020-12-15",
        sections=(
            Section("basics", Bilingual("基础错误码", "Basics")),
            Section("extra", Bilingual("其他错误码", "Others")),
        ),
        entries=(missing, busy, twin),
        families=(Family("parameters", Bilingual("参数", "Parameters"), (missing.key, twin.key), ("参数不对",)),),
        ranges=(
            CodeRange(100, 199, Bilingual("参数", "parameters")),
            CodeRange(200, 299, Bilingual("服务", "service")),
        ),
        marks=("vendor",),
        everyday=frozenset({"system busy"}),
        synonyms=(("photo", "照片"),),
        remedies=(remedies["busy"], remedies["parameters"]),
    )

    assert read_catalogue(vendor) == expected


def test_families_synonyms_and_phrases_may_be_missing(vendor: Path) -> None:
    for name in (
        "families.toml",
        "synonyms.toml",
        "phrases/basics.toml",
        "phrases/extra.toml",
        "phrases/families.toml",
    ):
        (vendor / name).unlink()

    catalogue = read_catalogue(vendor)

    assert (catalogue.families, catalogue.synonyms) == ((), ())
    assert [entry.phrases for entry in catalogue.entries] == [(), (), ()]


def test_folder_is_a_catalogue_or_holds_some(vendor: Path) -> None:
    assert read_knowledge([vendor]) == read_knowledge([vendor.parent])


def test_folder_named_by_a_dot(vendor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vendor)

    assert read_catalogue(Path()).slug == "vendor"


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["missing"], "missing:1: is no folder to read: No such file or directory; name a folder of catalogues"),
        (["empty"], "empty:1: holds no catalogue; name a folder with catalogue.toml, or one that holds such"),
        (["misspelt"], "misspelt/a:1: holds TOML files but no catalogue.toml; add catalogue.toml, or move it away"),
        (
            ["vendor", "copy/vendor"],
            "copy/vendor:1: the catalogue vendor is also vendor; rename one, or name one folder only",
        ),
        (
            ["missing", "empty"],
            "empty:1: holds no catalogue; name a folder with catalogue.toml, or one that holds such\n"
            "missing:1: is no folder to read: No such file or directory; name a folder of catalogues",
        ),
    ],
    ids=["missing", "empty", "misspelt", "twice", "several"],
)
def test_folders_that_hold_no_catalogue_of_their_own(vendor: Path, folders: list[str], expected: str) -> None:
    root = vendor.parent
    (root / "empty").mkdir()
    (root / "misspelt" / "a").mkdir(parents=True)
    (root / "misspelt" / "a" / "catalog.toml").touch()
    shutil.copytree(vendor, root / "copy" / "vendor")

    with pytest.raises(KnowledgeError) as caught:
        read_knowledge([root / folder for folder in folders])

    assert str(caught.value).replace(f"{root}/", "") == expected


def test_no_folder_at_all() -> None:
    with pytest.raises(KnowledgeError, match="no folder of catalogues is named"):
        read_knowledge([])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfa = 1", "f.toml:1: begins with a byte order mark; save the file as UTF-8 without BOM"),
        ("a = 1\nb = '中'".encode("gb18030"), "f.toml:2: byte 0xD6 is not UTF-8; save the file as UTF-8"),
        (
            "a = '\ufffd'".encode(),
            "f.toml:1: holds U+FFFD, a lost character; copy the text from the source again",
        ),
        (b"a = 1\na = 2", "f.toml:2: is not TOML: Cannot overwrite a value; mend the syntax of this line"),
        (b"a = 1\nb = '''", "f.toml:2: is not TOML: Expected \"'''\"; mend the syntax of this line"),
        (
            b"a = " + b"[" * 5000,
            "f.toml:1: is nested too deeply; write lists of strings, no deeper",
        ),
        (b"#" * 101, "f.toml:1: is larger than 100 bytes; split it into several files"),
        (None, "f.toml:1: can't be read: No such file or directory; put the file there, readable"),
    ],
    ids=["BOM", "GB 18030", "U+FFFD", "key twice", "unclosed", "nested", "large", "missing"],
)
def test_file_that_cannot_be_read(tmp_path: Path, data: bytes | None, expected: str) -> None:
    path = tmp_path / "f.toml"
    if data is not None:
        path.write_bytes(data)

    fault = load_source(path, 100 if "larger" in expected else 10_000)

    assert str(fault).replace(f"{tmp_path}/", "") == expected


def test_number_of_thousands_of_digits_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "f.toml"
    path.write_text(f"a = {'9' * 5000}", encoding="utf-8")

    assert not isinstance(load_source(path), Source)


LINES = st.sampled_from(
    [
        '["a"]',
        '["b"]',
        '["人脸"]',
        "zh = [",
        "en = [",
        '    "模糊",',
        '    "x # y",',
        '    "",',
        '    "\\t",',
        "]",
        "",
        "# note [",
        '    "a"b",',
        "[[c]]",
        '    "a", "b",',
        "zh = []",
    ]
)


@given(st.lists(LINES).map(lambda lines: "\n".join([*lines, ""])))
def test_plain_reading_gives_what_tomllib_gives(text: str) -> None:
    quick = parse_plain(text)

    assert quick is None or quick == tomllib.loads(text)


@given(
    st.dictionaries(
        st.sampled_from("ab"), st.dictionaries(st.sampled_from(["zh", "en"]), st.lists(st.text("ab 中"))), min_size=1
    )
)
def test_plain_reading_takes_every_plain_file(tables: dict[str, dict[str, list[str]]]) -> None:
    lines = []
    for name, lists in tables.items():
        lines.append(f'["{name}"]')
        for key, texts in lists.items():
            lines += [f"{key} = [", *(f'    "{text}",' for text in texts), "]"]

    assert parse_plain("\n".join([*lines, ""])) == tables


def test_key_that_stands_twice_is_left_to_tomllib() -> None:
    assert parse_plain('["a"]\n["a"]\n') is None
    assert parse_plain('["a"]\nzh = [\n]\nzh = [\n]\n') is None


class TestKnowledgeOfThePackage:
    """What the vendor's page is known to say."""

    def test_rows_and_codes(self, catalogue: Catalogue) -> None:
        codes = Counter(entry.code for entry in catalogue.entries)
        twice = {code for code, count in codes.items() if count == 2}

        assert (len(catalogue.entries), len(codes)) == (145, 140)
        assert twice == {"222027", "222028", "222029", "222030", "222361"}

    def test_sections_in_the_order_of_the_page(self, catalogue: Catalogue) -> None:
        sizes = Counter(entry.key.section for entry in catalogue.entries)

        assert list(sizes.items()) == [
            ("interface-flow", 8),
            ("general", 101),
            ("real-name", 11),
            ("h5-liveness", 19),
            ("verification", 6),
        ]

    def test_one_code_with_two_messages(self, catalogue: Catalogue) -> None:
        messages = {entry.key.section: entry.message for entry in catalogue.entries if entry.code == "222361"}

        assert messages == {"general": "system busy", "real-name": "network not available"}

    def test_oddities_stay_as_the_vendor_wrote_them(self, catalogue: Catalogue) -> None:
        entries = {(entry.key.section, entry.code): entry for entry in catalogue.entries}

        assert entries["general", "222205"].message == "network not availablel"
        assert entries["h5-liveness", "216908"].message == "视频中人脸质量较差 (返回信息中包含具体原因)"
        assert entries["general", "222304"].advice.zh == "请确保图片尺寸在1920x1080以下下"
        assert "illumiantion" in entries["h5-liveness", "216908"].description.zh

    def test_every_code_lies_in_at_most_one_range(self, catalogue: Catalogue) -> None:
        for entry in catalogue.entries:
            assert sum(known.first <= int(entry.code) <= known.last for known in catalogue.ranges) <= 1

    def test_loads_in_a_blink(self) -> None:
        """20 ms on the machine it was measured on; 62 ms before phrases were read the plain way."""
        times = []
        for _ in range(5):
            start = time.perf_counter()
            read_knowledge([default_folder()])
            times.append(time.perf_counter() - start)

        assert min(times) < 0.25
