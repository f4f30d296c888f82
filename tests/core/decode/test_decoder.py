"""What is found in a paste: section 2 of the product's description, as tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.answer import By, Context
from bot.core.decode.decoder import MOST_FINDINGS, Decoder
from bot.core.decode.finding import Finding, merge
from bot.core.decode.unwrap import LONGEST_PASTE
from bot.core.entry import Actor, Bilingual, Catalogue, Entry, EntryKey, Retry, Section, Verdict

FUZZY = '{"error_code":223114,"error_msg":"face is fuzzy","log_id":12345678,"timestamp":1606222304,"cached":0}'
BUSY = [*(str(code) for code in range(222901, 222917)), "222361", "216612"]


def codes(decoder: Decoder, text: str) -> list[str]:
    """The codes of a paste's findings, each once, in order of appearance."""
    return list(dict.fromkeys(entry.code for finding in decoder.decode(text).findings for entry in finding.entries))


QUOTINGS = [
    ("compact JSON", FUZZY),
    ("pretty JSON", '{\n  "error_code": 223114,\n  "error_msg": "face is fuzzy"\n}'),
    ("JSON, code as text", '{"error_code": "223114", "error_msg": "face is fuzzy"}'),
    ("JSON, message first", '{"error_msg":"face is fuzzy","error_code":223114}'),
    ("JSON, code as float", '{"error_code": 223114.0, "error_msg": "face is fuzzy"}'),
    ("JSON within JSON", r'{"body":"{\"error_code\":223114,\"error_msg\":\"face is fuzzy\"}"}'),
    ("escaped twice", r'"{\\\"error_code\\\":223114,\\\"error_msg\\\":\\\"face is fuzzy\\\"}"'),
    ("truncated in the message", '{"log_id":42424242,"error_code":223114,"error_msg":"face is fu'),
    ("truncated after the code", '..."error_code":223114'),
    ("broken in the key", '{"log_id":42424242,"result":null,"error_co\nde":223114,"error_msg":"face is fuzzy"}'),
    ("broken in the number", '{"error_msg":"face is fuzzy","error_code":2231\n14}'),
    ("broken in the message", '{"error_code":223114,"error_msg":"face is fu\nzzy"}'),
    ("Python dict", "{'error_code': 223114, 'error_msg': 'face is fuzzy', 'result': None}"),
    ("Python bytes", 'b\'{"error_code":223114,"error_msg":"face is fuzzy"}\''),
    ("logfmt", 'ts=2024-01-02T03:04:05Z level=error error_code=223114 error_msg="face is fuzzy" took=5ms'),
    ("XML", "<resp><error_code>223114</error_code><error_msg>face is fuzzy</error_msg></resp>"),
    ("XML with a namespace", '<f:code type="int">223114</f:code><f:message>face is fuzzy</f:message>'),
    ("YAML", "call:\n  error_code: 223114\n  error_msg: face is fuzzy\n"),
    (
        "PHP var_dump",
        'array(2) {\n  ["error_code"]=>\n  int(223114)\n  ["error_msg"]=>\n  string(13) "face is fuzzy"\n}',
    ),
    ("PHP print_r", "Array\n(\n    [error_code] => 223114\n    [error_msg] => face is fuzzy\n)"),
    ("Ruby hash", '{"error_code"=>223114, "error_msg"=>"face is fuzzy"}'),
    ("Go struct", 'main.Resp{ErrorCode:223114, ErrorMsg:"face is fuzzy"}'),
    ("Rust", 'Resp { error_code: Some(223114), error_msg: Some("face is fuzzy") }'),
    ("Mongo", '{ "error_code" : NumberLong(223114), "error_msg" : "face is fuzzy" }'),
    ("query string", "GET /cb?biz=gate&error_code=223114&error_msg=face%20is%20fuzzy HTTP/1.1"),
    ("percent-encoded JSON", "body=%7B%22error_code%22%3A223114%2C%22error_msg%22%3A%22face+is+fuzzy%22%7D"),
    ("HTTP dump", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + FUZZY),
    (
        "Python traceback",
        "Traceback (most recent call last):\n  File \"a.py\", line 22, in go\nFaceError: (223114, 'face is fuzzy')",
    ),
    (
        "Java trace",
        "Caused by: com.acme.FaceException: errorCode=223114, errorMsg=face is fuzzy\n\tat a.B.c(B.java:110)",
    ),
    ("Go error", "identify: baidu face search: unexpected response: code 223114: face is fuzzy"),
    ("Node", "{\n  status: 200,\n  data: { error_code: 223114, error_msg: 'face is fuzzy' }\n}"),
    ("Swift", 'Error Domain=com.acme.face Code=223114 "face is fuzzy" UserInfo={NSLocalizedDescription=face is fuzzy}'),
    ("C#", "Unhandled exception. Acme.FaceException: 223114 face is fuzzy\n   at Acme.Go() in C:\\src\\Go.cs:line 17"),
    ("mini program", '{errCode: 223114, errMsg: "face is fuzzy"}'),
    ("err_no", '{"err_no":223114,"err_msg":"face is fuzzy","serverlogid":4242424242}'),
    ("kebab case", "error-code: 223114; error-message: face is fuzzy"),
    ("description", "error_code=223114 error_description='face is fuzzy'"),
    ("Chinese field", "错误码：223114，错误信息：face is fuzzy"),
    ("Chinese prose", "客户反馈注册偶尔报错223114（face is fuzzy），重试又好了"),
    ("Chinese description", "活动现场一直提示 223114 人脸模糊"),
    ("English prose", "anyone else seeing error 223114 on the new phones?"),
    ("HTML", "<pre>{&quot;error_code&quot;:223114,&quot;error_msg&quot;:&quot;face is fuzzy&quot;}</pre>"),
    ("HTML twice", "{&amp;quot;error_code&amp;quot;:223114}"),
    (
        "Slack",
        "gate: `Face&lt;error_code=223114, error_msg=face is fuzzy&gt;` &amp; nothing <https://example.com|more>",
    ),
    ("smart quotes", "{“error_code”: 223114, “error_msg”: “face is fuzzy”}"),
    ("fullwidth", "｛＂ｅｒｒｏｒ＿ｃｏｄｅ＂：２２３１１４，＂ｅｒｒｏｒ＿ｍｓｇ＂：＂ｆａｃｅ ｉｓ ｆｕｚｚｙ＂｝"),
    ("Arabic-Indic digits", "error_code: ٢٢٣١١٤"),
    ("unicode escapes", r'{"\u9519\u8bef\u7801":223114,"error\u005fmsg":"face\u0020is\u0020fuzzy"}'),
    ("ANSI colours", '\x1b[31mERROR\x1b[0m \x1b[36merror_code=\x1b[0m223114 \x1b[36mmsg=\x1b[0m"face is fuzzy"'),
    ("CRLF", '{\r\n"error_code": 223114,\r\n"error_msg": "face is fuzzy"\r\n}'),
    ("quoted lines", "> > still broken\n> > " + FUZZY + "\n> looking\nsame here"),
    ("quoted pretty JSON", '> {\n>   "error_code": 223114,\n>   "error_msg": "face is fuzzy"\n> }'),
    ("zero-width space inside", "error_code: 223\u200b114"),
    ("right-to-left mark inside", "error_code: \u200f223114\u200f"),
    ("Markdown table", "| error_code | error_msg | n |\n|---|---|---|\n| 223114 | face is fuzzy | 4 |"),
    ("CSV", "time,result,code,msg\n2024-05-02 11:03:22,FAIL,223114,face is fuzzy"),
    (
        "database table",
        "+--------+---------------+\n| code   | message       |\n+--------+---------------+\n| 223114 | face is fuzzy |\n+--------+---------------+",
    ),
    ("log line", "01-02 03:04:05.678  2291  2318 E FaceApi : onError code=223114 msg=face is fuzzy"),
    ("syslog", "Jan  2 03:04:05 face01 gw[19244]: ERR baidu api returned 223114 (face is fuzzy) for tenant=made-up"),
    ("alert", "[FIRING:1] FaceErrors\nLabels:\n - error_code = 223114\n - severity = critical"),
    ("chat alert", "【告警】人脸-生产\n级别:P2\n错误码:223114\n错误信息:face is fuzzy\n次数:35/5min"),
    ("bracketed", "[223114] face is fuzzy"),
    ("upper case", "ERROR_CODE: 223114, ERROR_MSG: FACE IS FUZZY"),
    ("Japanese", "エラーコード: 223114"),
    ("leading zeros", "error_code=00223114"),
]


@pytest.mark.parametrize("text", [text for _, text in QUOTINGS], ids=[name for name, _ in QUOTINGS])
def test_a_code_in_any_quoting(decoder: Decoder, text: str) -> None:
    assert codes(decoder, text) == ["223114"]


SILENT = [
    # success, and fields that aren't the code
    ("success", '{"error_code":0,"error_msg":"SUCCESS","log_id":1223114007,"timestamp":1622229010}'),
    (
        "success with a mark",
        '{"error_code":0,"error_msg":"SUCCESS","result":{"face_token":"a222202b"}} aip.baidubce.com',
    ),
    ("log_id", '{"log_id": 223114, "ok": true}'),
    ("log_id that contains one", "log_id=902231140021 failed"),
    ("timestamp", '{"timestamp": 222901, "baidu": true}'),
    ("success beside a log_id that is a code", '{"error_code":0,"log_id":222901,"timestamp":223114}'),
    # numbers that only look like one
    ("part of a number", "order 2024222901337 has been shipped"),
    ("commit", "223114e (HEAD -> main) fix the flaky test"),
    ("hex", "face_token d04a222202c9e1a7 baidu"),
    ("telephone", "call me: 138 2231 1455"),
    ("amount", "invoice total is ¥222,300.00 incl. VAT"),
    ("amount with a unit", "这一单 222300元，已付"),
    ("user id", "INFO login ok user_id=223114 ip=10.22.23.102"),
    ("pull request", "PR #223105 is waiting for review"),
    ("seed", "SEED = 223114\nrandom.seed(SEED)"),
    ("path", '"GET /v1/orders/222202 HTTP/1.1" 200 110'),
    ("postcode", "寄到连云港东海县，邮编222300，收件人老周"),
    ("verification code", "您的验证码是223120，5分钟内有效"),
    ("zip code", "zip code 222300"),
    ("growth", "人脸库用户数从222901涨到223114"),
    ("offset", "partition=4 offset=222914 lag=0"),
    ("version", "release 222.901 and 1.222901"),
    ("negative", "balance -223114"),
    ("build", "build 222906 is out, please smoke test"),
    # small codes
    ("police", "楼下吵起来了，有人打110了"),
    ("room", "周四18点开会，会议室110，预计17人"),
    ("small number in prose", "got 17 of them, 4 left, 6 more, 18:19"),
    ("exit code", "The command returned a non-zero code: 100"),
    ("exit code of a container", "Last State: Terminated, Exit Code: 17"),
    ("small code, strange message", '{"error_code": 18, "error_msg": "User was deleted or banned"}'),
    (
        "small code, strange message 2",
        '{"error_code":100,"error_msg":"Unsupported get request","type":"GraphMethodException"}',
    ),
    ("small code as errno", "redis: Error 111 connecting to 127.0.0.1:6379. Connection refused."),
    ("small code as errno 2", "OSError: [Errno 17] File exists: 'a'"),
    (
        "small code, strange message 3",
        '{"error_code":100,"error_msg":"One of the parameters specified was missing or invalid"}',
    ),
    ("small code, errno of the system", "aip.baidubce.com: OSError: [Errno 111] Connection refused"),
    ("small code, errno of the system 2", "{ syscall: 'connect', errno: 110, host: 'aip.baidubce.com' }"),
    ("small code, weak field", "status: 6, code: 17"),
    ("small code, everyday message", "Error 100: Invalid parameter"),
    # other vendors
    ("WeChat", '{"errcode":42001,"errmsg":"access_token expired rid: made-up"}'),
    ("WeChat, our words", '{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest"}'),
    ("MySQL", "ERROR 1045 (28000): Access denied for user 'root'@'localhost'"),
    ("MySQL, our number", "ERROR 1062 (23000): Duplicate entry '223102' for key 'users.PRIMARY'"),
    ("HTTP", "HTTP/1.1 404 Not Found"),
    ("nginx", "upstream timed out (110: Connection timed out) while connecting to upstream"),
    ("curl", "curl: (6) Could not resolve host: example.com"),
    ("our number, another's message", '{"error_code": 222207, "error_msg": "The cart voucher was redeemed twice"}'),
    ("other API of the vendor", '{"words_result_num":0,"error_code":216201,"error_msg":"image format error"}'),
    # messages without a code, everyday or in prose
    ("everyday in prose", "ugh the system is busy today, month-end closing"),
    ("everyday alone", "system busy"),
    ("everyday as a field of someone", "order-svc: error_msg=user is not exist"),
    ("everyday 2", "my network is not available at home"),
    ("message as prose", "she said her face is fuzzy in that photo and laughed"),
    ("part of a message", "error_msg: image"),
    ("one word", "error_msg: fail"),
    ("empty message", 'error_msg: ""'),
    ("chit-chat", "lunch?"),
    ("nothing", ""),
    ("blank", " \n\t "),
]


@pytest.mark.parametrize("text", [text for _, text in SILENT], ids=[name for name, _ in SILENT])
def test_what_is_no_documented_error_is_passed_over(decoder: Decoder, text: str) -> None:
    assert codes(decoder, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"error_code": 18, "error_msg": "Open api qps request limit reached"}', ["18"]),
        ("[18] Open api qps request limit reached", ["18"]),
        ("error_code=17", ["17"]),
        ('{"error_code": 6, "error_msg": "No permission to access data"}', ["6"]),
        ('{"error_code": 100, "error_msg": "Invalid parameter"}', ["100"]),
        ("错误码19，Open api total request limit reached", ["19"]),
        ("aip.baidubce.com answered: error code 110", ["110"]),
        ("baidu: 111 Access token expired", ["111"]),
        ('=> {"error_code"=>4, "error_msg"=>"Open api request limit reached"}', ["4"]),
        ('{"error_code":17,"error_msg":"request failed"} from aip.baidubce.com', ["17"]),
        ('{"error_code":17,"error_msg":"request failed"}', []),
        ('{"error_code":17,"error_msg":"daily limit reached"}', ["17"]),
        ('{"error_code":110,"error_msg":"invalid token"}', []),
        ('{"error_code":110,"error_msg":"invalid token"} from aip.baidubce.com', ["110"]),
        ('{"errno":17,"errmsg":"Open api daily request limit reached"}', ["17"]),
        ("code: 18, msg: Open api qps request limit reached", ["18"]),
        ("code: 18, msg: Open api qps limits", []),
    ],
)
def test_a_small_code_counts_as_a_fields_value_or_beside_its_message(
    decoder: Decoder, text: str, expected: list[str]
) -> None:
    assert codes(decoder, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("error_msg=Open api qps request limit reached, backing off 1s", ["18"]),
        ("idmatch ERROR: id number and name not match or id number not exist (req=7f)", ["222351"]),
        ("liveness | aip error: 'spoofing_control item error', payload had MIDDLE", ["223130"]),
        ('ERROR sync: baidu returned error_msg "get face fail" for 3 tokens', ["222301", "222303"]),
        ('{"error_msg": "param[image] format error"}', ["222013"]),
        ("ERROR: PARAM[IMAGE_TYPE] FORMAT ERROR!", ["222015"]),
        ('"error_msg": "liveness check fail"', ["223120", "216434"]),
        ('baidu: {"error_msg": "system busy"}', BUSY),
        ("pic not has face", ["222202"]),
        ("  - nose is occlusion.", ["223126"]),
        ("<error_msg>merge face fail</error_msg>", ["222212"]),
        ('{"error_msg": "face already exist"}', ["223105"]),
        ('{"error_msg": "image url download failed"}', ["222204"]),
        ("error_msg: left cheek is occlusions", ["223123"]),
    ],
)
def test_a_message_without_its_code_counts_when_it_is_unmistakable(
    decoder: Decoder, text: str, expected: list[str]
) -> None:
    assert codes(decoder, text) == expected


def test_a_message_of_several_codes_is_one_finding(decoder: Decoder) -> None:
    (finding,) = decoder.decode('baidu: error_msg="system busy"').findings

    assert finding.by is By.MESSAGE
    assert [entry.code for entry in finding.entries] == BUSY
    assert finding.evidence == "system busy"


def test_on_overlap_the_longest_message_wins(decoder: Decoder) -> None:
    text = 'baidu error: "id number and name not match or id number not exist"'

    assert codes(decoder, text) == ["222351"]
    assert codes(decoder, text.replace(" or id number not exist", "")) == ["216601"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('{"error_code":222361,"error_msg":"network not available"}', ["network not available"]),
        ('{"error_code":222361,"error_msg":"system busy"}', ["system busy"]),
        ('{"error_code":222361}', ["system busy", "network not available"]),
        ('{"error_code":222361,"error_msg":"request failed"}', ["system busy", "network not available"]),
        ("222361 network not available", ["network not available"]),
    ],
)
def test_code_and_message_vote_together_on_222361(decoder: Decoder, text: str, messages: list[str]) -> None:
    (finding,) = decoder.decode(text).findings

    assert [entry.message for entry in finding.entries] == messages


def test_a_code_of_two_sections_with_one_message_is_one_finding(decoder: Decoder) -> None:
    (finding,) = decoder.decode('{"error_code":222027,"error_msg":"code length param error"}').findings

    assert [entry.key.section for entry in finding.entries] == ["general", "h5-liveness"]


@pytest.mark.parametrize(
    ("text", "code", "disbelieved"),
    [
        ('{"error_code":222202,"error_msg":"face is fuzzy"}', "222202", "face is fuzzy"),
        ("error_code: 223113, error_msg: param[image_type] format error", "223113", "param[image_type] format error"),
        (
            '{"error_code":17,"error_msg":"Open api qps request limit reached"}',
            "17",
            "Open api qps request limit reached",
        ),
        ('{"error_code":223122,"error_msg":"left eye is occlusion"}', "223122", "left eye is occlusion"),
        ('{"error_code":4,"error_msg":"face is fuzzy"}', "223114", "4"),
        ("errcode 222202: face is fuzzy", "222202", "face is fuzzy"),
        (FUZZY, "223114", ""),
        ('{"error_code":222902,"error_msg":"system busy"}', "222902", ""),
        ('{"error_code":223105,"error_msg":"face already exist"}', "223105", ""),
    ],
)
def test_code_and_message_that_contradict_each_other_are_told(
    decoder: Decoder, text: str, code: str, disbelieved: str
) -> None:
    (finding,) = decoder.decode(text).findings

    assert [entry.code for entry in finding.entries] == [code]
    assert finding.disbelieved == disbelieved


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"error_code":223105,"error_msg":"face already exist"}', ["223105"]),
        ('{"error_code":222204,"error_msg":"image download fail"}', ["222204"]),
        ('{"error_code":222001,"error_msg":"param[image] is null"}', ["222001"]),
        ('{"error_code":222202,"error_msg":"PIC NOT HAS FACE"}', ["222202"]),
        ('{"error_code":223114,"error_msg":"人脸模糊"}', ["223114"]),
        ('{"error_code":223114,"error_msg":"百度接口返回失败: face is fuzzy, log 42"}', ["223114"]),
        ('{"error_code":223114,"error_msg":"unknown error"}', ["223114"]),
        ('{"error_code":223114,"error_msg":null}', ["223114"]),
        ('{"error_code":216908,"error_msg":"视频中人脸质量较差 blur(模糊)"}', ["216908"]),
        ('aip.baidubce.com {"error_code":223114,"error_msg":"quite another story altogether"}', ["223114"]),
    ],
)
def test_live_wordings_are_near_enough(decoder: Decoder, text: str, expected: list[str]) -> None:
    assert codes(decoder, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E code=222302 D", []),
        ("E code=222302 failed", ["222302"]),
        ("error: code 222302", ["222302"]),
        ("job finished, code 222302", []),
        ("baidu job finished, code 222302", ["222302"]),
        ("it returned 222302", []),
        ("baidu returned 222302", ["222302"]),
        ("exception 222302 again", ["222302"]),
        ("exceptions: 222302 times", []),
        ("error code 222302", ["222302"]),
        ("errno 222302", ["222302"]),
        ("222302", []),
        ("222302 system error", ["222302"]),
        ("system error (222302)", ["222302"]),
        ("system error\n222302", ["222302"]),
        ("user is not exist\n223103", ["223103"]),
        ("user is not exist\n\n\n223103", []),
    ],
)
def test_the_less_a_number_is_called_a_code_the_more_must_stand_around_it(
    decoder: Decoder, text: str, expected: list[str]
) -> None:
    assert codes(decoder, text) == expected


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ('{"error_code": 216201, "error_msg": "image format error"}', ("216201",)),
        ("error_code=0", ()),
        ("error 333333, error 444444, error 333333", ("333333", "444444")),
        ('{"error_code": 18, "error_msg": "User was deleted or banned"}', ("18",)),
        ("code: 333333", ("333333",)),
        ("333333", ()),
        (FUZZY, ()),
    ],
)
def test_numbers_in_code_fields_that_are_not_ours_are_kept_as_refused(
    decoder: Decoder, text: str, refused: tuple[str, ...]
) -> None:
    assert decoder.decode(text).refused == refused


def test_many_findings_come_once_each_with_their_count_in_order_of_appearance(decoder: Decoder) -> None:
    log = "\n".join(
        f"2024-04-21 00:00:{second:02} ERROR img {second} error_code={code} error_msg={message}"
        for second, (code, message) in enumerate(
            [("222903", "system busy"), ("222203", "image check fail"), ("222903", "system busy"), ("17", "x y z")] * 3
        )
    )

    found = [(finding.entries[0].code, finding.count) for finding in decoder.decode(log).findings]
    assert found == [("222903", 6), ("222203", 3)]


def test_a_retry_storm_is_counted(decoder: Decoder) -> None:
    log = "\n".join(f"09:30:{second:02} retry {second} -> 222908 system busy" for second in range(12))

    (finding,) = decoder.decode(log).findings
    assert ("222908", 12) == (finding.entries[0].code, finding.count)


def test_a_message_goes_to_the_nearest_code(decoder: Decoder) -> None:
    pairs = [("222361", "system busy"), ("222361", "network not available"), ("222201", "network not available")]
    text = "\n".join(f'{{"error_code":{code},"error_msg":"{message}"}}' for code, message in pairs)

    found = [(f.entries[0].code, f.entries[0].message, f.count, f.disbelieved) for f in decoder.decode(text).findings]
    assert found == [
        ("222361", "system busy", 1, ""),
        ("222361", "network not available", 1, ""),
        ("222201", "network not available", 1, ""),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('error_code=222202 | msg="face is fuzzy" error_code=223114', [("222202", "face is fuzzy"), ("223114", "")]),
        ('msg="face is fuzzy" error_code=223114 error_code=222202', [("223114", ""), ("222202", "")]),
        ('error_code=223114 error_code=222202 msg="face is fuzzy"', [("223114", ""), ("222202", "face is fuzzy")]),
        ("error_code=222202 " + "x " * 190 + 'msg="face is fuzzy"', [("222202", "face is fuzzy")]),
        ("error_code=222202 " + "x " * 210 + 'msg="face is fuzzy"', [("222202", ""), ("223114", "")]),
        ('{"msg": "face is fuzzy, error_code=223114, ' + "x" * 200 + '"}', [("223114", "")]),
    ],
)
def test_a_message_belongs_to_a_code_that_no_other_code_parts_it_from(
    decoder: Decoder, text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(f.entries[0].code, f.disbelieved) for f in decoder.decode(text).findings] == expected


@pytest.mark.parametrize(
    ("between", "expected"),
    [(" ", ["223103"]), (" " + "x " * 55, ["223103"]), (" " + "x " * 65, []), ("\n", ["223103"])],
)
def test_a_message_stands_beside_a_code_within_reach(decoder: Decoder, between: str, expected: list[str]) -> None:
    assert codes(decoder, f"223103{between}user is not exist") == expected
    assert codes(decoder, f"user is not exist{between}223103") == expected


@pytest.mark.parametrize(
    ("text", "by", "score", "evidence"),
    [
        ('{"error_code":223114,"error_msg":"face is fuzzy"}', By.FIELD, 100.0, 'error_code":223114'),
        ('{"error_code":222202,"error_msg":"no face in picture"}', By.FIELD, 97.0, 'error_code":222202'),
        ('{"error_code":223114}', By.FIELD, 94.0, 'error_code":223114'),
        ("error code 223114", By.FIELD, 93.0, "error code 223114"),
        ("E code=223114 failed", By.FIELD, 92.0, "code=223114"),
        ("error 223114", By.CODE, 91.0, "error 223114"),
        ("223114: face is fuzzy", By.CODE, 100.0, "223114"),
        ("ERROR: face is fuzzy!", By.MESSAGE, 96.0, "face is fuzzy"),
        ('error_msg: "faces are fuzzyy"', By.MESSAGE, 90.0, "face is fuzzy"),
    ],
)
def test_what_a_finding_rests_on(decoder: Decoder, text: str, by: By, score: float, evidence: str) -> None:
    (finding,) = decoder.decode(text).findings

    assert (by, score, evidence) == (finding.by, finding.score, finding.evidence)


@pytest.mark.parametrize(
    ("text", "context"),
    [
        (FUZZY, Context("12345678", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC))),
        ("error_code=223114 logId: 9876543210123456789", Context("9876543210123456789")),
        (
            '{"error_code":223114,"timestamp":1606222304123}',
            Context("", datetime(2020, 11, 24, 12, 51, 44, tzinfo=UTC)),
        ),
        ('{"error_code":222013,"error_msg":"param[image] format error"}', Context(param="image")),
        ('{"error_code":222001,"error_msg":"param[] is null"}', Context()),
        ("log_id=12345678 but no error of ours, param[image]", Context("12345678")),
        ("nothing of the kind", Context()),
    ],
)
def test_what_a_ticket_needs_is_kept(decoder: Decoder, text: str, context: Context) -> None:
    assert decoder.decode(text).context == context


def test_a_paste_that_is_too_long_is_read_to_the_limit(decoder: Decoder) -> None:
    text = "x" * (LONGEST_PASTE - len(FUZZY)) + FUZZY

    assert codes(decoder, text) == ["223114"]
    assert codes(decoder, "x" * LONGEST_PASTE + FUZZY) == []


def test_every_entry_is_found_by_code_and_message(decoder: Decoder, catalogue: Catalogue) -> None:
    missed = [
        str(entry.key)
        for entry in catalogue.entries
        if entry
        not in [
            e
            for f in decoder.decode(f'{{"error_code":{entry.code},"error_msg":"{entry.message}"}}').findings
            for e in f.entries
        ]
    ]

    assert missed == []


def test_every_message_is_found_in_a_field_beside_a_mark(decoder: Decoder, catalogue: Catalogue) -> None:
    missed = [
        entry.message
        for entry in catalogue.entries
        if entry.code not in codes(decoder, f'aip.baidubce.com: {{"error_msg": "{entry.message}"}}')
    ]

    assert missed == []


def test_mentions_are_messages_wherever_they_stand_each_once(decoder: Decoder) -> None:
    found = decoder.decode("what are face is fuzzy, group was deleting, and again face is fuzzy?").mentions

    assert [(f.entries[0].code, f.count) for f in found] == [("223114", 2), ("223128", 1)]
    assert decoder.decode("223114").mentions == ()


def entry(code: str, message: str, *, zh: str = "", section: str = "one") -> Entry:
    return Entry(
        EntryKey("made-up", section, code),
        message,
        Bilingual(zh, ""),
        Bilingual("", ""),
        Verdict(Retry.NEVER, Actor.CALLER, ticket=False),
    )


def made_up(*entries: Entry, marks: tuple[str, ...] = (), everyday: frozenset[str] = frozenset()) -> Decoder:
    title = Bilingual("", "")
    sections = tuple(Section(slug, title) for slug in dict.fromkeys(entry.key.section for entry in entries))
    return Decoder(Catalogue("made-up", title, "", "", sections, entries, marks=marks, everyday=everyday))


def test_a_catalogue_without_marks_or_entries_finds_nothing() -> None:
    assert made_up().decode(FUZZY).refused == ("223114",)
    assert made_up().decode(FUZZY).findings == ()


def test_a_message_of_one_word_needs_its_code_or_a_field() -> None:
    decoder = made_up(entry("700001", "Overloaded"))

    assert codes(decoder, "ERROR: Overloaded") == []
    assert codes(decoder, "error_msg: Overloaded") == ["700001"]
    assert codes(decoder, "700001: Overloaded") == ["700001"]


def test_an_everyday_message_needs_a_mark() -> None:
    decoder = made_up(entry("700001", "disk is full"), marks=("Acme",), everyday=frozenset({"Disk is full"}))

    assert codes(decoder, 'error_msg: "disk is full"') == []
    assert codes(decoder, 'error_msg: "disk fulll"') == []
    assert codes(decoder, 'acme error_msg: "disk is full"') == ["700001"]


def test_an_entry_without_words_is_found_by_its_code() -> None:
    assert codes(made_up(entry("700001", "")), "error_code: 700001, error_msg: anything") == []
    assert codes(made_up(entry("700001", "")), "error_code: 700001") == ["700001"]


def test_findings_are_bounded() -> None:
    every = [str(code) for code in range(700_001, 700_011 + MOST_FINDINGS)]
    decoder = made_up(*(entry(code, "") for code in every))

    assert codes(decoder, "\n".join(f"error_code: {code}" for code in every)) == every[:MOST_FINDINGS]


def test_a_negative_code() -> None:
    decoder = made_up(entry("-700001", "bad luck today"))

    assert codes(decoder, "error_code: -700001") == ["-700001"]
    assert codes(decoder, "error_code: 700001") == []


def test_merging_sums_the_counts_and_keeps_the_first_place_and_the_best_score() -> None:
    one, two = entry("700001", "a b"), entry("700002", "c d")
    findings = [
        Finding((one,), By.CODE, 91.0, "first", 3),
        Finding((two,), By.CODE, 91.0, "other", 5),
        Finding((one,), By.FIELD, 100.0, "second", 9, 2, disbelieved="c d"),
    ]

    assert merge(findings) == [
        Finding((one,), By.CODE, 100.0, "first", 3, 3, disbelieved="c d"),
        Finding((two,), By.CODE, 91.0, "other", 5),
    ]
