"""What a person reads when the demo cannot start, or cannot go on."""

import socket
from pathlib import Path
from uuid import uuid4

import pytest

from scripts.story.errors import StoryStoppedError
from tests.journeys.conftest import Office
from tests.journeys.telling import tell
from tests.servers import free_port


def test_a_busy_port_gets_a_sentence_that_names_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = tell(tmp_path, port)

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"Cổng {port} đang có chương trình khác dùng. Xin chọn cổng khác: scripts/demo --port SỐ",
        f"Port {port} is busy. Choose another one: scripts/demo --port N",
    ]


def test_a_folder_that_cannot_be_written_gets_a_sentence_that_names_the_way_out(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    folder = in_the_way / "data"

    done = tell(folder, free_port())

    assert done.returncode == 2
    vi, en = done.stderr.splitlines()
    assert vi == f"Không ghi được vào thư mục {folder}. Xin chọn thư mục khác: scripts/demo --data THƯ_MỤC"
    assert en.startswith(f"The folder {folder} cannot be written")


def test_a_wallet_that_does_not_start_stops_the_demo_with_a_sentence(tmp_path: Path) -> None:
    nowhere = {"WALLET_S3_ENDPOINT": f"127.0.0.1:{free_port()}", "WALLET_S3_SECURE": "false"}

    done = tell(tmp_path, free_port(), nowhere)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Ví không khởi động được. Xem {tmp_path / 'server.log'}.")
    assert "Traceback" not in done.stderr


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    done = tell(tmp_path, 70_000)

    assert done.returncode == 2
    assert "--port" in done.stderr


def test_an_answer_that_the_story_does_not_expect_stops_it_with_a_sentence(office: Office) -> None:
    path = f"/v1/me/records/{uuid4()}"

    with pytest.raises(StoryStoppedError) as stopped:
        office.citizen.get(path)

    vi, en = stopped.value.sentences
    assert vi == f"Ví trả lời 404 khi câu chuyện chờ 200: GET {path}"
    assert en.startswith("The wallet answered 404 where the story expects 200. record-not-found · ")
