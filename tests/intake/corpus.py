"""The hostile and the broken, each with its expected answer: None is a paper that is taken."""

import unicodedata
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from pikepdf import ObjectStreamMode

from tests.intake import pdfs, pictures
from tests.intake.pdfs import PDF, pdf
from tests.intake.pictures import HEIC, JPEG, PNG, WEBP, chunk, jpeg_with, png_with, samsung_trailer
from wallet.intake.refusals import Refusal

NAME = "Giấy khai sinh Nguyễn Thị Hòa"
HTML = b"<html><script>alert(1)</script></html>"


@dataclass(frozen=True)
class Paper:
    content: bytes
    refused: Refusal | None = None
    declared: str = ""


def zipped() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "x")
    return out.getvalue()


HARMLESS = {
    "a photo": Paper(JPEG),
    "a progressive photo": Paper(pictures.PROGRESSIVE),
    "a screenshot": Paper(PNG),
    "a WebP": Paper(WEBP),
    "a WebP without loss, half transparent": Paper(pictures.WEBP_LOSSLESS),
    "a HEIC": Paper(HEIC),
    "a PDF": Paper(PDF),
    "a PDF of 2.0 with compressed objects": Paper(
        pdf(force_version="2.0", object_stream_mode=ObjectStreamMode.generate)
    ),
    "a scanned page in black and white": Paper(pdf(pdfs.scanned_page)),
    "a photo with zeroes behind it": Paper(JPEG + bytes(512)),
    "an HDR photo with its gain map": Paper(pictures.HDR_PHOTO),
    "a photo with a Galaxy's notes behind it": Paper(JPEG + samsung_trailer(b"1763874000000")),
    "a label with parameters": Paper(JPEG, declared="IMAGE/JPEG; name=x.png"),
    "no real label": Paper(PNG, declared="application/octet-stream"),
    "a label with a composed name": Paper(PDF, declared=f"application/pdf; name={NAME}.pdf"),
    "a label with a decomposed name": Paper(
        PDF, declared=f"application/pdf; name={unicodedata.normalize('NFD', NAME)}.pdf"
    ),
    "a label whose name says another type": Paper(JPEG, declared=f"image/jpeg; name={NAME}.pdf"),
}

LABELS = {
    "nothing": Paper(b"", Refusal.EMPTY),
    "one byte": Paper(b"%", Refusal.UNKNOWN_TYPE),
    "a web page": Paper(HTML, Refusal.UNKNOWN_TYPE, "text/html"),
    "a web page that says it is a PDF": Paper(HTML, Refusal.UNKNOWN_TYPE, "application/pdf"),
    "an archive": Paper(zipped(), Refusal.UNKNOWN_TYPE, "application/pdf"),
    "a GIF": Paper(pictures.saved(pictures.picture(mode="L"), "GIF"), Refusal.UNKNOWN_TYPE, "image/gif"),
    "an SVG": Paper(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Refusal.UNKNOWN_TYPE),
    "a PNG that says it is a PDF": Paper(PNG, Refusal.WRONG_LABEL, "application/pdf"),
    "a PDF that says it is a JPEG": Paper(PDF, Refusal.WRONG_LABEL, "image/jpeg"),
    "a PDF behind a web page": Paper(HTML + PDF, Refusal.UNKNOWN_TYPE, "application/pdf"),
    "a PDF behind a blank": Paper(b" " + PDF, Refusal.UNKNOWN_TYPE, "application/pdf"),
}

POLYGLOTS = {
    "a PDF behind a JPEG": Paper(JPEG + PDF, Refusal.HIDDEN_CONTENT),
    "a PDF in a JPEG's comment": Paper(jpeg_with(0xFE, PDF), Refusal.HIDDEN_CONTENT),
    "a PDF in a PNG's chunk": Paper(png_with(chunk(b"zzZz", PDF)), Refusal.HIDDEN_CONTENT),
    "a web page in a JPEG's comment": Paper(jpeg_with(0xFE, HTML), Refusal.HIDDEN_CONTENT),
    "a web page in a PNG's text": Paper(png_with(chunk(b"tEXt", b"Comment\0" + HTML)), Refusal.HIDDEN_CONTENT),
    "an archive behind a JPEG": Paper(JPEG + zipped(), Refusal.HIDDEN_CONTENT),
    "an archive behind a PNG": Paper(PNG + zipped(), Refusal.HIDDEN_CONTENT),
    "an archive behind a WebP": Paper(WEBP + zipped(), Refusal.HIDDEN_CONTENT),
    "an archive behind a HEIC": Paper(HEIC + zipped(), Refusal.HIDDEN_CONTENT),
    "an archive behind a PDF": Paper(PDF + zipped(), Refusal.HIDDEN_CONTENT),
    "an archive in a PNG's chunk": Paper(png_with(chunk(b"zzZz", zipped())), Refusal.HIDDEN_CONTENT),
    "a web page at a PDF's beginning": Paper(PDF[:9] + b"%" + HTML + b"\n" + PDF[9:], Refusal.HIDDEN_CONTENT),
    "a film behind a photo": Paper(JPEG + b"\0\0\0\x18ftypmp42" + bytes(999), Refusal.HIDDEN_CONTENT),
    "a film in a Galaxy's notes": Paper(
        JPEG + samsung_trailer(b"\0\0\0\x18ftypmp42" + bytes(99)), Refusal.HIDDEN_CONTENT
    ),
    "bytes between a Galaxy's notes": Paper(JPEG + samsung_trailer(b"1", gap=b"hidden"), Refusal.HIDDEN_CONTENT),
    "a second photo that nothing announces": Paper(JPEG + JPEG, Refusal.HIDDEN_CONTENT),
    "a film's box in a HEIC": Paper(HEIC + b"\0\0\0\x10mpvd12345678", Refusal.HIDDEN_CONTENT),
    "two bytes behind a PNG": Paper(PNG + b"\r\n", Refusal.HIDDEN_CONTENT),
    "two bytes behind a HEIC": Paper(HEIC + b"\r\n", Refusal.HIDDEN_CONTENT),
    "words behind a PDF": Paper(PDF + b"hello", Refusal.HIDDEN_CONTENT),
}

BROKEN = {
    "half a JPEG": Paper(JPEG[: len(JPEG) // 2], Refusal.TRUNCATED),
    "a JPEG without its last byte": Paper(JPEG[:-1], Refusal.TRUNCATED),
    "half a PNG": Paper(PNG[: len(PNG) // 2], Refusal.TRUNCATED),
    "half a WebP": Paper(WEBP[: len(WEBP) // 2], Refusal.TRUNCATED),
    "half a HEIC": Paper(HEIC[: len(HEIC) // 2], Refusal.TRUNCATED),
    "half a PDF": Paper(PDF[: len(PDF) // 2], Refusal.TRUNCATED),
    "a PDF without its end mark": Paper(PDF[: PDF.rindex(b"%%EOF")], Refusal.TRUNCATED),
    "a PNG with a flipped bit": Paper(PNG[:50] + bytes([PNG[50] ^ 1]) + PNG[51:], Refusal.BROKEN),
    "a PDF of version 9": Paper(b"%PDF-9.9\n" + PDF[9:], Refusal.BROKEN),
    "a PDF whose table is elsewhere": Paper(PDF.replace(b"startxref\n", b"startxref\n9"), Refusal.BROKEN),
    "a PDF of nothing but marks": Paper(b"%PDF-1.7\nstartxref\n0\n%%EOF\n", Refusal.BROKEN),
    "a JPEG of nothing but marks": Paper(b"\xff\xd8\xff\xd9", Refusal.BROKEN),
    "a JPEG that ends in fill bytes": Paper(JPEG[:-2] + b"\xff" * 4_000_000, Refusal.TRUNCATED),
    "a HEIC without what its decoder needs": Paper(HEIC.replace(b"hvcC", b"xxxx"), Refusal.BROKEN),
}

EXCESSIVE = {
    "a PNG of a gigapixel": Paper(pictures.png_of_size(32_000, 32_000), Refusal.TOO_MANY_PIXELS),
    "a JPEG of four gigapixels": Paper(pictures.jpeg_of_size(65_000, 65_000), Refusal.TOO_MANY_PIXELS),
    "a PDF with a picture of a gigapixel": Paper(pdf(pdfs.large_picture), Refusal.TOO_MANY_PIXELS),
    "a PDF that unfolds to 300 MiB": Paper(pdf(pdfs.bomb), Refusal.EXPANDS_TOO_FAR),
    "a PDF compressed twice": Paper(pdf(pdfs.bomb_in_a_bomb, **pdfs.AS_WRITTEN), Refusal.EXPANDS_TOO_FAR),
    "a PDF nested without end": Paper(pdf(pdfs.deeply_nested), Refusal.EXPANDS_TOO_FAR),
    "a PDF of 400 pages": Paper(pdf(pages=400), Refusal.TOO_MANY_PAGES),
    "a moving PNG": Paper(pictures.MOVING_PNG, Refusal.ANIMATED),
    "a moving WebP": Paper(pictures.MOVING_WEBP, Refusal.ANIMATED),
    "a HEIC with a film": Paper(HEIC + b"\0\0\0\x10moov12345678", Refusal.ANIMATED),
    "a PDF with a password": Paper(pdfs.LOCKED, Refusal.ENCRYPTED),
    "a PDF with restrictions": Paper(pdfs.RESTRICTED, Refusal.ENCRYPTED),
}

ALL = HARMLESS | LABELS | POLYGLOTS | BROKEN | EXCESSIVE
