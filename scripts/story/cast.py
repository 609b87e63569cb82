"""Who and what appears. Everybody and everything is invented: no province has ID numbers that begin with 000.

`papers/README.md` says what stands on each paper; the values here are the same.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAPERS = Path(__file__).parent / "papers"

ID_NUMBER = "000161000017"
FULL_NAME = "NGUYỄN THỊ MẪU"
MISTYPED_NAME = "NGUYỄN THỊ MẨU"
"""As she types it from her licence: the wrong tone, the commonest slip of all."""

DAUGHTER_ID_NUMBER = "000188000033"

PERMANENT_RESIDENCE = "1.004222"
LICENCE_EXCHANGE = "3.000347"
MARITAL_STATUS = "1.004873"


@dataclass(frozen=True, slots=True)
class Office:
    """A dossier service as the operator registers it."""

    client_id: str
    name: str
    organisation: str
    procedures: tuple[str, ...] = ()
    deposits: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()


COMMUNE = Office(
    client_id="xa-mau",
    name="Bộ phận một cửa xã Mẫu (thử)",
    organisation="Xã Mẫu, tỉnh Thử",
    deposits=("giay_khai_sinh", "xac_nhan_cu_tru_ct07"),
)
PORTAL = Office(
    client_id="cong-tinh-thu",
    name="Hệ thống giải quyết thủ tục tỉnh Thử (thử)",
    organisation="Cổng dịch vụ công tỉnh Thử",
    procedures=(PERMANENT_RESIDENCE, LICENCE_EXCHANGE),
)
WARD = Office(
    client_id="phuong-nghiem",
    name="Trang hồ sơ trực tuyến phường Nghiệm (thử)",
    organisation="Phường Nghiệm, tỉnh Thử",
    procedures=(MARITAL_STATUS,),
)
"""Whose page `scripts.example_site` is; where it listens is known when the demo starts."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A record with its document, as it is sent. `fields`: the members beside type and values."""

    type: str
    file: str
    media_type: str
    values: dict[str, Any]
    as_of: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> bytes:
        return (PAPERS / self.file).read_bytes()


def _place(text: str) -> dict[str, str]:
    return {"text": text, "scheme": "2025"}


_HERSELF = {"person.full_name": FULL_NAME, "person.dob": "1961-04-12", "person.pid": ID_NUMBER}
_OLD_HOME = _place("Số 1 đường Thử Nghiệm, xã Mẫu, tỉnh Thử")
NEW_HOME = _place("Số 8 phố Ví Dụ, phường Nghiệm, tỉnh Thử")
_COMMUNE = _place("Xã Mẫu, tỉnh Thử")

BIRTH_RECORD = Paper(
    type="giay_khai_sinh",
    file="giay-khai-sinh.pdf",
    media_type="application/pdf",
    as_of="1961-04-20",
    values={
        **_HERSELF,
        "person.sex": "Nữ",
        "person.ethnicity": "Kinh",
        "person.nationality": "Việt Nam",
        "person.birth_place": _COMMUNE,
        "person.hometown": _COMMUNE,
        "person.birth_reg_place": _place("Ủy ban nhân dân xã Mẫu, tỉnh Thử"),
        "birth.registration_no": "00/1961-MẪU",
        "mother.full_name": "TRẦN THỊ THỬ",
        "mother.dob": "1938",
        "mother.ethnicity": "Kinh",
        "mother.nationality": "Việt Nam",
        "mother.residence": _COMMUNE,
        "father.full_name": "NGUYỄN VĂN MẪU",
        "father.dob": "1935",
        "father.ethnicity": "Kinh",
        "father.nationality": "Việt Nam",
        "father.residence": _COMMUNE,
    },
)

RESIDENCE_CONFIRMATION = Paper(
    type="xac_nhan_cu_tru_ct07",
    file="xac-nhan-cu-tru-ct07.pdf",
    media_type="application/pdf",
    as_of="2026-03-15",
    fields={"expires_on": "2027-03-15"},
    values={
        **_HERSELF,
        "person.sex": "Nữ",
        "person.ethnicity": "Kinh",
        "person.religion": "Không",
        "person.hometown": _COMMUNE,
        "person.birth_reg_place": _COMMUNE,
        "residence.permanent": _OLD_HOME,
        "residence.current": _OLD_HOME,
        "household.head.full_name": "LÊ VĂN THỬ",
        "household.head.pid": "000058000025",
        "household.relation_to_head": "Vợ",
        "household.members": [
            {"full_name": "LÊ VĂN THỬ", "dob": "1958-09-03", "sex": "Nam", "pid": "000058000025", "relation": "Chủ hộ"},
            {"full_name": FULL_NAME, "dob": "1961-04-12", "sex": "Nữ", "pid": ID_NUMBER, "relation": "Vợ"},
            {"full_name": "LÊ THỊ MẪU", "dob": "1988-11-21", "sex": "Nữ", "pid": "000188000033", "relation": "Con"},
        ],
    },
)

DRIVING_LICENCE = Paper(
    type="gplx",
    file="giay-phep-lai-xe.jpg",
    media_type="image/jpeg",
    as_of="1995-06-05",
    values={
        "licence.number": "000261000099",
        "licence.classes": ["A1"],
        "licence.issued_on": "1995-06-05",
        "licence.issuer": "Phòng CSGT, Công an tỉnh Thử",
        "person.full_name": MISTYPED_NAME,
        "person.dob": "1961-04-12",
        "person.nationality": "Việt Nam",
        "residence.permanent": _OLD_HOME,
    },
)

RESULT = Paper(
    type="thong_bao_cu_tru_ct08",
    file="thong-bao-cu-tru-ct08.pdf",
    media_type="application/pdf",
    as_of="2026-11-23",
    values={
        **_HERSELF,
        "residence.permanent": NEW_HOME,
        "household.head.full_name": "LÊ THỊ MẪU",
        "household.head.pid": "000188000033",
        "household.relation_to_head": "Mẹ",
    },
)
