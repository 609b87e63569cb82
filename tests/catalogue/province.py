"""A province's folder as a civil servant writes it: one procedure, in order or with one misspelt paper."""

from pathlib import Path

CODE = "1.990001.H99"
PROCEDURE = """\
code: "1.990001.H99"
label:
  vi: "Xác nhận cư trú để hưởng hỗ trợ của tỉnh mẫu"
  en: "Confirmation of residence for the support of the sample province"
field: "Cư trú"
level: "xã"
form: CT01
grade: "A"
source: "Nghị quyết mẫu 00/2026/NQ-HĐND"
result: xac_nhan_cu_tru_ct07
components:
  - id: birth
    label:
      vi: "Giấy khai sinh"
      en: "Birth certificate"
    any_of: [giay_khai_sinh]
    required: true
"""
SLIP = PROCEDURE.replace("[giay_khai_sinh]", "[giay_khai_sin]")
SENTENCE = "procedures/1.990001.H99.yaml:16: chưa có loại giấy nào tên 'giay_khai_sin'"


def write(folder: Path, text: str = PROCEDURE) -> Path:
    """The procedure's file."""
    file = folder / "procedures" / f"{CODE}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
