"""What a PDF is made of, read with qpdf without repairing anything and without unfolding more than is allowed.

Active parts are flagged, not refused: forms of offices carry scripts, and the wallet neither runs them nor takes them
out. Names are those of ISO 32000-2 sections 12.6 (actions), 7.11.4 (embedded files) and Annex K (XFA).
"""

import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from wallet.intake.confined.findings import RefusedError
from wallet.intake.limits import Limits
from wallet.intake.refusals import Flag, Refusal

ACTION_FLAGS = {
    "/JavaScript": Flag.JAVASCRIPT,
    "/Rendition": Flag.JAVASCRIPT,
    "/Launch": Flag.LAUNCHES_PROGRAM,
    "/SubmitForm": Flag.SENDS_DATA,
    "/ImportData": Flag.SENDS_DATA,
    "/GoToR": Flag.LAUNCHES_PROGRAM,
    "/GoToE": Flag.LAUNCHES_PROGRAM,
}
KEY_FLAGS = {
    "/JS": Flag.JAVASCRIPT,
    "/EmbeddedFiles": Flag.EMBEDDED_FILES,
    "/EF": Flag.EMBEDDED_FILES,
    "/AF": Flag.EMBEDDED_FILES,
    "/AA": Flag.ACTS_ON_OPENING,
    "/XFA": Flag.XFA_FORM,
    "/RichMedia": Flag.JAVASCRIPT,
}
PLAIN_FILTERS = (["/FlateDecode"], ["/Fl"])
EXPANDING_FILTERS = frozenset({"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/Fl", "/LZW", "/RL"})
DEFLATE_FACTOR = 1032
"""Deflate unfolds a byte into at most so many."""
DEPTH_LIMIT = 50
TWO_TONE_FACTOR = 8
"""A scanned page in black and white takes a bit for a pixel."""
STEP_BYTES = 1024 * 1024


def examine(content: bytes, limits: Limits) -> tuple[int, frozenset[Flag]]:
    """Number of pages, and what is active in it. Raises RefusedError."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise RefusedError(Refusal.ENCRYPTED, "an owner's password restricts it")
            return _pages(pdf, limits), _flags(pdf, limits)
    except pikepdf.PasswordError:
        raise RefusedError(Refusal.ENCRYPTED, "a password is needed to open it") from None
    except (pikepdf.PdfError, RuntimeError):
        # Some ciphers make qpdf ask for random numbers, which no confined child can get; the key is never encrypted.
        refusal = Refusal.ENCRYPTED if b"/Encrypt" in content else Refusal.BROKEN
        raise RefusedError(refusal, "qpdf cannot open it") from None


def _pages(pdf: pikepdf.Pdf, limits: Limits) -> int:
    count = len(pdf.pages)
    if count == 0:
        raise RefusedError(Refusal.BROKEN, "no page")
    if count > limits.pages:
        raise RefusedError(Refusal.TOO_MANY_PAGES, f"{count} pages")
    return count


def _flags(pdf: pikepdf.Pdf, limits: Limits) -> frozenset[Flag]:
    if len(pdf.objects) > limits.objects:
        raise RefusedError(Refusal.EXPANDS_TOO_FAR, "too many objects")
    flags = set()
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") != Name.GoTo:  # showing a certain page is harmless
        flags.add(Flag.ACTS_ON_OPENING)
    for entry in pdf.objects:
        if isinstance(entry, Stream):
            _refuse_bomb(entry, limits)
        for part in _parts(entry):
            flags |= _flags_of(part)
    return frozenset(flags)


def _parts(entry: object, depth: int = 0) -> Iterator[Dictionary]:
    """Every dictionary that is written inside this indirect object; others are met on their own."""
    if depth > DEPTH_LIMIT:
        raise RefusedError(Refusal.EXPANDS_TOO_FAR, "nested too deep")
    if isinstance(entry, Stream):
        entry = entry.stream_dict
    if isinstance(entry, Dictionary):
        yield entry
        children = [value for _, value in entry.items()]
    else:
        children = list(entry) if isinstance(entry, Array) else []
    for child in children:
        if isinstance(child, Dictionary | Array) and not child.is_indirect:
            yield from _parts(child, depth + 1)


def _flags_of(part: Dictionary) -> set[Flag]:
    keys = set(part.keys())
    flags = {flag for key, flag in KEY_FLAGS.items() if key in keys}
    if "/S" in keys and isinstance(part["/S"], Name):
        action = ACTION_FLAGS.get(str(part["/S"]))
        flags |= {action} if action else set()
    return flags


def _refuse_bomb(stream: Stream, limits: Limits) -> None:
    filters = _filters(stream)
    if sum(name in EXPANDING_FILTERS for name in filters) > 1:
        raise RefusedError(Refusal.EXPANDS_TOO_FAR, "compressed more than once")
    if stream.get("/Subtype") == Name.Image:
        _refuse_large_picture(stream, limits)
    if filters in PLAIN_FILTERS:
        _refuse_unfolding(stream.read_raw_bytes(), limits)


def _refuse_large_picture(stream: Stream, limits: Limits) -> None:
    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    two_tone = stream.get("/BitsPerComponent", 1) == 1
    if width * height > limits.pixels * (TWO_TONE_FACTOR if two_tone else 1):
        raise RefusedError(Refusal.TOO_MANY_PIXELS, "a picture inside the PDF")


def _filters(stream: Stream) -> list[str]:
    value = stream.get("/Filter", None)
    if isinstance(value, Array):
        return [str(name) for name in value]
    return [] if value is None else [str(value)]


def _refuse_unfolding(raw: bytes, limits: Limits) -> None:
    """Unfolds at most to the bound, in steps that are thrown away."""
    if len(raw) * DEFLATE_FACTOR <= limits.expanded_bytes:
        return
    unfolding, total = zlib.decompressobj(), 0
    while raw and not unfolding.eof:
        try:
            total += len(unfolding.decompress(raw, STEP_BYTES))
        except zlib.error:
            return  # decoders stop at such a fault too, and may still show what came before
        raw = unfolding.unconsumed_tail
        if total > limits.expanded_bytes:
            raise RefusedError(Refusal.EXPANDS_TOO_FAR, "one stream unfolds beyond the bound")
