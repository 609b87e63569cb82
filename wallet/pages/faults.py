"""When something went wrong: what happened, that nothing is lost, what to press."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from wallet.identity.errors import ConfirmationRequiredError
from wallet.pages.language import later, title
from wallet.pages.manner import meet_at_error
from wallet.pages.rendering import render
from wallet.pages.visits import go
from wallet.web.problems import Problem

FIRST_PAGE = ("/", later("Về trang đầu"))
AGAIN = {
    "ticket-not-valid": FIRST_PAGE,
    "sign-in-not-completed": FIRST_PAGE,
    "sign-in-required": ("/", later("Xem cách vào ví")),
    "record-not-found": ("/giay-to", later("Mở Giấy tờ của tôi")),
    "document-not-found": ("/giay-to", later("Mở Giấy tờ của tôi")),
    "sealed-data-gone": ("/giay-to", later("Mở Giấy tờ của tôi")),
    "consent-not-found": ("/da-cho-phep", later("Mở Đã cho phép")),
    "consent-state": ("/da-cho-phep", later("Mở Đã cho phép")),
    "nothing-to-show": ("/them-giay", later("Thêm giấy")),
    "correction-not-found": ("/xin-sua", later("Mở Đề nghị sửa giấy")),
    "correction-state": ("/xin-sua", later("Mở Đề nghị sửa giấy")),
    "correction-not-possible": ("/giay-to", later("Mở Giấy tờ của tôi")),
    "audit-entry-not-found": ("/kiem-tra", later("Về bảng tra cứu")),
    "audit-entry-closed": ("/kiem-tra", later("Về bảng tra cứu")),
    "audit-bulk-opening-not-found": ("/kiem-tra/mo-nhieu", later("Mở nhiều dòng")),
    "audit-second-person-needed": ("/kiem-tra/mo-nhieu", later("Mở nhiều dòng")),
    "not-delegated": ("/lam-thay", later("Mở Người tôi làm thay")),
    "mandate-code-not-valid": ("/lam-thay", later("Gõ lại mã")),
    "too-many-codes": ("/lam-thay", later("Mở Người tôi làm thay")),
    "mandate-not-possible": ("/lam-thay", later("Mở Người tôi làm thay")),
    "upload-not-found": ("/them-giay", later("Chọn tệp khác")),
    "body-too-large": ("/them-giay", later("Chọn tệp khác")),
    "truncated-body": ("/them-giay", later("Gửi lại")),
    "unsupported-media-type": ("/them-giay", later("Chọn tệp khác")),
}
"""By code: where to go on, and what that button says. Everything else leads to the first page."""


def render_error(request: Request, problem: Problem) -> Response:
    """The same problem that a program would get, as a page for a person."""
    if problem.code == ConfirmationRequiredError.code:
        return go(f"/xac-nhan?{urlencode({'ve': request.url.path})}")
    meet_at_error(request, request.app.state.settings)
    href, go_on = AGAIN.get(problem.code, FIRST_PAGE)
    return render(
        "error.html",
        request.app.state.settings,
        status=problem.status,
        problem=problem,
        said=title(problem),
        href=href,
        label=str(go_on),
    )
