"""PDFs that tests bring: harmless ones, active ones, and ways to spoil them."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

MEBIBYTE = 1024 * 1024
DRAWING = b"0 0 1 rg 100 100 300 400 re f"


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _: None, *, pages: int = 1, **options: object) -> bytes:
    """So many pages with a blue rectangle, changed before it is saved."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.pages[0].Contents = Stream(document, DRAWING)
    change(document)
    out = BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]  # passed on as they are
    return out.getvalue()


def open_action(document: pikepdf.Pdf, **action: object) -> None:
    document.Root.OpenAction = document.make_indirect(Dictionary({f"/{key}": value for key, value in action.items()}))


def script_inside_an_array(document: pikepdf.Pdf) -> None:
    names = Array([String("x"), Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))])
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def script_of_a_field(document: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("1"))
    field = document.make_indirect(Dictionary(Subtype=Name.Widget, FT=Name.Tx, T=String("x"), AA=Dictionary(K=script)))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))
    document.pages[0].Annots = Array([field])


def attachment(document: pikepdf.Pdf) -> None:
    document.attachments["to-khai.docx"] = b"PK\x03\x04 not really"


def xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=Stream(document, b"<xdp/>"), Fields=Array())


def large_picture(document: pikepdf.Pdf) -> None:
    _add_picture(document, 30_000, 30_000, 8)


def scanned_page(document: pikepdf.Pdf) -> None:
    """A3 at 600 dots an inch, black and white."""
    _add_picture(document, 7016, 9921, 1)


def _add_picture(document: pikepdf.Pdf, width: int, height: int, bits: int) -> None:
    body = zlib.compress(bytes(height * ((width * bits + 7) // 8 if bits == 1 else 1)))
    image = Stream(document, body)
    image.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=bits,
        ColorSpace=Name.DeviceGray,
        Filter=Name.FlateDecode,
    )
    document.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=document.make_indirect(image)))


def zeroes(mebibytes: int) -> bytes:
    """So many as a zlib stream, put together from one that is packed: to pack them all would take seconds."""
    packer = zlib.compressobj()
    first, other = (packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    end = packer.flush()[:-4]
    check = (mebibytes * MEBIBYTE % 65521) << 16 | 1  # Adler-32 of nothing but zeroes
    return first + other * (mebibytes - 1) + end + check.to_bytes(4, "big")


def bomb(document: pikepdf.Pdf) -> None:
    """Page content of 300 MiB in 300 KiB."""
    document.pages[0].Contents = _raw(document, zeroes(300), Name.FlateDecode)


def bomb_in_a_bomb(document: pikepdf.Pdf) -> None:
    inner = zlib.compress(zeroes(50))
    document.pages[0].Contents = _raw(document, inner, Array([Name.FlateDecode, Name.FlateDecode]))


def _raw(document: pikepdf.Pdf, body: bytes, filters: Name | Array) -> Stream:
    stream = Stream(document, b"")
    stream.write(body, filter=filters)
    return stream


def deeply_nested(document: pikepdf.Pdf) -> None:
    inner: pikepdf.Object = Array()
    for _ in range(80):
        inner = Array([inner])
    document.Root.Deep = inner


AS_WRITTEN = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}
"""Otherwise qpdf would write its own compression."""

PDF = pdf()
LOCKED = pdf(encryption=pikepdf.Encryption(user="000", owner="000"))
RESTRICTED = pdf(encryption=pikepdf.Encryption(user="", owner="000"))
