"""Active parts of a PDF are named; the paper is taken all the same."""

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Name, String

from tests.intake import pdfs
from tests.intake.conftest import Look
from wallet.intake.refusals import Flag

Change = Callable[[pikepdf.Pdf], object]


def on_opening(**action: object) -> Change:
    return lambda document: pdfs.open_action(document, **action)


ACTIVE: dict[str, tuple[Change, set[Flag]]] = {
    "a script on opening": (
        on_opening(S=Name.JavaScript, JS=String("app.alert(1)")),
        {Flag.JAVASCRIPT, Flag.ACTS_ON_OPENING},
    ),
    "a program on opening": (
        on_opening(S=Name.Launch, F=String("calc.exe")),
        {Flag.LAUNCHES_PROGRAM, Flag.ACTS_ON_OPENING},
    ),
    "a form sent on opening": (on_opening(S=Name.SubmitForm), {Flag.SENDS_DATA, Flag.ACTS_ON_OPENING}),
    "a page shown on opening": (on_opening(S=Name.GoTo), set()),
    "a script inside an array": (pdfs.script_inside_an_array, {Flag.JAVASCRIPT}),
    "a script of a field": (pdfs.script_of_a_field, {Flag.JAVASCRIPT, Flag.ACTS_ON_OPENING}),
    "an attached file": (pdfs.attachment, {Flag.EMBEDDED_FILES}),
    "a dynamic form": (pdfs.xfa, {Flag.XFA_FORM}),
}


@pytest.mark.parametrize("name", ACTIVE)
@pytest.mark.parametrize("streams", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_active_parts_are_named(look: Look, name: str, streams: pikepdf.ObjectStreamMode) -> None:
    change, flags = ACTIVE[name]
    verdict = look(pdfs.pdf(change, object_stream_mode=streams))
    assert verdict.refused is None
    assert verdict.flags == flags
