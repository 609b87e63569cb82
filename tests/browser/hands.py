"""Two ways to use a page: a finger (or a mouse), and the keys Tab, Enter and Space alone."""

import re
from pathlib import Path
from typing import Literal, Protocol

from playwright.sync_api import Error, FileChooser, FilePayload, Locator, Page

Role = Literal["link", "button"]
PRESSES, A_MOMENT_MS, PATIENCE_MS = 4, 4_000, 30_000
MOST_TABS = 120
"""More stops than any screen has."""


class Hand(Protocol):
    """What a person does on a page; `said`: the words on a link, a button or beside a box."""

    def press(self, said: str, role: Role = "button") -> None:
        """Another page comes, or this one anew."""

    def fill(self, said: str, text: str) -> None: ...

    def tick(self, said: str) -> None: ...

    def pick(self, said: str) -> None:
        """One of several."""

    def choose(self, said: str, begins: str) -> None:
        """The choice of a list that begins with these letters."""

    def attach(self, said: str, file: FilePayload) -> None: ...

    def download(self, said: str, folder: Path) -> Path: ...


class Finger:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, said: str, role: Role = "button") -> None:
        with self.page.expect_navigation():
            acting_on(self.page, role, said).click()

    def fill(self, said: str, text: str) -> None:
        self.page.get_by_label(said, exact=True).fill(text)

    def tick(self, said: str) -> None:
        self.page.get_by_label(said).check()

    def pick(self, said: str) -> None:
        self.page.get_by_role("radio", name=said).check()

    def choose(self, said: str, begins: str) -> None:
        list_ = self.page.get_by_label(said, exact=True)
        option = list_.locator("option").filter(has_text=re.compile(rf"^{re.escape(begins)}"))
        list_.select_option(option.first.inner_text())

    def attach(self, said: str, file: FilePayload) -> None:
        self.page.get_by_label(said).set_input_files(file)

    def download(self, said: str, folder: Path) -> Path:
        with self.page.expect_download() as loading:
            acting_on(self.page, "button", said).click()
        return _kept(loading.value.suggested_filename, loading.value.path(), folder)


class Keyboard:
    """Reaches everything with Tab from the top of the page, as a screen reader or a switch does."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, said: str, role: Role = "button") -> None:
        self._reach(acting_on(self.page, role, said))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, said: str, text: str) -> None:
        self._reach(self.page.get_by_label(said, exact=True))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, said: str) -> None:
        self._reach(self.page.get_by_label(said))
        self.page.keyboard.press("Space")

    def pick(self, said: str) -> None:
        """Tab comes to the chosen one of a group; arrows go on from there."""
        wanted = self.page.get_by_role("radio", name=said)
        group = wanted.get_attribute("name")
        self._reach(self.page.locator(f"input[name={group}]:checked"))
        for _ in range(MOST_TABS):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow led to {wanted}")

    def choose(self, said: str, begins: str) -> None:
        self._reach(self.page.get_by_label(said, exact=True))
        self.page.keyboard.type(begins)

    def attach(self, said: str, file: FilePayload) -> None:
        """The chooser that Enter opens belongs to the system; what it gives back is put in its place."""
        box = self.page.get_by_label(said)
        self._reach(box if box.is_visible() else self.page.locator("[data-upload-choose]"))
        self._opened().set_files(file)

    def _opened(self) -> FileChooser:
        """Chromium without a screen now and then opens no chooser for a key; a person would press again."""
        for _ in range(PRESSES - 1):
            try:
                return self._press_and_wait(A_MOMENT_MS)
            except Error:
                continue
        return self._press_and_wait(PATIENCE_MS)

    def _press_and_wait(self, milliseconds: float) -> FileChooser:
        with self.page.expect_file_chooser(timeout=milliseconds) as choosing:
            self.page.keyboard.press("Enter")
        return choosing.value

    def download(self, said: str, folder: Path) -> Path:
        with self.page.expect_download() as loading:
            self._reach(acting_on(self.page, "button", said))
            self.page.keyboard.press("Enter")
        return _kept(loading.value.suggested_filename, loading.value.path(), folder)

    def _reach(self, wanted: Locator) -> None:
        element = wanted.element_handle()  # found once: to find a thing by its role and words takes as long as a key
        for _ in range(MOST_TABS):
            if element.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab did not reach {wanted}")


def acting_on(page: Page, role: Role, said: str) -> Locator:
    return page.get_by_role(role, name=said).first


def _kept(name: str, file: Path, folder: Path) -> Path:
    return file.rename(folder / name)
