"""Why a document is not taken, and what is odd about one that is: closed lists, public names that are never renamed."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a document is not taken. Its name may be told; nothing of its content is."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    UNKNOWN_TYPE = "unknown-type"
    WRONG_LABEL = "wrong-label"
    TRUNCATED = "truncated"
    BROKEN = "broken"
    HIDDEN_CONTENT = "hidden-content"
    ANIMATED = "animated"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_PAGES = "too-many-pages"
    EXPANDS_TOO_FAR = "expands-too-far"
    ENCRYPTED = "encrypted"
    MALWARE = "malware"
    UNREADABLE = "unreadable"

    @property
    def label_vi(self) -> str:
        """What happened and what to do next, for the citizen."""
        return _REFUSALS[self][0]

    @property
    def label_en(self) -> str:
        return _REFUSALS[self][1]


class Flag(StrEnum):
    """What a reader of a PDF should know; the paper is taken, and the wallet itself never runs any of it."""

    JAVASCRIPT = "javascript"
    LAUNCHES_PROGRAM = "launches-program"
    ACTS_ON_OPENING = "acts-on-opening"
    SENDS_DATA = "sends-data"
    EMBEDDED_FILES = "embedded-files"
    XFA_FORM = "xfa-form"

    @property
    def label_vi(self) -> str:
        return _FLAGS[self][0]

    @property
    def label_en(self) -> str:
        return _FLAGS[self][1]


_REFUSALS = {
    Refusal.EMPTY: (
        "Tệp này trống. Xin chọn lại tệp.",
        "The file is empty. Choose it again.",
    ),
    Refusal.TOO_LONG: (
        "Tệp lớn quá mức cho phép. Xin chọn tệp nhỏ hơn.",
        "The file is larger than allowed. Choose a smaller one.",
    ),
    Refusal.UNKNOWN_TYPE: (
        "Loại tệp này chưa nhận được. Xin gửi ảnh JPEG, PNG, WebP, HEIC hoặc tệp PDF.",
        "This kind of file is not accepted. Send a JPEG, PNG, WebP or HEIC picture, or a PDF.",
    ),
    Refusal.WRONG_LABEL: (
        "Nội dung tệp không đúng với loại tệp đã ghi. Xin gửi lại tệp gốc.",
        "The content is not of the kind that its label says. Send the original file.",
    ),
    Refusal.TRUNCATED: (
        "Tệp bị thiếu phần cuối. Xin tải lại tệp gốc rồi gửi lại.",
        "The end of the file is missing. Get the original again and send that.",
    ),
    Refusal.BROKEN: (
        "Tệp bị hỏng nên không mở được. Xin chụp lại hoặc xin lại tệp gốc.",
        "The file is damaged and cannot be opened. Take the picture again or ask for the original file.",
    ),
    Refusal.HIDDEN_CONTENT: (
        "Tệp có chứa thêm dữ liệu khác ở bên trong (ví dụ: ảnh động kèm đoạn phim). Xin tắt ảnh động rồi chụp lại.",
        "The file carries something else inside (for example a motion photo's film). Turn that off and take it again.",
    ),
    Refusal.ANIMATED: (
        "Ảnh này có nhiều hình nối nhau. Xin gửi ảnh chụp thường.",
        "This picture moves. Send an ordinary photo.",
    ),
    Refusal.TOO_MANY_PIXELS: (
        "Ảnh có kích thước quá lớn. Xin chụp lại ở cỡ ảnh thường.",
        "The picture has too many pixels. Take it again at the ordinary size.",
    ),
    Refusal.TOO_MANY_PAGES: (
        "Tệp có quá nhiều trang. Xin tách thành nhiều tệp rồi gửi từng tệp.",
        "The file has too many pages. Split it and send the parts.",
    ),
    Refusal.EXPANDS_TOO_FAR: (
        "Tệp phình quá lớn khi mở ra nên không an toàn để nhận. Xin gửi tệp khác.",
        "The file grows too far when it is opened, so it is not safe to take. Send another one.",
    ),
    Refusal.ENCRYPTED: (
        "Tệp có đặt mật khẩu hoặc khóa. Xin bỏ mật khẩu rồi gửi lại.",
        "The file is locked with a password. Remove the password and send it again.",
    ),
    Refusal.MALWARE: (
        "Tệp có mã độc nên không nhận. Xin kiểm tra máy của bạn và gửi tệp khác.",
        "The file carries malware and is not taken. Check your device and send another file.",
    ),
    Refusal.UNREADABLE: (
        "Không đọc được tệp này. Chưa có gì được lưu. Xin chụp lại hoặc gửi tệp khác.",
        "The file could not be read. Nothing was stored. Take the picture again or send another file.",
    ),
}

_FLAGS = {
    Flag.JAVASCRIPT: ("Tệp có chứa đoạn chương trình.", "The file carries a script."),
    Flag.LAUNCHES_PROGRAM: (
        "Tệp đòi mở chương trình hoặc tệp khác.",
        "The file asks to open another program or file.",
    ),
    Flag.ACTS_ON_OPENING: ("Tệp tự làm một việc khi được mở.", "The file does something by itself when opened."),
    Flag.SENDS_DATA: ("Tệp có chỗ gửi dữ liệu ra ngoài.", "The file can send data elsewhere."),
    Flag.EMBEDDED_FILES: ("Tệp có đính kèm tệp khác.", "The file has other files attached."),
    Flag.XFA_FORM: ("Tệp là biểu mẫu động (XFA), có thể hiện khác nhau.", "The file is a dynamic form (XFA)."),
}
