"""A browser over one keep-alive connection: cookies, forms, and the time that an answer took."""

import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup

from tests.client import fields_of

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """What is to be asked; with fields it is a form that is sent."""

    path: str
    fields: dict[str, str] | None = None

    @property
    def method(self) -> str:
        """GET, or POST for a form."""
        return "GET" if self.fields is None else "POST"


@dataclass(frozen=True)
class Answer:
    """What came, and after how long: the head's first byte, and the whole."""

    status: int
    body: bytes
    first: float
    seconds: float
    location: str = ""


class Visitor:
    """One person at one browser."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self.send(Request(path))

    def send(self, request: Request) -> Answer:
        """Send it and read the whole answer; anew when the connection was closed meanwhile."""
        try:
            return self._timed(request)
        except (HTTPException, ConnectionError):
            self._connection.close()
            return self._timed(request)

    def form(self, path: str, address: str = "") -> Request:
        """The form of a page as it would be sent untouched: the one to the address, or the
        largest."""
        page = BeautifulSoup(self.get(path).body, "html.parser")
        forms = [
            one
            for one in (page.find("main") or page).find_all("form")
            if one.get("method", "").lower() == "post"
            and (not address or one.get("action") == address)
        ]
        if not forms:
            return Request(path)
        chosen = max(forms, key=lambda one: len(fields_of(one)))
        return Request(chosen.get("action") or path, fields_of(chosen))

    def sign_in_form(self, username: str, password: str) -> Request:
        """The filled sign-in form, as somebody gets and sends it who is not signed in."""
        self.cookies.clear()
        form = self.form("/login")
        return Request(
            form.path, {**(form.fields or {}), "username": username, "password": password}
        )

    def sign_in(self, username: str, password: str) -> None:
        """Sign in by the form; stops the run when that fails."""
        answer = self.send(self.sign_in_form(username, password))
        if answer.status != 302:
            raise SystemExit(f"{username} 无法登录：HTTP {answer.status}")

    def _timed(self, request: Request) -> Answer:
        headers = {"Accept": "text/html"}
        body = None
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if request.fields is not None:
            headers["Content-Type"] = FORM
            body = urlencode(request.fields, doseq=True)
        path = quote(request.path, safe="/?&=%+")
        begin = time.perf_counter()
        self._connection.request(request.method, path, body, headers)
        response = self._connection.getresponse()
        first = time.perf_counter() - begin
        content = response.read()
        whole = time.perf_counter() - begin
        self._keep_cookies(response)
        location = response.headers.get("Location", "")
        return Answer(response.status, content, first, whole, location)

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel.value:
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
