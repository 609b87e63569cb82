"""What the mini app's shell does with what the wallet and Zalo tell it, run on Node.js without a package."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from tests.architecture.house import ROOT

pytestmark = pytest.mark.node

SHELL = ROOT / "wallet/pages/mini_app"
SECRET = "a" * 43


def run(script: str) -> Any:
    """The JSON that the script prints; it sees what `arriving.js` exports."""
    node = shutil.which("node")
    assert node is not None
    text = f"import {{ arrive, paperIn }} from {json.dumps((SHELL / 'src/arriving.js').as_uri())};\n{script}"
    command = [node, "--input-type=module", "-e", text]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answering(status: int, body: str) -> str:
    answer = f"new Response({json.dumps(body)}, {{status: {status}}})"
    return f"async (url, sent) => {{ told.push([url, sent]); return {answer}; }}"


def test_the_token_is_sent_to_the_wallet_alone_and_without_cookies() -> None:
    said = run(
        f"""const told = [];
        const send = {answering(201, json.dumps({"path": "/zalo/noi/x", "code": "0420"}))};
        const arrival = await arrive("https://vi.example.vn", "token", true, send);
        console.log(JSON.stringify([arrival, told]));"""
    )

    arrival, [[url, sent]] = said
    assert arrival == {"address": "https://vi.example.vn/zalo/noi/x", "code": "0420"}
    assert url == "https://vi.example.vn/v1/zalo/arrivals"
    assert (sent["method"], sent["credentials"]) == ("POST", "omit")
    assert json.loads(sent["body"]) == {"access_token": "token", "sensitive": True}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (answering(401, '{"code": "zalo-token-not-valid"}'), "Xin đóng ứng dụng rồi mở lại"),
        (answering(503, '{"code": "zalo-unreachable"}'), "Xin thử lại sau ít phút"),
        (answering(500, '{"code": "new", "title": "Có lỗi trong hệ thống."}'), "Có lỗi trong hệ thống."),
        (answering(502, "<html>"), "Mạng yếu"),
        ("async () => { throw new TypeError('offline'); }", "Mạng yếu"),
    ],
    ids=["token", "zalo away", "unforeseen", "no json", "offline"],
)
def test_whatever_goes_wrong_is_said_in_a_sentence_that_tells_what_to_do(answer: str, words: str) -> None:
    said = run(
        f"""const told = [];
        await arrive("https://vi.example.vn", "token", false, {answer})
          .then(() => console.log("null"), (error) => console.log(JSON.stringify(error.message)));"""
    )

    assert words in said


def test_only_a_paper_that_the_wallet_made_ready_is_opened() -> None:
    asked = [
        {"giay": SECRET, "tep": "giay-to.pdf"},
        {"giay": SECRET, "tep": "giay-to.jpg"},
        {"giay": SECRET, "tep": "../../v1/me"},
        {"giay": "x/../../y?z", "tep": "giay-to.pdf"},
        {},
    ]

    found = run(
        f"""console.log(JSON.stringify({json.dumps(asked)}.map((one) => paperIn("https://vi.example.vn", one))));"""
    )

    assert found[0] == {"url": f"https://vi.example.vn/tai-ve/{SECRET}/giay-to.pdf", "viewed": True}
    assert found[1] == {"url": f"https://vi.example.vn/tai-ve/{SECRET}/giay-to.jpg", "viewed": False}
    assert found[2:] == [None, None, None]


def test_the_shell_keeps_nothing_and_its_packages_are_pinned_by_hash() -> None:
    sources = "".join(path.read_text() for path in (SHELL / "src").glob("*.js"))
    locked = json.loads((SHELL / "package-lock.json").read_text())["packages"]

    assert re.findall(r"nativeStorage|localStorage|setItem|saveFile|innerHTML", sources) == []
    assert all("integrity" in one and "resolved" not in one for name, one in locked.items() if name)
