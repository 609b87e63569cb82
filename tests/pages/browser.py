"""A browser without JavaScript, style or eyes: it fetches pages, reads their text, follows links and sends forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

from tests.world import Caller

VOID = frozenset({"input", "meta", "link", "br", "img", "use", "path", "option"})
File = tuple[str, bytes, str]


@dataclass
class Form:
    """`fields` in the order of the page: (name, value) as they would be sent untouched; `boxes`: unticked ones.

    `choices`: what else could be chosen among several.
    """

    method: str
    action: str
    enctype: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, what it says


class Page(HTMLParser):
    """One answer, parsed. `text` is what a person reads, in one line."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__(convert_charrefs=True)
        self.status = answer.status_code
        self.url = answer.url
        self.source = answer.text
        self.headers = answer.headers
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._said: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[str, str, list[str]] | None = None
        self._select = ""
        self._typing = False
        self.feed(answer.text)

    @property
    def text(self) -> str:
        return " ".join("".join(self._said).split())

    def count(self, tag: str) -> int:
        return sum(1 for name, _ in self.elements if name == tag)

    def link(self, said: str) -> str:
        """Where the one link whose words contain `said` leads."""
        found = {href for href, text in self.links if said in text}
        assert len(found) == 1, f"{len(found)} links say {said!r} on {self.links}"
        return found.pop()

    def form(self, said: str) -> Form:
        """The form with a button that says so."""
        found = [form for form in self.forms if any(said in button[2] for button in form.buttons)]
        assert len(found) == 1, f"{len(found)} forms have a button {said!r}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.elements.append((tag, told))
        if tag == "a":
            self._link = (told.get("href", ""), [])
        elif tag == "form":
            self.forms.append(Form(told.get("method", "get"), told.get("action", ""), told.get("enctype", "")))
        elif tag == "button" and self.forms:
            self._button = (told.get("name", ""), told.get("value", ""), [])
        elif tag == "select":
            self._select = told["name"]
            self.forms[-1].fields.append((self._select, ""))
        elif tag == "option" and self._select and "selected" in told:
            self.forms[-1].fields[-1] = (self._select, told.get("value", ""))
        elif tag == "textarea":
            self.forms[-1].fields.append((told["name"], ""))
            self._typing = True
        elif tag == "input":
            self._input(told)

    def _input(self, told: Mapping[str, str]) -> None:
        form, kind = self.forms[-1], told.get("type", "text")
        if kind == "file":
            form.files.append(told["name"])
        elif kind == "radio" and "checked" not in told:
            form.choices.append((told["name"], told["value"]))
        elif kind == "checkbox" and "checked" not in told:
            form.boxes.append((told["name"], told["value"]))
        else:
            form.fields.append((told["name"], told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None
        elif tag == "button" and self._button:
            name, value, said = self._button
            self.forms[-1].buttons.append((name, value, " ".join("".join(said).split())))
            self._button = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._typing = False
        if tag not in {"bdi", "strong", "span"}:
            self._said.append(" ")

    def handle_data(self, data: str) -> None:
        self._said.append(data)
        if self._typing:
            name, typed = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, typed + data)
        if self._link:
            self._link[1].append(data)
        if self._button:
            self._button[2].append(data)


class Browser(Caller):
    """Keeps cookies, follows redirects by hand, and remembers every address that it visited."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.http.headers["Accept"] = "text/html"
        self.visited: list[str] = []

    def enter(self, **who: str) -> Page:
        """Sign in as somebody, by the link and the button."""
        ticket = self.post("/v1/development/tickets", json=who).json()
        return self.press(self.open(ticket["path"]), "Vào ví")

    def open(self, path: str) -> Page:
        return self._arrive("GET", path)

    def follow(self, page: Page, said: str) -> Page:
        return self.open(page.link(said))

    def press(
        self,
        page: Page,
        said: str,
        *,
        filled: Mapping[str, str] | None = None,
        ticked: tuple[str, ...] = (),
        file: File | None = None,
    ) -> Page:
        """Press a button: what is on the page goes along, changed by `filled`; `ticked` are boxes, and
        one of several choices where none is made yet, by their value.
        """
        form = page.form(said)
        sent = [(name, (filled or {}).get(name, value)) for name, value in form.fields]
        sent += [(name, value) for name, value in (*form.boxes, *form.choices) if value in ticked]
        sent += [(name, value) for name, value, words in form.buttons if name and said in words]
        action = form.action or urlsplit(page.url).path
        if form.method.lower() == "get":
            return self._arrive("GET", action, params=sent)
        if form.enctype == "multipart/form-data":
            parts: list[tuple[str, tuple[str | None, str | bytes, str]]] = [
                (name, (None, value, "text/plain; charset=utf-8")) for name, value in sent
            ]
            parts += [(name, file or ("", b"", "application/octet-stream")) for name in form.files]
            return self._arrive("POST", action, files=parts)
        return self._arrive("POST", action, data=sent)

    def _arrive(self, method: str, path: str, **more: object) -> Page:
        answer = self.call(method, path, **more)
        self.visited.append(answer.url)
        while answer.is_redirect:
            answer = self.get(
                urlsplit(urljoin(answer.url, answer.headers["Location"]))._replace(scheme="", netloc="").geturl()
            )
            self.visited.append(answer.url)
        return Page(answer)


def tags(page: Page, name: str) -> Iterator[dict[str, str]]:
    return (told for tag, told in page.elements if tag == name)
