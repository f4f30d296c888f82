"""Every secret here is made up, from pieces that show it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.redact import Redacted, Secret, SecretKind, redact

HEX = "0123456789abcdef"
TOKEN = "24." + HEX * 2 + ".2592000.1600000000.282335-10000000"
KEY = "Made1Up2Api3Key4Of5Signs"
JWT = "eyJ" + "Made1Up2Head" + "." + "Made1Up2Body" + "." + "Made1Up2Sign"
TELEGRAM = "AA" + "Made1Up2" * 4 + "x"
PHOTO = "/9j/4AAQSkZJRg" + "Made1Up2+Face" * 20
PHONE = "13800000000"


def id_number(first17: str) -> str:
    """Return a resident ID number: 17 made-up digits and their checksum."""
    return first17 + "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(first17)) % 11]


def luhn(first: str) -> str:
    """Return a card number: made-up digits and their check digit."""
    for last in "0123456789":
        digits = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(first + last))]
        if sum(d - 9 if d > 9 else d for d in digits) % 10 == 0:
            return first + last
    raise AssertionError(first)


ID = id_number("99000019900307001")
CARD = luhn("622202000000000000")


def kinds(text: str) -> list[str]:
    return [secret.kind.value for secret in redact(text).secrets]


FOUND = [
    # Baidu's tokens, in every wrapping
    (f"access_token={TOKEN}", "access_token=[access-token]"),
    (f"POST /v3/detect?access_token={TOKEN}&x=1", "POST /v3/detect?access_token=[access-token]&x=1"),
    (f"refresh is 25{TOKEN[2:]} ok", "refresh is [access-token] ok"),
    (f"223114 0{TOKEN}", "223114 0[access-token]"),
    (f"uid_{TOKEN}", "uid_[access-token]"),
    (f'{{"access_token": "{TOKEN}"}}', '{"access_token": "[access-token]"}'),
    (rf"{{\"access_token\":\"{TOKEN}\"}}", r"{\"access_token\":\"[access-token]\"}"),
    (rf"\\\"accessToken\\\":\\\"{KEY}\\\"", r"\\\"accessToken\\\":\\\"[access-token]\\\""),
    (f"a%3Faccess_token%3D{KEY}%26x%3D1", "a%3Faccess_token%3D[access-token]%26x%3D1"),
    (f"access_token%253D{KEY}%2526x", "access_token%253D[access-token]%2526x"),
    (f"&quot;token&quot;:&quot;{KEY}&quot;", "&quot;token&quot;:&quot;[access-token]&quot;"),
    (rf"token\u003d{KEY}\u0026a", r"token\u003d[access-token]\u0026a"),
    (f"access_token：“{KEY}”", "access_token：“[access-token]”"),
    (f"ａｃｃｅｓｓ＿ｔｏｋｅｎ＝{KEY}", "ａｃｃｅｓｓ＿ｔｏｋｅｎ＝[access-token]"),
    (f'["access_token"]=>\n  string(24) "{KEY}"', '["access_token"]=>\n  string(24) "[access-token]"'),
    (f"[access_token] => {KEY}\n", "[access_token] => [access-token]\n"),
    ("[password] => hunter2\n", "[password] => [password]\n"),
    (f"<access_token>{KEY}</access_token>", "<access_token>[access-token]</access_token>"),
    (f"{{'verify_token': b'{KEY}'}}", "{'verify_token': b'[access-token]'}"),
    (f"访问令牌是{KEY}，报110", "访问令牌是[access-token]，报110"),
    (f"{TOKEN[:20]}\n{TOKEN[20:50]}\r\n  {TOKEN[50:]}\n222202", "[access-token]\n222202"),
    (f'"session_key": "{KEY}\n{KEY}"', '"session_key": "[access-token]"'),
    (f"token={TOKEN[:30]}... (cut)", "token=[access-token] (cut)"),
    # keys
    (f"client_id={KEY}&client_secret={KEY}", "client_id=[api-key]&client_secret=[api-key]"),
    (f"API Key：{KEY} Secret Key: {KEY}", "API Key：[api-key] Secret Key: [api-key]"),
    (f"| API Key | {KEY} |", "| API Key | [api-key] |"),
    (f"AK={KEY}, sk: '{KEY}'", "AK=[api-key], sk: '[api-key]'"),
    (f"appKey: {KEY}", "appKey: [api-key]"),
    (f"密钥：{KEY}", "密钥：[api-key]"),
    (f"私钥={KEY}", "私钥=[private-key]"),
    ("key AKIA" + "MADEUP12" * 2, "key [api-key]"),
    ("LTAI" + "MadeUp1234567890", "[api-key]"),
    # headers
    (f"Authorization: Bearer {KEY}", "Authorization: Bearer [bearer-token]"),
    (f'-H "authorization:bearer%20{KEY}"', '-H "authorization:bearer%20[bearer-token]"'),
    ("Authorization: Basic bWFkZTp1cA==", "Authorization: [password]"),
    (f"Authorization: {KEY}", "Authorization: [bearer-token]"),
    (f"bce-auth-v1/{HEX}/2015-04-27T08:23:49Z/1800/host/{HEX * 4}", "[signature]"),
    (f"id {JWT}.", "id [bearer-token]."),
    ("Set-Cookie: BAIDUID=MADE1UP; path=/; HttpOnly\nDate: x", "Set-Cookie: [cookie]\nDate: x"),
    (f'"Cookie":"BDUSS={KEY}; a=b"', '"Cookie":"[cookie]"'),
    # bots, hooks, forges
    ("SLACK xoxb-000000000000-MadeUp", "SLACK [bot-token]"),
    ("xapp-1-A00000000-0000-madeup", "[bot-token]"),
    (f"/bot123456789:{TELEGRAM}/getMe", "/bot123456789:[bot-token]/getMe"),
    (f"bot123456789%3A{TELEGRAM}/getMe", "bot123456789%3A[bot-token]/getMe"),
    (r"https:\/\/hooks.slack.com\/services\/T0\/B0\/Made1Up2", r"https:\/\/hooks.slack.com\/services\/[webhook]"),
    ("ghp_" + "Made1Up2" * 5, "[access-token]"),
    ("github_pat_" + "Made1Up2" * 5, "[access-token]"),
    # passwords
    ("mysql://root:hunter2@db/x", "mysql://root:[password]@db/x"),
    ("password=hunter", "password=[password]"),
    ("DB_PASS='hun;ter, 2'", "DB_PASS='[password]'"),
    (r'{"passwd":"hun\"ter","x":""}', '{"passwd":"[password]","x":""}'),
    ('{"password": 123456}', '{"password": "[password]"}'),
    ("密码：abc12345，报错", "密码：[password]，报错"),
    ("curl -u made:up12345678 url", "curl -u made:[password] url"),
    # people
    (f"身份证{ID}不存在", "身份证[id-card]不存在"),
    (ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "[id-card]"),
    (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "[id-card]"),
    ('{"id_card_number":"990000900307001"}', '{"id_card_number":"[id-card]"}'),
    (f"idcard%3D{ID}%26", "idcard%3D[id-card]%26"),
    ('{"name":"张三","id_card_number":"990000199003070000"}', '{"name":"[person-name]","id_card_number":"[id-card]"}'),
    (r'{"idcard":"990000199003070000","name":"\u5f20\u4e09"}', '{"idcard":"[id-card]","name":"[person-name]"}'),
    (f"姓名：张三，身份证号：{ID}", "姓名：[person-name]，身份证号：[id-card]"),
    (f"real_name=San Zhang&id_number={ID}", "real_name=[person-name] Zhang&id_number=[id-card]"),
    (f"电话{PHONE}，", "电话[phone]，"),
    ("+86 138-0000-0000", "+86 [phone]"),
    ("tel:+8613800000000", "tel:+[phone]"),
    (f'{{"mobile": {PHONE}, "error_code": 18}}', '{"mobile": "[phone]", "error_code": 18}'),
    ("mail made.up+1@example.com.", "mail [email]."),
    (f"银行卡 {CARD}", "银行卡 [bank-card]"),
    (f"card_no={CARD}", "card_no=[bank-card]"),
    # faces
    (f'"image":"{PHOTO}"', '"image":"[face-image]"'),
    ('"image":"' + PHOTO.replace("/", "\\/") + '"', '"image":"[face-image]"'),
    ("image=" + PHOTO.replace("/", "%2F").replace("+", "%2B") + "&x=1", "image=[face-image]&x=1"),
    (f"data:image/png;base64,{PHOTO[4:]}==", "data:image/png;base64,[face-image]"),
    (f"see {PHOTO[4:]} here", "see [face-image] here"),
    ("\n".join([PHOTO[:76], PHOTO[76:152], PHOTO[152:228]]), "[face-image]"),
    (f"photo: {HEX * 4}", "photo: [face-image]"),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_secret_is_replaced_by_its_marker(text: str, expected: str) -> None:
    assert expected == redact(text).text


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_second_pass_finds_nothing(text: str, expected: str) -> None:
    assert Redacted(expected) == redact(expected)


BLOCK = "-----BEGIN RSA PRIVATE KEY-----\n" + "Made1Up2" * 8 + "\nMade1Up2==\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a {BLOCK} b", "a [private-key] b"),
        (json.dumps({"key": BLOCK}), '{"key": "[private-key]"}'),
        (BLOCK[:107] + "\n\nhelp me please", "[private-key]\n\nhelp me please"),
        (BLOCK.replace("RSA PRIVATE", "PUBLIC"), BLOCK.replace("RSA PRIVATE", "PUBLIC")),
    ],
    ids=["whole", "in JSON", "truncated", "public"],
)
def test_private_key_blocks(text: str, expected: str) -> None:
    assert expected == redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        *("the access token is invalid", "Access token expired", "Access token invalid or no longer valid"),
        *("verify token 生成失败", "password field is required", "密钥错误怎么办", "密码错误", "token: expired"),
        *("access_token=", 'access_token: ""', "token=<your token>", "access_token=***", "token: xxxxxxxxxxxx"),
        *("token=${TOKEN12345}", "access_token=24.xxxx", "api_key=YOUR_API_KEY_1", "client_secret={{secret1234}}"),
        *("password: required", '{"password": "field is required"}', "PWD=/home/app1", "password = None"),
        *('{"password":"","user":"bob"}', '{"密码":"不能为空"}', "access_token=abcd1234****5678"),
        *("token error_code=222202", "Invalid token: error_code=110", "password: errno=216600"),
        *(f"log_id: {PHONE}", f'"logId":"{ID}"', f"request_id={ID}", f"日志id是{PHONE}", f'"timestamp": {PHONE}'),
        *('"face_token": "' + HEX * 2 + '"', f"traceId={HEX * 2}", f"commit {HEX * 2}01234567"),
        *("2020-11-24 12:51:44.123", "1606222304123", f"x{PHONE}", f"{PHONE}1", f"0.{PHONE}", f"{PHONE}a"),
        *(ID[:-1] + ("0" if ID[-1] != "0" else "1"), id_number("99000019900231001"), f"order {CARD}"),
        *('{"name":"张三"}', f'{{"a":{{"name":"张三"}},"id_number":"{"1" * 8}"}}', "222352 name format error 222353"),
        *("git@example.com:made/up.git", "icon@2x.png", "http://localhost:8080/a@b", "docker -u 1000:1000"),
        *("Bearer token", "Cookie: enabled", "image=https://example.com/" + "face/" * 20, "/usr/Lib1/" * 40),
        *(
            "image_type=FACE_TOKEN&image=" + HEX * 2,
            "disk: abcdefgh1234567890",
            f"[access-token]: {KEY}",
            "x" * 500,
            "https://a.b/c?d=e",
        ),
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redacted(text) == redact(text)


def test_the_documented_errors_stay() -> None:
    knowledge = Path(__file__).parents[2] / "knowledge"
    texts = [page.read_text(encoding="utf-8") for page in sorted(knowledge.glob("*/*.toml"))]

    assert texts
    assert all(text == redact(text).text for text in texts)


def test_kinds_are_counted_in_order_of_appearance() -> None:
    result = redact(f"{PHONE} made@example.com {PHONE}")

    assert (Secret(SecretKind.PHONE, 2), Secret(SecretKind.EMAIL, 1)) == result.secrets


def test_json_stays_json() -> None:
    request = {"access_token": TOKEN, "mobile": int(PHONE), "image": PHOTO, "password": 'a"b\\c', "log_id": 1234567890}

    expected = {
        "access_token": "[access-token]",
        "mobile": "[phone]",
        "image": "[face-image]",
        "password": "[password]",
        "log_id": 1234567890,
    }
    assert expected == json.loads(redact(json.dumps(request)).text)
    assert expected == json.loads(json.loads(redact(json.dumps(json.dumps(request | {"password": "abc"}))).text))


SECRETS = st.sampled_from([TOKEN, JWT, PHONE, ID, "ghp_" + "Made1Up2" * 5, "xoxb-000000000000-MadeUp", PHOTO])
NOISE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]), max_size=30)
PIECES = st.sampled_from(
    [
        *(
            "access_token",
            '"',
            "\\",
            '\\"',
            "=",
            ":",
            "：",
            " ",
            "\n",
            "%3D",
            "\\u0041",
            "[phone]",
            "[",
            "]",
            "{",
            "}",
            "1",
        ),
        *(
            "password",
            "密码",
            "name",
            "张三",
            "身份证",
            "id_card",
            "log_id",
            "image",
            "Cookie: ",
            "卡号",
            "@",
            "://",
            "-u ",
        ),
        *(
            TOKEN,
            KEY,
            JWT,
            PHONE,
            ID,
            CARD,
            PHOTO,
            BLOCK,
            "made@example.com",
            "a=b",
            "86",
            "x",
            ".",
            "-",
            "*",
            "Bearer ",
        ),
    ],
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=400)
@example(f"{ID}{PHONE}")
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text).text

    assert Redacted(once) == redact(once)


@given(NOISE, SECRETS, NOISE)
@settings(max_examples=300)
def test_no_secret_survives_between_other_text(before: str, secret: str, after: str) -> None:
    assert secret not in redact(f"{before}\n{secret}\n{after}").text


@given(st.text("ab01_.-=:/", max_size=6), st.text("ab01_.-=:/", max_size=6))
@settings(max_examples=300)
def test_no_token_survives_between_what_is_glued_to_it(before: str, after: str) -> None:
    assert TOKEN not in redact(f"{before}{TOKEN}{after}").text


@given(st.text(st.characters(exclude_categories=["Nd", "Nl", "No", "Cs"], exclude_characters="@%&\\:="), max_size=150))
def test_text_without_digits_and_signs_is_returned_unchanged(text: str) -> None:
    assert Redacted(text) == redact(text)


@given(st.text(st.characters(), max_size=200))
def test_any_text_passes(text: str) -> None:
    once = redact(text).text

    assert Redacted(once) == redact(once)


@pytest.mark.parametrize("text", ["", "\ud800 \x00 \udfff", f"\ud83d{PHONE}\x00", "İ" * 9 + f" token={KEY}"])
def test_broken_text_passes(text: str) -> None:
    assert text.replace(PHONE, "[phone]").replace(KEY, "[access-token]") == redact(text).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a",
            "=",
            "1",
            "0123456789",
            "eyJ.",
            "eyJ",
            "eyJMade1Up2.",
            "-----BEGIN",
            "-----BEGIN PRIVATE KEY-----",
            "aB3+",
        ),
        *(
            "://:@",
            "://a:",
            "a@",
            "a.",
            "\\",
            "\\/",
            "%41",
            "\\u0041",
            "token ",
            "token=",
            'token="a1b2c3d4\n',
            "24.0a",
        ),
        *('password="', 'password=\\"', f"{PHONE} ", f"log_id: {PHONE} ", f"{ID} ", f"卡号{CARD} ", "aB3+" * 15 + "\n"),
        *(
            "cookie:a=b;",
            "name:张 id_card_number:12345678 ",
            "name:张",
            "身份证",
            "1234-1234-1234-1234 ",
            "１",
            "\ud800",
            "İ",
        ),
    ],
)
def test_a_megabyte_takes_seconds_at_most(unit: str) -> None:
    """Half a second each, but the machine may be busy, and coverage triples it; quadratic would be minutes."""
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    start = time.process_time()

    redact(text)

    assert time.process_time() - start < 4.0
