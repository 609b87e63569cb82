"""Charts: every block stands where its number says, and none leaves the picture."""

from datetime import date, timedelta

import pytest

from wallet.pages.charts import COLUMNS_HEIGHT, HEAD_HEIGHT, NAMES_WIDTH, NUMBER_WIDTH, WIDTH, Measured, bars, columns


def test_the_longest_bar_has_all_the_room_and_the_others_their_share() -> None:
    chart = bars([Measured("a", 10, 5), Measured("b", 5, 0)])
    room = WIDTH - NAMES_WIDTH - NUMBER_WIDTH
    assert [(one.width, one.of_part) for one in chart.blocks] == [(room, room / 2), (room / 2, 0)]
    assert chart.blocks[0].y < chart.blocks[1].y < chart.height


def test_a_long_name_is_shortened() -> None:
    (one,) = bars([Measured("Ủy ban nhân dân xã có một cái tên rất dài ở tỉnh Mẫu", 1, 0)]).blocks
    assert str(one.label).endswith("…")
    assert len(str(one.label)) == 34


@pytest.mark.parametrize("days", [1, 2, 7, 35])
def test_columns_stand_on_the_ground_and_inside(days: int) -> None:
    start = date(2026, 11, 1)
    chart = columns([Measured(start + timedelta(days=day), day + 1, day // 2) for day in range(days)])
    for one in chart.blocks:
        assert one.y + one.height == pytest.approx(HEAD_HEIGHT + COLUMNS_HEIGHT)
        assert 0 <= one.of_part <= one.height
        assert one.x + one.width <= WIDTH
    assert chart.blocks[0].label == start
    assert chart.most == days


def test_nothing_is_drawn_of_nothing() -> None:
    assert (bars([]).blocks, columns([]).blocks) == ((), ())
    assert columns([Measured(date(2026, 11, 1), 0, 0)]).blocks[0].height == 0
