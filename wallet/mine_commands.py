"""`wallet audit mine`: what a citizen's bundle proves, in Vietnamese and in English. Needs no wallet and no network."""

import zipfile
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from wallet.clock import VIETNAM
from wallet.errors import WalletError
from wallet.ledger.errors import DamagedLogError, MalformedLogError
from wallet.ledger.mine import Mine, appears_after, check_bundle
from wallet.ledger.notes import VerifierKey
from wallet.ledger.sources import UrlSource, open_source
from wallet.terminal import EXIT_NO_VERDICT, EXIT_WRONG, fail, file_or_text

GREATEST_BYTES = 256 * 1024 * 1024


def add_to(audit: typer.Typer) -> None:
    audit.command("mine")(audit_mine)


def audit_mine(
    bundle: Annotated[Path, typer.Argument(help="the ZIP that the page `Ai đã xem` gives, or the bundle.json in it")],
    vkey: Annotated[
        list[str] | None, typer.Option(help="the log's key that you trust, or its file; one for each log")
    ] = None,
    log: Annotated[
        list[str] | None,
        typer.Option(help="address or folder of a public log: look there for later entries; one for each log"),
    ] = None,
    as_data: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
) -> None:
    """Is this every access to my papers? Exit status: 0 it is, 1 something is missing or false, 2 it cannot be said."""
    try:
        said = _read(bundle)
        keys = [VerifierKey.parse(file_or_text(one)) for one in vkey or ()]
        found = check_bundle(said, {key.name: key for key in keys} or None)
        places = [] if found.faults else log or []
        later = next((index for place in places if (index := _later(said, place)) is not None), None)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, WalletError) as error:
        fail(f"không xem được · could not look: {error}", EXIT_NO_VERDICT)
    if not keys:
        typer.echo(
            "dùng khóa có trong tệp · using the key found in the bundle; pass the one you trust with --vkey", err=True
        )
    if as_data:
        typer.echo(orjson.dumps(asdict(found) | {"later": later}, option=orjson.OPT_INDENT_2).decode())
    else:
        typer.echo("\n".join(sentences(found, later, searched=bool(places))))
    if found.faults or later is not None:
        raise typer.Exit(EXIT_WRONG)
    if found.is_stale:
        raise typer.Exit(EXIT_NO_VERDICT)


def sentences(found: Mine, later: int | None, *, searched: bool = False) -> list[str]:
    """The verdict, each line in both languages."""
    if found.faults:
        first = _both("TỆP NÀY KHÔNG ĐỦ HOẶC KHÔNG ĐÚNG", "THIS BUNDLE IS NOT WHOLE OR NOT TRUE")
        return [first, *(f"  {fault}" for fault in found.faults)]
    if found.until is None:
        vi = f"{found.entries} dòng đều đúng; chưa có bảng chốt giờ nên chưa nói được là đủ."
        return [_both(vi, f"{found.entries} entries hold; without a directory nobody can say that these are all.")]
    until = _moment(found.until)
    vi = f"Đúng {found.proved} dòng đến {until}, không có dòng nào khác."
    lines = [_both(vi, f"Exactly these {found.proved} until {until}, and no others."), _since(found)]
    if searched:
        lines.append(_public(later))
    if not found.closed:
        lines.append(_others(found.others))
    if found.is_stale:
        lines.append(_both("Bảng chốt đã cũ: xin lấy tệp mới.", "The directory is old: get a new bundle."))
    return lines


def _since(found: Mine) -> str:
    if not found.since and not found.waiting:
        return _both("Từ đó không có gì thêm.", "Nothing since.")
    vi = f"Từ đó thêm {found.since} dòng có bằng chứng và {found.waiting} dòng đang chờ, kể cả lần lấy tệp này."
    en = f"Since then {found.since} more with a proof, and {found.waiting} waiting, this bundle's own look among them."
    return _both(vi, en)


def _public(later: int | None) -> str:
    if later is None:
        return _both("Sổ công khai không có dòng nào về sau.", "The public log has no later entry.")
    return _both(
        f"SỔ CÔNG KHAI CÓ DÒNG SỐ {later}, Ở ĐÂY THÌ KHÔNG.", f"THE PUBLIC LOG HAS ENTRY {later}, AND THIS HAS NOT."
    )


def _others(others: int) -> str:
    if not others:
        return _both("Không ai khác xem gì.", "Nobody else looked.")
    return _both(f"Trong đó {others} dòng là của người khác.", f"{others} of them are somebody else's.")


def _both(vi: str, en: str) -> str:
    return f"{vi} · {en}"


def _later(said: Mapping[str, Any], where: str) -> int | None:
    """MalformedLogError where the log is not right."""
    source = open_source(where)
    origin = (source.read("checkpoint") or b"").decode(errors="replace").partition("\n")[0]
    if origin not in said["logs"]:
        raise MalformedLogError(f"{where} is none of the bundle's logs")
    key = VerifierKey.parse(said["logs"][origin]["vkey"])
    with source if isinstance(source, UrlSource) else nullcontext():
        try:
            return appears_after(said, source, key)
        except DamagedLogError as error:
            raise MalformedLogError(f"the public log is damaged at entry {error.index}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    if not zipfile.is_zipfile(path):
        return dict(orjson.loads(path.read_bytes()))
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("bundle.json").file_size > GREATEST_BYTES:
            raise MalformedLogError("bundle.json is larger than 256 MiB")
        return dict(orjson.loads(archive.read("bundle.json")))


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
