"""One question to Slack's Web API, asked once, and what it means when there is no answer.

No exception's own words are passed on: they quote what was sent and received.
"""

from __future__ import annotations

import re
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.doctor import Check

_ERROR: Final = re.compile(r"[a-z0-9_]{1,64}")
_SECONDS: Final = re.compile(r"[0-9]{1,6}")
_PASSING: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


@dataclass(frozen=True, slots=True)
class Token:
    """One of the two tokens: its variable, where Slack shows it, and how tokens begin that can't be it."""

    variable: str
    place: str
    strangers: tuple[str, ...]


BOT_TOKEN: Final = Token(
    "SLACK_BOT_TOKEN",
    "the app's page at api.slack.com/apps, OAuth & Permissions, Bot User OAuth Token (it begins with xoxb-)",
    ("xapp-", "xoxp-", "xoxe-", "xoxe.xoxp-"),
)
APP_TOKEN: Final = Token(
    "SLACK_APP_TOKEN",
    "the app's page at api.slack.com/apps, Basic Information, App-Level Tokens (it begins with xapp-)",
    ("xox",),
)

# Why Slack turns a token away: what it means, and what to do.
_REFUSALS: Final = {
    "invalid_auth": (
        "Slack does not know the token in {variable}, or does not let this machine's address use it.",
        "Copy it again from {place}. If the app restricts addresses, add this machine's.",
    ),
    "not_authed": ("Slack got no token: {variable} is empty.", "Copy it from {place}."),
    "account_inactive": (
        "The token in {variable} has ended: the app was removed from its workspace.",
        "Install the app again (its page, Install App), then copy the new token from {place}.",
    ),
    "token_revoked": (
        "The token in {variable} was revoked.",
        "Install the app again or generate a new token, then copy it from {place}.",
    ),
    "token_expired": (
        "The token in {variable} has expired: token rotation is on for this app, and can't be switched off.",
        "Create the app anew with token rotation off, as the project's manifests have it.",
    ),
    "not_allowed_token_type": (
        "The token in {variable} is of another kind.",
        "Copy it from {place}.",
    ),
    "missing_scope": (
        "The token in {variable} lacks the scope connections:write.",
        "Generate a new app-level token with connections:write, and copy it from {place}.",
    ),
}


async def ask(
    question: Coroutine[Any, Any, AsyncSlackResponse], token: Token, api_url: str
) -> AsyncSlackResponse | Check:
    """Slack's answer, or why there is none. It raises nothing of what a network or a server can do."""
    try:
        return await question
    except SlackApiError as error:
        return _turned_away(error.response, token, api_url)
    except aiohttp.ClientHttpProxyError as error:
        return _not_let_through(error.status, api_url)
    except aiohttp.ClientSSLError:
        return Check(
            ok=False,
            what=f"The connection to {_host(api_url)} can't be trusted.",
            mend="Check SLACK_API_URL; behind a proxy that opens TLS, set SSL_CERT_FILE to its certificate.",
        )
    except (aiohttp.ClientConnectionError, TimeoutError):
        return Check(
            ok=False,
            what=f"Slack can't be reached at {_host(api_url)}.",
            mend="Check the network, the proxy (HTTPS_PROXY) and SLACK_API_URL.",
            passing=True,
        )
    except (aiohttp.ClientError, SlackClientError, AttributeError, ValueError, RecursionError):
        return strange(api_url)  # the client trips over an answer that is no JSON object


def _turned_away(response: Any, token: Token, api_url: str) -> Check:
    """What an error of Slack's means. `response` is the client's, or aiohttp's when it holds no JSON."""
    body = getattr(response, "data", None)
    word = body.get("error") if isinstance(body, dict) else None
    error = word if isinstance(word, str) and _ERROR.fullmatch(word) else ""
    status = getattr(response, "status_code", getattr(response, "status", 0))
    if status == 429 or error == "ratelimited":
        seconds = _SECONDS.fullmatch(str(response.headers.get("Retry-After", "")))
        return _later(f"Slack asks to wait {seconds[0] if seconds else 'some'} seconds.")
    if error in _PASSING or status >= 500:
        return _later(f"Slack has trouble itself ({error if error in _PASSING else f'HTTP {status}'}).")
    return refused(error, token) if error else strange(api_url)


def _not_let_through(status: int, api_url: str) -> Check:
    """What a proxy's answer to CONNECT means."""
    passing = status >= 500
    trouble = "can't reach" if passing else "doesn't let this machine reach"
    return Check(
        ok=False,
        what=f"The proxy {trouble} {_host(api_url)} (HTTP {status}).",
        mend="Check HTTPS_PROXY, and the proxy itself.",
        passing=passing,
    )


def refused(error: str, token: Token) -> Check:
    """What Slack's word for a refusal (lower-case letters, digits and _) means for `token`."""
    what, mend = _REFUSALS.get(
        error,
        (
            f"Slack refuses {{variable}}: {error}.",
            "Look the word up at docs.slack.dev, or set {variable} anew: {place}.",
        ),
    )
    names = {"variable": token.variable, "place": token.place}
    return Check(ok=False, what=what.format(**names), mend=mend.format(**names))


def _later(what: str) -> Check:
    return Check(ok=False, what=what, mend="Try again later; slack-status.com knows more.", passing=True)


def strange(api_url: str) -> Check:
    """Something else answered, or the address can't be used."""
    return Check(
        ok=False,
        what=f"There is no Slack Web API at {_host(api_url)}.",
        mend="Check SLACK_API_URL (leave it out for Slack itself), and whether a proxy answers instead.",
    )


def _host(api_url: str) -> str:
    """The host alone: an address may hold a password."""
    try:
        return urlsplit(api_url).hostname or "SLACK_API_URL"
    except ValueError:
        return "SLACK_API_URL"
