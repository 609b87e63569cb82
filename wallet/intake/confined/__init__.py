"""What runs behind the wall. Nothing here is imported by the wallet's own process; it is started as `python -m`.

`__main__` loads every parser once and then `warden` forks one child for each document. The child gives up everything
that it could do harm with (`confinement`, `syscalls`), receives the document into memory, lets `examining` look at it
and sends back plain JSON and pictures (`wire`). Whatever a hostile document makes of a parser, it has this one child,
which holds that one document and can reach nothing.

    rules of whole files  jpeg, jpeg_trailer, png, webp, heic, pdf_bytes, foreign_heads: pure Python, before any decoder
    parsers of others     pictures (Pillow, libheif), pdf_structure (qpdf), pdf_pages (PDFium), signatures (pyHanko),
                          codes (ZXing)
"""
