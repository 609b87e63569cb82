"""When something went wrong: what happened, that nothing is lost, what to press."""

from starlette.requests import Request
from starlette.responses import Response

from wallet.pages.rendering import render
from wallet.web.problems import Problem

AGAIN = {
    "ticket-not-valid": ("/", "Về trang đầu"),
    "sign-in-required": ("/", "Xem cách vào ví"),
    "record-not-found": ("/giay-to", "Mở Giấy tờ của tôi"),
    "document-not-found": ("/giay-to", "Mở Giấy tờ của tôi"),
    "sealed-data-gone": ("/giay-to", "Mở Giấy tờ của tôi"),
    "consent-not-found": ("/da-cho-phep", "Mở Đã cho phép"),
    "consent-state": ("/da-cho-phep", "Mở Đã cho phép"),
    "nothing-to-show": ("/them-giay", "Thêm giấy"),
    "body-too-large": ("/them-giay", "Chọn tệp khác"),
    "truncated-body": ("/them-giay", "Gửi lại"),
    "unsupported-media-type": ("/them-giay", "Chọn tệp khác"),
}
"""By code: where to go on, and what that button says. Everything else leads to the first page."""


def render_error(request: Request, problem: Problem) -> Response:
    """The same problem that a program would get, as a page for a person."""
    href, label = AGAIN.get(problem.code, ("/", "Về trang đầu"))
    return render(
        "error.html", request.app.state.settings, status=problem.status, problem=problem, href=href, label=label
    )
