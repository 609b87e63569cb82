"""What one document may cost. The defaults fit a phone's photo and a scanned file of some pages."""

from dataclasses import asdict, dataclass
from typing import Any

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one inspection; `memory_bytes` is address space on top of what the loaded parsers take."""

    document_bytes: int = 20 * MEBIBYTE
    memory_bytes: int = 768 * MEBIBYTE
    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    """From the document's last byte to the verdict; a slow upload does not count."""
    pixels: int = 50_000_000
    """Of a picture, also of one inside a PDF; a 50-megapixel phone photo has 49.9 million."""
    pages: int = 300
    objects: int = 100_000
    """Indirect objects of a PDF."""
    expanded_bytes: int = 256 * MEBIBYTE
    """What one compressed stream of a PDF may unfold into."""
    preview_pixels: int = 1200
    thumbnail_pixels: int = 320

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
