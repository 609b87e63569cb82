"""Pictures that tests bring: harmless ones, and ways to spoil them."""

import base64
import struct
import zlib
from io import BytesIO

from PIL import Image

MPF_MARK = b"MPF\0"


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Something with edges, so that decoders have something to do."""
    sheet = Image.new(mode, (width, height))
    sheet.paste(Image.linear_gradient("L").resize((width, height)).convert(mode))
    return sheet


def saved(sheet: Image.Image, name: str, **options: object) -> bytes:
    out = BytesIO()
    sheet.save(out, name, **options)
    return out.getvalue()


def noise(megapixels: float) -> bytes:
    """A JPEG that compresses badly."""
    side = int((megapixels * 1e6) ** 0.5)
    return saved(Image.effect_noise((side, side), 100).convert("RGB"), "JPEG", quality=95)


JPEG = saved(picture(), "JPEG")
PROGRESSIVE = saved(picture(), "JPEG", progressive=True)
PNG = saved(picture(), "PNG")
WEBP = saved(picture(), "WEBP")
WEBP_LOSSLESS = saved(picture(mode="RGBA"), "WEBP", lossless=True)

# 64 × 48 pixels, written once by pillow-heif 1.8; what the wallet ships can only read this format.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAHwAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp"
    "eGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAIRtZGF0AAAAeCgBrxmAC7FTJpv/XOvzJpYHmmhGnVRboAFiFIvI"
    "17h9QDAcA0OWE7gPwSHsUPoi4LEcJt/d02f4bXT8T/nB87T6WO1MEMGAK3w+MgjGiLq/qMX4yd+PyoqZLM/OI50GrjqAAvB6JJTV"
    "U6zsDyHqXoD2Sb35taJbyA=="
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def png_with(*chunks: bytes) -> bytes:
    """A PNG with these chunks after its header."""
    return PNG[:33] + b"".join(chunks) + PNG[33:]


def png_of_size(width: int, height: int) -> bytes:
    """Announces this size; its pixels are a line of zeroes."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(4096))
    return PNG[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg_with(marker: int, body: bytes) -> bytes:
    """A JPEG with this segment right after its start."""
    return JPEG[:2] + bytes([0xFF, marker]) + struct.pack("!H", len(body) + 2) + body + JPEG[2:]


def jpeg_of_size(width: int, height: int) -> bytes:
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack("!HH", height, width) + JPEG[at + 9 :]


def samsung_trailer(content: bytes, *, gap: bytes = b"") -> bytes:
    """What a Galaxy camera writes after the end: one named block, then the directory."""
    name = b"Image_UTC_Data"
    block = struct.pack("<HHI", 0, 0x0A01, len(name)) + name + content
    entry = struct.pack("<HHII", 0, 0x0A01, len(block) + len(gap), len(block))
    directory = b"SEFH" + struct.pack("<II", 107, 1) + entry
    return block + gap + directory + struct.pack("<I", len(directory)) + b"SEFT"


HDR_PHOTO = jpeg_with(0xE2, MPF_MARK + b"II*\0") + JPEG
MOVING_PNG = saved(picture(), "PNG", save_all=True, append_images=[picture(mode="RGB").rotate(90)])
MOVING_WEBP = saved(picture(), "WEBP", save_all=True, append_images=[picture().rotate(90)])
