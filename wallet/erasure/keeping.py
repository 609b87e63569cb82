"""What stays after an erasure, and why. Shown before the citizen decides, and in the receipt.

The right to erasure: Law 91/2025/QH15 Art 14; it has to be irreversible, and where something cannot be erased for a
justified reason, the person is told which and why.
"""

from enum import StrEnum


class Kept(StrEnum):
    """What stays. None of it can be opened, and none of it says whose it was."""

    ENTRIES = "log-entries"
    ARTEFACTS = "consent-artefacts"
    DISPOSALS = "disposal-receipts"
    DOSSIERS = "dossiers-of-services"
    ORIGINALS = "originals-of-issuers"
    ERASURE = "the-erasure-itself"

    @property
    def label_vi(self) -> str:
        """A sentence for the citizen."""
        return _WORDS[self][0]

    @property
    def label_en(self) -> str:
        return _WORDS[self][1]

    @property
    def basis(self) -> str:
        """Where it is written that it stays."""
        return _WORDS[self][2]


_WORDS = {
    Kept.ENTRIES: (
        "Sổ truy cập giữ đủ số dòng, để không ai giấu được việc đã làm. Nội dung các dòng không ai đọc được nữa.",
        "The access log keeps all its lines, so that nobody can hide what was done. Nobody can read what they said.",
        "Nghị định 69/2024/NĐ-CP Điều 17; Luật Giao dịch điện tử 20/2023/QH15 Điều 46",
    ),
    Kept.ARTEFACTS: (
        "Chứng cứ của các lần đồng ý và rút lại: không có tên, số định danh hay nội dung giấy tờ.",
        "The proof of what was agreed and withdrawn: no name, no ID number, nothing of the papers.",
        "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 9",
    ),
    Kept.DISPOSALS: (
        "Giấy xác nhận đã xóa của các nơi từng xem. Nơi nào chưa xóa vẫn phải xóa và ký xác nhận.",
        "The receipts of those who deleted what they had seen. Who has not yet still has to, and to sign it.",
        "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 14",
    ),
    Kept.DOSSIERS: (
        "Hồ sơ đã nộp thì cơ quan nhận giữ theo luật của họ. Ví đóng hồ sơ còn mở; muốn làm tiếp, xin nộp giấy ở đó.",
        "What was filed stays with the authority under its own law. Open dossiers are closed here; file papers there.",
        "Nghị định 45/2020/NĐ-CP Điều 12, 16",
    ),
    Kept.ORIGINALS: (
        "Giấy gốc ở nhà và sổ gốc ở cơ quan cấp giấy không thay đổi.",
        "The originals at home, and the registers of the issuers, do not change.",
        "",
    ),
    Kept.ERASURE: (
        "Ngày giờ đã xóa một ví, không ghi là của ai.",
        "The hour at which a wallet was erased, not whose it was.",
        "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 Điều 14",
    ),
}
