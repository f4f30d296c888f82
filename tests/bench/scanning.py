"""Decoding a log: ours in full, and its scanner alone, beside grep -P and other scanners, on logs made for it.

`python -m tests.bench.scanning [MEGABYTES]` prints the table; 100 is what the promise is about.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.read import default_folder, read_knowledge
from bot.core.decode.decoder import Decoder
from bot.core.decode.scan import Scanner
from bot.core.desk import Desk
from bot.core.entry import Catalogue, Entry

SHARES = (0.0, 0.0001, 0.01)
ROUNDS = 3
FULL, WHOLE = "errcode, full decoding with counts", "the same as a command, start included"
SCAN, REFERENCE = "errcode's scanner alone", "grep -P -i, one field pattern (C)"

Contender = Callable[[Path], int]

_CLEAN = (
    '10.{a}.{b}.7 - - [{day}/Mar/2024:{clock} +0800] "GET /v1/orders/{n6}?code={n6} HTTP/1.1" 200 {n5} "-" "okhttp/4.9" rt=0.{n3}',
    '{ts} INFO  [exec-{b}] c.a.f.BaiduClient - {{"error_code":0,"error_msg":"SUCCESS","log_id":{n12},"timestamp":17{n8},'
    '"cached":0,"result":{{"face_num":1,"face_token":"{hex}"}}}}',
    '{{"ts":"{ts}","level":"info","svc":"kyc","trace":"{hex}","status":200,"code":0,"ms":{n3},"msg":"no error, cache hit"}}',
    "{ts} DEBUG worker-{a} job={n6} user_id={n8} offset={n6} size={n5} took={n3}ms errors=0 code=200",
    "{ts} WARN  pool-3 o.s.web - request failed with error code 50{d}, retry {d}",
    "{ts} ERROR [main] c.a.pay.Gateway - java.io.IOException: Connection reset by peer (errno 104)\n"
    "\tat com.acme.pay.Gateway.send(Gateway.java:{n3})\n\tat java.base/java.lang.Thread.run(Thread.java:833)",
    "{ts} INFO  订单{n12} 支付成功,返回码:0,错误信息:无,耗时 {n3} 毫秒,用户{n6}",
    'level=info ts={ts} caller=main.go:{n3} msg="image stored" error_code=0 err=nil face_id={hex} group_id=g{n3}',
)
_HITS = (
    '{{"error_code":{code},"error_msg":"{message}","log_id":{n12},"timestamp":1606222304,"cached":0,"result":null}}',
    '{ts} WARN  [gw] : body="{{\\"error_code\\":{code},\\"error_msg\\":\\"{message}\\"}}"',
    'ts={ts} level=error component=faceset error_code={code} error_msg="{message}" took={n3}ms',
    '{{\n  "error_code": {code},\n  "error_msg": "{message}",\n  "log_id": {n12}\n}}',
    "{ts} ERR baidu api returned error {code} ({message})",
    "{ts} 接口报错 错误码:{code} {message}",
    "<error_code>{code}</error_code><error_msg>{message}</error_msg>",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One contender on one log. `rate` in MB/s, the best of ROUNDS; `found` are lines, matches or windows."""

    name: str
    share: float
    rate: float
    found: int


def log_lines(entries: Sequence[Entry], share: float, seed: int = 1) -> Iterator[str]:
    """Lines of an endless log, of which `share` (0 to 1) hold one of the errors."""
    dice = random.Random(seed)
    for second in range(10**9):
        values = _values(dice, second // 50)
        if dice.random() < share:
            entry = dice.choice(entries)
            yield dice.choice(_HITS).format(code=entry.code, message=entry.message, **values)
        else:
            yield dice.choice(_CLEAN).format(**values)


def write_log(path: Path, entries: Sequence[Entry], megabytes: float, share: float) -> None:
    """A log of that size: the same bytes for the same entries, size and share."""
    left = int(megabytes * 1e6)
    with path.open("wb") as file:
        for line in log_lines(entries, share):
            left -= file.write(line.encode() + b"\n")
            if left <= 0:
                return


def measure_scan(megabytes: float) -> Iterator[Measured]:
    """Every contender on every log; round by round, so that a busy machine is unfair to all."""
    catalogue = read_knowledge([default_folder()])[0]
    contenders = _contenders(catalogue)
    with tempfile.TemporaryDirectory() as folder:
        for share in SHARES:
            path = Path(folder, "made.log")
            write_log(path, catalogue.entries, megabytes, share)
            times: dict[str, list[float]] = {name: [] for name in contenders}
            found: dict[str, int] = {}
            for _ in range(ROUNDS):
                for name, scan in contenders.items():
                    start = time.perf_counter()
                    found[name] = scan(path)
                    times[name].append(time.perf_counter() - start)
            size = path.stat().st_size / 1e6
            yield from (Measured(name, share, size / min(times[name]), found[name]) for name in contenders)


def _values(dice: random.Random, second: int) -> dict[str, str | int]:
    day, clock = second // 86400 % 28 + 1, f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"
    sizes = {f"n{n}": dice.randrange(10 ** (n - 1), 10**n) for n in (3, 5, 6, 8, 12)}
    ts = f"2024-03-{day:02}T{clock}.{dice.randrange(10**6):06}Z"
    bits = {"a": dice.randrange(256), "b": dice.randrange(256), "d": dice.randrange(10)}
    return {"ts": ts, "day": day, "clock": clock, "hex": f"{dice.getrandbits(128):032x}", **sizes, **bits}


def _contenders(catalogue: Catalogue) -> dict[str, Contender]:
    decoder = Decoder(catalogue)
    codes = "|".join(decoder.codes)
    pattern = (
        r"(?:err(?:or)?(?:[ _.-]?(?:code|no))?|code|错误码|错误代码|返回码|报错|返回)"
        rf"[^0-9a-zA-Z]{{0,12}}(?:{codes})(?![0-9A-Za-z])"
    )
    scanner = Scanner(decoder.codes, decoder.wordings, decoder.marks)
    desk = Desk((catalogue,))
    desk.decode_stream([b"\n" * (1 << 17)])  # builds its scanner
    every: dict[str, Contender] = {
        FULL: lambda path: sum(card.count for card in desk.decode_stream(_chunks(path)).cards),
        WHOLE: _decode_command,
        SCAN: lambda path: sum(1 for _ in scanner.windows(_chunks(path))),
        REFERENCE: _command("grep", "-ciP", pattern, locale="C"),
        "grep -P -i (UTF-8)": _command("grep", "-ciP", pattern, locale="C.UTF-8"),
        "bytes.find of the names, then re": _anchored(pattern),
        "re": lambda path: _matches(re.compile(pattern.encode(), re.IGNORECASE), path),
    }
    if shutil.which("rg"):
        every["ripgrep -P -i"] = _command("rg", "-ciP", pattern, locale="C")
    if importlib.util.find_spec("re2"):
        every["re2, the same pattern"] = _re2(pattern.replace("(?![0-9A-Za-z])", r"(?:[^0-9A-Za-z]|\z)"))
    return every


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(1 << 20):
            yield chunk


def _decode_command(path: Path) -> int:
    command = [sys.executable, "-m", "bot", "decode", "--json", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    return sum(card["count"] for card in json.loads(done.stdout)["cards"])


def _command(name: str, flags: str, pattern: str, *, locale: str) -> Contender:
    def scan(path: Path) -> int:
        done = subprocess.run(
            [name, flags, pattern, str(path)], env={**os.environ, "LC_ALL": locale}, capture_output=True, check=False
        )
        return int(done.stdout or 0)

    return scan


def _anchored(pattern: str) -> Contender:
    compiled = re.compile(pattern.encode(), re.IGNORECASE)
    names = [name.encode() for name in ("err", "code", "错误", "返回", "报错")]

    def scan(path: Path) -> int:
        data, places = path.read_bytes().lower(), set()
        for name in names:
            place = data.find(name)
            while place >= 0:
                if match := compiled.match(data, place):
                    places.add(match.end())
                place = data.find(name, place + 1)
        return len(places)

    return scan


def _matches(compiled: re.Pattern[bytes], path: Path) -> int:
    return sum(1 for _ in compiled.finditer(path.read_bytes()))


def _re2(pattern: str) -> Contender:
    re2 = importlib.import_module("re2")
    options = re2.Options()
    options.case_sensitive, options.encoding = False, re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    compiled = re2.compile(pattern.encode(), options)
    return lambda path: sum(1 for _ in compiled.finditer(path.read_bytes()))


def main() -> None:
    """The table, as Markdown."""
    print("| lines with an error | scanner | found | MB/s | ratio to grep -P |")
    print("|---|---|---|---|---|")
    rows = list(measure_scan(float(sys.argv[1]) if len(sys.argv) > 1 else 100))
    reference = {row.share: row.rate for row in rows if row.name == REFERENCE}
    for row in rows:
        ratio = row.rate / reference[row.share]
        print(f"| {row.share:.2%} | {row.name} | {row.found:,} | {row.rate:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
