"""Who is let into a dashboard, and which forms are believed.

A visit is a secret in a cookie that no script can read and that comes along from our own pages only
(SameSite=Strict). A form counts when the browser says that a page of ours sent it (Origin, RFC
6454) and it carries a token that follows from the cookie, which no other website can know.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from bot.domain.chat import ChatAddress
from bot.domain.language import carriable
from bot.usecases.chats.dashboard import Visitor, Visits
from bot.web.pages import PageMaker
from bot.web.server import policy

_FORM: Final = "application/x-www-form-urlencoded"
_USUAL_PORTS: Final = {"https": ":443", "http": ":80"}
_HEADERS: Final = {
    "Content-Security-Policy": policy(forms=True),
    "Cache-Control": "no-store",
    # with "no-referrer" a browser would send "null" as the origin of a form
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody at a dashboard of theirs. `token` is what their forms have to carry."""

    visitor: Visitor
    secret: str
    token: str

    @property
    def chat(self) -> ChatAddress:
        return self.visitor.chat

    def __repr__(self) -> str:
        """Whoever has the secret is them; no trace is to show it."""
        return f"Guest({self.visitor.chat})"


SentForm = Mapping[str, str]
Show = Callable[[web.Request, Guest], Awaitable[web.StreamResponse]]
HandleForm = Callable[[web.Request, Guest, SentForm], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Stands before every page of the dashboard."""

    visits: Visits
    pages: PageMaker

    @property
    def cookie(self) -> str:
        """With that prefix browsers see to it that only this very host can have set it."""
        return "__Host-ankerplatz" if self._is_secure else "ankerplatz"

    def shown(self, show: Show) -> Handler:
        """The page, for whom it is for."""

        async def handler(request: web.Request) -> web.StreamResponse:
            found = await self._guest(request)
            return await show(request, found) if isinstance(found, Guest) else found

        return handler

    def changed(self, change: HandleForm) -> Handler:
        """What a form of one of these pages asks for."""

        async def handler(request: web.Request) -> web.StreamResponse:
            form = await self.form(request)
            if form is None:
                return self.refused(request, HTTPStatus.FORBIDDEN, "foreign")
            found = await self._guest(request)
            if not isinstance(found, Guest):
                return found
            if not hmac.compare_digest(_bytes(form.get("token", "")), _bytes(found.token)):
                return self.refused(request, HTTPStatus.FORBIDDEN, "foreign")
            return await change(request, found, form)

        return handler

    async def form(self, request: web.Request) -> SentForm | None:
        """What was filled in, None where no page of ours can have sent it."""
        is_ours = request.headers.get(hdrs.ORIGIN) == self._origin
        if not is_ours or request.content_type != _FORM:
            return None
        try:
            sent = await request.post()
        except (ValueError, LookupError) as error:
            raise web.HTTPBadRequest(text="the form cannot be read") from error
        texts = {name: value for name, value in sent.items() if isinstance(value, str)}
        return {name: carriable(text) for name, text in texts.items()}

    def page(
        self,
        request: web.Request,
        template: str,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        **values: object,
    ) -> web.Response:
        """A page that nobody keeps."""
        made = self.pages.show(request, template, done="done" in request.query, **values)
        headers = {**_HEADERS, hdrs.CONTENT_TYPE: made.content_type}
        return web.Response(body=made.body, status=status, headers=headers)

    def refused(self, request: web.Request, status: HTTPStatus, why: str) -> web.Response:
        """Why one is not let in, and what to do about it."""
        return self.page(request, "manage_refused", status=status, why=why)

    def lead_to(self, request: web.Request, path: str, **more: str) -> web.Response:
        """To another page of the dashboard (RFC 9110 section 15.4.4), in the same language."""
        chosen = {name: request.query[name] for name in ("lang", "tz") if name in request.query}
        link = self.pages.site.link(path, {**chosen, **more})
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={**_HEADERS, "Location": link})

    def let_in(self, answer: web.Response, secret: str, *, seconds: float) -> None:
        """Give the browser the secret of a visit that lasts so long."""
        answer.set_cookie(
            self.cookie,
            secret,
            max_age=int(seconds),
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="Strict",
        )

    def let_out(self, answer: web.Response) -> None:
        """Take the secret away again."""
        answer.del_cookie(
            self.cookie, path="/", secure=self._is_secure, httponly=True, samesite="Strict"
        )

    async def _guest(self, request: web.Request) -> Guest | web.Response:
        """Whoever comes with a visit, or why they are not let in."""
        secret = request.cookies.get(self.cookie, "")
        visitor = await self.visits.visitor(secret) if secret else None
        if visitor is None:
            return self.refused(request, HTTPStatus.FORBIDDEN, "over")
        if not visitor.may_manage:
            return self.refused(request, HTTPStatus.FORBIDDEN, "not_moderator")
        return Guest(visitor=visitor, secret=secret, token=_token(secret))

    @property
    def _is_secure(self) -> bool:
        """Only on this very machine it may be otherwise; the configuration sees to that."""
        return self.pages.site.public_url.startswith("https:")

    @property
    def _origin(self) -> str:
        parts = urlsplit(self.pages.site.public_url)
        host = parts.netloc.lower().removesuffix(_USUAL_PORTS[parts.scheme])
        return f"{parts.scheme}://{host}"


def new_form() -> str:
    """Names one showing of a form: sent twice, it does what it asks for once."""
    return secrets.token_urlsafe(12)


def _token(secret: str) -> str:
    """Follows from the secret of a visit, and tells nothing of it."""
    return hmac.new(_bytes(secret), b"forms", hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
