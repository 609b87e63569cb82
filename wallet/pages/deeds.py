"""What was done, in a verb for each operation of the log, and what was tried in vain.

Between who did it and to which papers: "Công an xã Mẫu | đã xem | Giấy khai sinh". A test asks for every operation.
"""

from policies.grounds import Ground
from wallet.ledger.entries import Operation
from wallet.pages.language import later

DONE = {
    Operation.RECORD_READ: later("đã mở"),
    Operation.RECORD_PREVIEW: later("đã xem trước"),
    Operation.RECORD_DOWNLOAD: later("đã tải về tệp của"),
    Operation.RECORD_SCAN: later("đã để ví đọc chữ trên tệp của"),
    Operation.RECORD_LIST: later("đã xem danh sách giấy tờ"),
    Operation.RECORD_DEPOSIT: later("đã đưa"),
    Operation.RECORD_AGREE: later("đã đồng ý cho ví giữ ảnh của"),
    Operation.RECORD_DELETE: later("đã xóa"),
    Operation.RECORD_EXPORT: later("đã lấy về"),
    Operation.RECORD_REVOKE: later("đã báo không còn hiệu lực"),
    Operation.CONSENT_ASK: later("đã hỏi xin xem"),
    Operation.CONSENT_LIST: later("đã xem danh sách đã cho phép"),
    Operation.CONSENT_VIEW: later("đã đọc câu hỏi xin xem"),
    Operation.CONSENT_GIVE: later("đã đồng ý cho xem"),
    Operation.CONSENT_REFUSE: later("đã không đồng ý cho xem"),
    Operation.CONSENT_PAUSE: later("đã tạm ngừng cho xem"),
    Operation.CONSENT_RESUME: later("đã cho xem lại"),
    Operation.CONSENT_REVOKE: later("đã ngừng cho xem"),
    Operation.CONSENT_EXPIRE: later("đã khép lại một lần cho xem vì hết thời hạn"),
    Operation.CONSENT_DEFER: later("đã để câu hỏi lại trả lời sau"),
    Operation.CONSENT_LAPSE: later("đã khép lại câu hỏi vì hết hạn trả lời, không cho xem gì"),
    Operation.CONSENT_TERMINATE: later("đã khép lại một lần cho xem vì hồ sơ đã đóng"),
    Operation.CONSENT_INVALIDATE: later("đã khép lại một lần cho xem vì giấy không còn dùng được"),
    Operation.POLICY_SET: later("đã đặt một quy tắc về"),
    Operation.POLICY_END: later("đã dừng một quy tắc về"),
    Operation.POLICY_LIST: later("đã xem các quy tắc cho xem"),
    Operation.POLICY_TRY: later("đã thử một quy tắc cho xem"),
    Operation.DOSSIER_OPEN: later("đã mở hồ sơ"),
    Operation.DOSSIER_COVERAGE: later("đã xem hồ sơ còn thiếu gì"),
    Operation.DOSSIER_CLOSE: later("đã đóng hồ sơ"),
    Operation.RELEASE: later("đã xem"),
    Operation.RELEASE_DOCUMENT: later("đã xem bản chụp"),
    Operation.SUBMISSION_VERIFY: later("đã đối chiếu tờ khai với giấy trong ví"),
    Operation.CORRECTION_ASK: later("đã đề nghị sửa giấy"),
    Operation.CORRECTION_LIST: later("đã xem danh sách đề nghị sửa"),
    Operation.CORRECTION_READ: later("đã đọc đề nghị sửa"),
    Operation.CORRECTION_ANSWER: later("đã trả lời đề nghị sửa"),
    Operation.CORRECTION_WITHDRAW: later("đã rút đề nghị sửa"),
    Operation.DISPOSAL_OWE: later("đã yêu cầu nơi được xem xóa"),
    Operation.DISPOSAL_CONFIRM: later("đã xác nhận đã xóa"),
    Operation.DISPOSAL_OVERDUE: later("đã ghi là quá hạn xóa"),
    Operation.LOG_READ: later("đã xem mục Ai đã xem"),
    Operation.AUDIT_OPEN: later("đã mở một dòng của danh sách này để kiểm tra"),
    Operation.AUDIT_LIST: later("đã xem danh sách chung, không biết là của ai"),
    Operation.AUDIT_REPLAY: later("đã tính lại các quyết định cho xem"),
    Operation.AUDIT_REQUEST: later("đã xin mở nhiều dòng để kiểm tra"),
    Operation.AUDIT_APPROVE: later("đã đồng ý cho mở nhiều dòng để kiểm tra"),
    Operation.AUDIT_EXPORT: later("đã lấy về danh sách chung, không biết là của ai"),
    Operation.SERVICE_REGISTER: later("đã đăng ký một hệ thống, hoặc sửa đăng ký của hệ thống đó"),
    Operation.SERVICE_SWITCH: later("đã cho một hệ thống dùng tiếp hoặc ngừng dùng ví"),
    Operation.ENTRY_ERASE: later("đã ghi những dòng không còn đọc được vì chủ ví đã xóa ví"),
    Operation.ENTRY_SEAL: later("đã giữ kín một dòng đến một ngày, theo quyết định"),
    Operation.ENTRY_SURFACE: later("đã hết giữ kín một dòng của danh sách này"),
    Operation.DIRECTORY_ROOT: later("đã chốt số dòng của mọi người trong giờ"),
    Operation.LOG_ROTATE: later("đã mở sổ ghi mới"),
    Operation.LOG_RESUME: later("đã cho sổ ghi chạy tiếp sau một báo động"),
    Operation.CATALOGUE_RELOAD: later("đã đọc lại danh mục giấy tờ và thủ tục"),
    Operation.KEY_UNWRAP: later("đã mở khóa bảo vệ giấy tờ"),
    Operation.SIGN_IN: later("đã vào ví"),
    Operation.SIGN_IN_CONFIRM: later("đã xác nhận lại đúng là mình"),
    Operation.SIGN_IN_END: later("đã cho một máy ra khỏi ví"),
    Operation.PASSKEY_ADD: later("đã thêm khóa trên máy"),
    Operation.PASSKEY_REMOVE: later("đã bỏ khóa trên máy"),
    Operation.AUTH_DENIED: later("đã thử mở thứ không phải của mình và bị từ chối"),
    Operation.EXPORT: later("đã lấy về mọi thứ trong ví"),
    Operation.ERASE: later("đã xóa ví"),
    Operation.MANDATE_INVITE: later("đã đặt mã để nhờ người làm thay"),
    Operation.MANDATE_CHECK: later("đã xem lời nhờ làm thay"),
    Operation.MANDATE_BEGIN: later("đã nhận làm thay"),
    Operation.MANDATE_END: later("đã khép lại việc làm thay"),
    Operation.MANDATE_LIST: later("đã xem ai làm thay ai"),
    Operation.MANDATE_ASK: later("đã hỏi xin được làm việc riêng tư"),
    Operation.MANDATE_ALLOW: later("đã cho người làm thay làm việc riêng tư"),
    Operation.MANDATE_REFUSE: later("đã không cho người làm thay làm việc riêng tư"),
    Operation.ZALO_BIND: later("đã nối một tài khoản Zalo với ví"),
    Operation.ZALO_END: later("đã bỏ nối tài khoản Zalo"),
    Operation.CONTACT_SET: later("đã đổi cách ví báo tin"),
}

TRIED = {
    Operation.RELEASE: later("xin xem"),
    Operation.RELEASE_DOCUMENT: later("xin xem bản chụp"),
    Operation.CONSENT_ASK: later("định hỏi xin xem"),
    Operation.RECORD_DEPOSIT: later("gửi giấy vào ví"),
    Operation.RECORD_READ: later("thử mở"),
    Operation.RECORD_PREVIEW: later("thử xem trước"),
    Operation.RECORD_DOWNLOAD: later("thử tải về"),
    Operation.RECORD_SCAN: later("thử để ví đọc chữ trên tệp của"),
    Operation.RECORD_DELETE: later("thử xóa"),
    Operation.RECORD_REVOKE: later("định báo không còn hiệu lực"),
    Operation.CONSENT_VIEW: later("thử đọc câu hỏi xin xem"),
    Operation.CONSENT_GIVE: later("định đồng ý cho xem"),
    Operation.CONSENT_REFUSE: later("định không đồng ý cho xem"),
    Operation.CONSENT_PAUSE: later("định tạm ngừng cho xem"),
    Operation.CONSENT_RESUME: later("định cho xem lại"),
    Operation.CONSENT_REVOKE: later("định ngừng cho xem"),
    Operation.DOSSIER_OPEN: later("định mở hồ sơ"),
    Operation.DOSSIER_COVERAGE: later("thử xem hồ sơ còn thiếu gì"),
    Operation.DOSSIER_CLOSE: later("định đóng hồ sơ"),
    Operation.SUBMISSION_VERIFY: later("định đối chiếu tờ khai với giấy trong ví"),
    Operation.AUDIT_OPEN: later("định mở một dòng của danh sách này để kiểm tra"),
    Operation.SIGN_IN: later("thử vào ví"),
    Operation.EXPORT: later("định lấy về mọi thứ trong ví"),
    Operation.ERASE: later("định xóa ví"),
}
TRIED_SOMETHING = later("thử làm một việc")
"""What is hardly ever refused."""

FOR_PARTNER = {
    Operation.CONSENT_GIVE: later("đã đồng ý cho %(partner)s xem"),
    Operation.CONSENT_REFUSE: later("đã không đồng ý cho %(partner)s xem"),
    Operation.CONSENT_PAUSE: later("đã tạm ngừng cho %(partner)s xem"),
    Operation.CONSENT_RESUME: later("đã cho %(partner)s xem lại"),
    Operation.CONSENT_REVOKE: later("đã ngừng cho %(partner)s xem"),
}
"""The citizen's own answers, when it is known to whom."""

BY_RULE = {
    Operation.CONSENT_GIVE: later("đã tự đồng ý cho %(partner)s xem theo quy tắc của %(you)s"),
    Operation.CONSENT_REFUSE: later("đã tự trả lời không với %(partner)s theo quy tắc của %(you)s"),
}
"""Answered by a rule of the reader's."""

TO_THE_READER = {
    Ground.CONSENT_PAUSED: later("%(You)s đang tạm ngừng cho xem."),
    Ground.CONSENT_REVOKED: later("%(You)s đã ngừng cho xem."),
    Ground.PURPOSE_MISMATCH: later("Việc đang làm khác với việc %(you)s đã đồng ý."),
    Ground.ATTRIBUTE_NOT_GRANTED: later("%(You)s không đồng ý cho xem mục này."),
    Ground.SENSITIVE_NEEDS_EXPLICIT: later("Mục này riêng tư, mỗi lần xem phải hỏi %(you)s."),
    Ground.RECORD_STALE: later("Thông tin đã lâu, %(you)s cần xem lại trước khi dùng."),
}
"""Grounds that speak of the citizen: here that is who reads them."""
