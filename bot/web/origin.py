"""Where a form was sent from: only our own pages may make the service work."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from bot.core.entry import Bilingual
from bot.web.body import RefusalError

_OWN = frozenset({"same-origin", "none"})


def refuse_foreign(request: Request, base: str) -> None:
    """Raises RefusalError with 403 when another site's page made the browser send this.

    Browsers say so by Sec-Fetch-Site, where the connection is safe, or else by Origin; a program that says neither
    is nobody's victim.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        own = site in _OWN
    elif origin is not None:
        own = urlsplit(origin).netloc in {request.headers.get("host", ""), urlsplit(base).netloc}
    else:
        own = True
    if not own:
        raise RefusalError(
            403,
            Bilingual("请求来自别的网站", "the request comes from another site"),
            Bilingual("请在问询台的页面上提交", "send it from the desk's own page"),
        )
