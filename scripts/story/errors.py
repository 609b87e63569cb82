"""Why a demo ends early. Both say it in Vietnamese first, then in English."""


class DemoError(Exception):
    """`sentences`: what to print, one a line."""

    status = 1

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.sentences = (vi, en)


class CannotStartError(DemoError):
    """Something outside the wallet is in the way; another port or another folder mends it."""

    status = 2


class StoryStoppedError(DemoError):
    """The wallet did something else than the story expects: a defect, not the viewer's fault."""


def require(holds: bool, vi: str, en: str) -> None:
    """Stop the story unless what it has just seen is what it expects; `vi` and `en` say what that is."""
    if not holds:
        raise StoryStoppedError(f"Câu chuyện dừng vì không thấy điều phải thấy: {vi}", f"Not seen as expected: {en}")
