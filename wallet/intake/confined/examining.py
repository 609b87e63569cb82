"""One document from its first rule to its verdict, inside the wall: cheap rules first, decoders last."""

from datetime import datetime
from io import BytesIO

from PIL import Image

from wallet.intake.confined import codes, foreign_heads, pdf_bytes, pdf_pages, pdf_structure, pictures
from wallet.intake.confined.findings import RefusedError
from wallet.intake.confined.signatures import SignatureChecker
from wallet.intake.limits import Limits
from wallet.intake.refusals import Refusal
from wallet.intake.verdicts import Verdict
from wallet.intake.wire import Job


class Examiner:
    """Made once, before the first child is forked: everything slow is loaded then."""

    def __init__(self, limits: Limits, signatures: SignatureChecker) -> None:
        self._limits = limits
        self._signatures = signatures

    def warm_up(self, now: datetime) -> None:
        """Look at harmless samples, so that parsers load now what a confined child could not load any more."""
        sheet = Image.new("RGB", (8, 8), "white")
        for name, media_type in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")):
            self(_saved(sheet, name), Job(media_type, now, codes=True))
        self(_saved(sheet, "PDF"), Job("application/pdf", now, codes=True))

    def __call__(self, content: bytes, job: Job) -> Verdict:
        try:
            if job.media_type == "application/pdf":
                return self._pdf(content, job)
            return self._picture(content, job)
        except RefusedError as refused:
            return Verdict(media_type=job.media_type, refused=refused.refusal, detail=refused.detail)
        except MemoryError:
            return Verdict(media_type=job.media_type, refused=Refusal.EXPANDS_TOO_FAR, detail="out of memory")

    def _pdf(self, content: bytes, job: Job) -> Verdict:
        pdf_bytes.check(content)
        foreign_heads.refuse_in_pdf(content)
        pages, flags = pdf_structure.examine(content, self._limits)
        signatures = self._signatures.check(content, job.now)
        drawn = pdf_pages.first_page(content, codes.SEARCHED_PIXELS if job.codes else self._limits.preview_pixels)
        return Verdict(
            media_type=job.media_type,
            flags=flags,
            pages=pages,
            signatures=signatures,
            codes=_said_to_machines(content, drawn) if job.codes else (),
            preview=pictures.as_webp(drawn, self._limits.preview_pixels),
            thumbnail=pictures.as_webp(drawn, self._limits.thumbnail_pixels),
        )

    def _picture(self, content: bytes, job: Job) -> Verdict:
        outline = pictures.outlined(content, job.media_type, self._limits)
        side = codes.SEARCHED_PIXELS if job.codes else self._limits.preview_pixels
        picture = pictures.decoded(content, job.media_type, outline, side)
        return Verdict(
            media_type=job.media_type,
            pages=1,
            width=outline.width,
            height=outline.height,
            codes=codes.read(picture) if job.codes else (),
            preview=pictures.as_webp(picture, self._limits.preview_pixels),
            thumbnail=pictures.as_webp(picture, self._limits.thumbnail_pixels),
        )


def _said_to_machines(content: bytes, drawn: Image.Image) -> tuple[str, ...]:
    return codes.read(drawn) + codes.zones(pdf_pages.text_of_first_page(content))


def _saved(sheet: Image.Image, name: str) -> bytes:
    out = BytesIO()
    sheet.save(out, name)
    return out.getvalue()
