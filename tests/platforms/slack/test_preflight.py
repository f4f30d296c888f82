"""Before the bot starts in Slack: what is wrong is said in words, once, and no secret is in them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from bot.doctor import Check
from bot.platforms.slack.events import Bot
from bot.platforms.slack.preflight import SCOPES, Access, Identity, Preflight, check_slack, preflight

BOT_SECRET, APP_SECRET, SIGNING_SECRET = "xoxb-1-s3cr3t", "xapp-1-A0APP-1-s3cr3t", "0123456789abcdef0123456789abcdef"
EVERY = ",".join(scope.name for scope in SCOPES)
WHO = {"ok": True, "url": "https://acme.slack.com/", "team": "Acme", "user": "errcode", "team_id": "T1"}
ME = {**WHO, "user_id": "U1", "bot_id": "B1", "is_enterprise_install": False}
OPEN = {"ok": True, "url": "wss://wss.example.com/link/?ticket=1"}


@dataclass
class Answer:
    """What the server says to one method: an object as JSON, or text as it is."""

    body: Mapping[str, Any] | list[str] | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"
    delay: float = 0  # seconds

    def response(self) -> web.Response:
        if isinstance(self.body, str):
            return web.Response(text=self.body, status=self.status, headers=self.headers, content_type=self.kind)
        return web.json_response(self.body, status=self.status, headers=self.headers)


@dataclass
class Slack:
    """Two methods of the Web API. It takes a token only as Slack does: in the header, and nowhere else."""

    auth_test: Answer = field(default_factory=lambda: Answer(ME, headers={"x-oauth-scopes": EVERY}))
    connections: Answer = field(default_factory=lambda: Answer(OPEN))
    calls: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        method, text = request.match_info["method"], await request.text()
        self.calls.append((method, request.headers.get("Authorization", "")))
        assert "token" not in request.query_string + text
        answer = {"auth.test": self.auth_test, "apps.connections.open": self.connections}[method]
        await asyncio.sleep(answer.delay)
        return answer.response()


@asynccontextmanager
async def serving(slack: Slack) -> AsyncIterator[Access]:
    app = web.Application()
    app.router.add_post("/api/{method}", slack.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        yield Access(BOT_SECRET, APP_SECRET, "", slack.url)
    finally:
        await runner.cleanup()


def checked(slack: Slack, patience: int = 10, **changes: Any) -> Preflight:
    async def run() -> Preflight:
        async with serving(slack) as access:
            return await preflight(replace(access, **changes), patience)

    return asyncio.run(run())


def faults(result: Preflight) -> list[Check]:
    return [check for check in result.checks if not check.ok]


def remarks(result: Preflight) -> list[Check]:
    return [check for check in result.checks if check.ok and check.mend]


def said(result: Preflight) -> str:
    return "\n".join(f"{check.what}\n{check.mend}" for check in result.checks) + repr(result)


def test_all_is_well_over_socket_mode() -> None:
    slack = Slack()

    result = checked(slack)

    expected = [
        "SLACK_BOT_TOKEN is the bot U1 of the workspace T1.",
        "Every scope is granted.",
        "Every workspace is allowed: ERRCODE_ALLOWED_TEAMS is empty.",
        "SLACK_APP_TOKEN opens Socket Mode.",
    ]
    assert expected == [check.what for check in result.checks]
    assert all(check == Check(ok=True, what=check.what) for check in result.checks)


def test_the_bot_is_told_who_it_is() -> None:
    every = frozenset(scope.name for scope in SCOPES)

    assert Identity(Bot("T1", "U1", "B1", "A0APP"), "https://acme.slack.com/", every) == checked(Slack()).identity


def test_each_question_is_asked_once_with_its_own_token() -> None:
    slack = Slack()

    checked(slack)

    expected = [("apps.connections.open", f"Bearer {APP_SECRET}"), ("auth.test", f"Bearer {BOT_SECRET}")]
    assert expected == sorted(slack.calls)


def test_over_http_the_signing_secret_is_enough_and_no_connection_is_asked_for() -> None:
    slack = Slack()

    result = checked(slack, app_token="", signing_secret=SIGNING_SECRET)

    assert [] == faults(result)
    assert ["auth.test"] == [method for method, _ in slack.calls]
    assert result.identity is not None
    assert "" == result.identity.bot.app_id


def test_the_doctor_gets_the_same_findings() -> None:
    async def run() -> list[Check]:
        async with serving(Slack()) as access:
            return await check_slack(access)

    assert list(checked(Slack()).checks) == asyncio.run(run())


REFUSED = [
    ("invalid_auth", "does not know the token"),
    ("account_inactive", "removed from its workspace"),
    ("token_revoked", "was revoked"),
    ("token_expired", "has expired"),
    ("not_allowed_token_type", "of another kind"),
    ("not_authed", "is empty"),
    ("a_word_of_next_year", "Slack refuses SLACK_"),
]


@pytest.mark.parametrize(("error", "words"), REFUSED)
def test_a_refused_bot_token_is_said_once_and_not_tried_again(error: str, words: str) -> None:
    slack = Slack(auth_test=Answer({"ok": False, "error": error}))

    result = checked(slack)

    (fault,) = faults(result)
    assert words in fault.what
    assert "SLACK_BOT_TOKEN" in fault.what
    assert fault.mend
    assert not fault.passing
    assert result.identity is None
    assert 1 == [method for method, _ in slack.calls].count("auth.test")


@pytest.mark.parametrize(("error", "words"), [*REFUSED, ("missing_scope", "lacks the scope connections:write")])
def test_a_refused_app_token_is_said_once_and_not_tried_again(error: str, words: str) -> None:
    slack = Slack(connections=Answer({"ok": False, "error": error}))

    result = checked(slack)

    (fault,) = faults(result)
    assert words in fault.what
    assert "SLACK_APP_TOKEN" in fault.what
    assert not fault.passing
    assert result.identity is not None  # what is known stays known
    assert 1 == [method for method, _ in slack.calls].count("apps.connections.open")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "30"}), "wait 30 seconds"),
        (Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "soon"}), "wait some seconds"),
        (Answer({"ok": False, "error": "internal_error"}), "internal_error"),
        (Answer({"ok": False, "error": "fatal_error"}, 500), "fatal_error"),
        (Answer("<h1>Bad gateway</h1>", 502, kind="text/html"), "HTTP 502"),
        (Answer("upstream", 503, kind="application/json"), "HTTP 503"),
        (Answer(ME, delay=5), "can't be reached at 127.0.0.1"),
    ],
)
def test_what_may_pass_is_marked_as_passing(answer: Answer, words: str) -> None:
    began = time.monotonic()

    (fault,) = faults(checked(Slack(auth_test=answer), patience=1))

    assert words in fault.what
    assert fault.passing
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("status", "passing", "words"),
    [
        (502, True, "The proxy can't reach slack.com (HTTP 502)."),
        (407, False, "The proxy doesn't let this machine reach slack.com (HTTP 407)."),
    ],
)
def test_what_a_proxy_refuses_is_the_proxys(
    status: int, passing: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    async def run() -> Preflight:
        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://bot:hunter2@127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
            return await preflight(Access(BOT_SECRET, APP_SECRET))

    result = asyncio.run(run())

    assert [(words, passing)] == [(fault.what, fault.passing) for fault in faults(result)]
    assert "hunter2" not in said(result)


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<h1>Sign in to the guest network</h1>", kind="text/html"),
        Answer("hello", kind="text/plain"),
        Answer("{", kind="application/json"),
        Answer("[" * 100_000, kind="application/json"),
        Answer(["ok"]),
        Answer({}),
        Answer({"ok": False, "error": {"deep": "er"}}),
        Answer({"ok": False, "error": "<!channel> {place}"}),
        Answer({"ok": True}),
        Answer({**ME, "team_id": ["T1"]}),
        Answer({**ME, "team_id": "T1\nFAIL  all is lost"}),
        Answer({**ME, "user_id": ""}),
    ],
)
def test_an_answer_that_is_not_slacks_is_said_and_not_repeated(answer: Answer) -> None:
    result = checked(Slack(auth_test=answer))

    (fault,) = faults(result)
    assert "There is no Slack Web API at 127.0.0.1." == fault.what
    assert result.identity is None


@pytest.mark.parametrize("url", [None, 5, "https://example.com/", "javascript:alert(1)"])
def test_a_connection_needs_an_address_of_a_socket(url: object) -> None:
    (fault,) = faults(checked(Slack(connections=Answer({"ok": True, "url": url}))))

    assert "no Slack Web API" in fault.what


def test_slack_out_of_reach_is_said_once() -> None:
    result = asyncio.run(preflight(Access(BOT_SECRET, APP_SECRET, "", "http://127.0.0.1:9/api/"), 1))

    (fault,) = result.checks
    assert fault.what == "Slack can't be reached at 127.0.0.1."
    assert fault.passing


def test_a_connection_that_cannot_be_trusted_is_not_called_a_broken_network() -> None:
    slack = Slack()

    async def run() -> Preflight:
        async with serving(slack) as access:
            return await preflight(replace(access, api_url=slack.url.replace("http:", "https:")))

    (fault,) = asyncio.run(run()).checks
    assert "can't be trusted" in fault.what
    assert not fault.passing


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://me:s3cr3t@127.0.0.1/", "https://[", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"]
)
def test_an_address_that_is_none_is_a_fault_and_no_traceback(url: str) -> None:
    (fault,) = asyncio.run(preflight(Access(BOT_SECRET, APP_SECRET, "", url), 1)).checks

    assert not fault.ok
    assert "s3cr3t" not in fault.what + fault.mend


def test_without_a_required_scope_it_does_not_start() -> None:
    result = checked(Slack(auth_test=Answer(ME, headers={"x-oauth-scopes": EVERY.replace("chat:write,", "")})))

    (fault,) = faults(result)
    assert "The scope chat:write is not granted. It is for posting answers." == fault.what
    assert "Grant chat:write" in fault.mend
    assert result.identity is not None
    assert (False, True) == (result.identity.may("chat:write"), result.identity.may("chat:write.public"))


@pytest.mark.parametrize("name", [scope.name for scope in SCOPES if not scope.required])
def test_without_another_scope_it_starts_and_says_what_it_will_not_do(name: str) -> None:
    granted = " , ".join(scope.name for scope in SCOPES if scope.name != name)

    result = checked(Slack(auth_test=Answer(ME, headers={"x-oauth-scopes": granted})))

    assert [] == faults(result)
    (remark,) = remarks(result)
    assert name in remark.what
    assert name in remark.mend
    assert result.identity is not None
    assert not result.identity.may(name)


def test_no_scope_at_all_names_them_all() -> None:
    result = checked(Slack(auth_test=Answer(ME, headers={"x-oauth-scopes": ""})))

    required = sum(scope.required for scope in SCOPES)
    assert (required, len(SCOPES) - required) == (len(faults(result)), len(remarks(result)))


def test_scopes_that_slack_does_not_tell_are_taken_as_granted() -> None:
    result = checked(Slack(auth_test=Answer(ME)))

    assert [] == faults(result)
    assert ["Slack did not say which scopes the token has."] == [remark.what for remark in remarks(result)]
    assert result.identity is not None
    assert result.identity.may("files:read")


@pytest.mark.parametrize(
    ("allowed", "ok"), [(set(), True), ({"T1"}, True), ({"T2", "T1"}, True), ({"T2"}, False), ({"t1"}, False)]
)
def test_only_an_allowed_workspace_will_do(allowed: set[str], ok: bool) -> None:
    result = checked(Slack(), allowed_teams=frozenset(allowed))

    assert ok == (faults(result) == [])
    assert any("ERRCODE_ALLOWED_TEAMS" in check.what for check in result.checks)
    assert result.identity is not None


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"bot_token": APP_SECRET}, "SLACK_BOT_TOKEN"),
        ({"bot_token": "xoxp-1-s3cr3t"}, "SLACK_BOT_TOKEN"),
        ({"bot_token": ""}, "SLACK_BOT_TOKEN"),
        ({"app_token": BOT_SECRET}, "SLACK_APP_TOKEN"),
        ({"app_token": "", "signing_secret": BOT_SECRET}, "SLACK_SIGNING_SECRET"),
        ({"app_token": "", "signing_secret": APP_SECRET}, "SLACK_SIGNING_SECRET"),
        ({"app_token": "", "signing_secret": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_secret_in_the_wrong_place_is_told_without_sending_it(changes: dict[str, Any], variable: str) -> None:
    slack = Slack()

    result = checked(slack, **changes)

    (fault,) = faults(result)
    assert variable in fault.what
    assert not fault.passing
    assert 1 == len(slack.calls)  # the other question is still asked


def test_a_persons_token_is_not_a_bots() -> None:
    (fault,) = faults(checked(Slack(auth_test=Answer({**WHO, "user_id": "U1"}))))

    assert "The token in SLACK_BOT_TOKEN is of another kind." == fault.what


@pytest.mark.parametrize("url", [None, 7, "javascript:alert(1)", "https://a b", "https://" + "a" * 3000])
def test_an_address_of_the_workspace_that_is_none_is_left_out(url: object) -> None:
    result = checked(Slack(auth_test=Answer({**ME, "url": url}, headers={"x-oauth-scopes": EVERY})))

    assert result.identity is not None
    assert "" == result.identity.url


@pytest.mark.parametrize(
    "echo",
    [
        Answer({"ok": False, "error": "invalid_auth", "token": BOT_SECRET}),
        Answer({"ok": False, "error": BOT_SECRET}),
        Answer(BOT_SECRET, 500, kind="text/plain"),
        Answer({**ME, "url": "https://acme.slack.com/"}, headers={"x-oauth-scopes": BOT_SECRET}),
        Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": BOT_SECRET}),
    ],
)
def test_no_secret_is_ever_said(echo: Answer) -> None:
    result = checked(Slack(auth_test=echo))

    checks = Preflight(result.checks, None)
    assert "s3cr3t" not in said(checks)
    assert "s3cr3t" not in repr(Access(BOT_SECRET, APP_SECRET, "s3cr3t"))
