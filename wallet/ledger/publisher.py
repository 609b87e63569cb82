"""Makes committed rows public: bundles, tiles, then a checkpoint. Everything but the checkpoint is written once.

    1 read the head and the last checkpoint row                      nothing is signed that is not committed;
      the checkpoint shown now must be one of our rows               or else the database was rolled back
    2 write entry bundles, full tiles, partial tiles                 pure functions of rows: twice is harmless
    3 read all of that back, hash every entry, climb to the root     by other code than the sequencer's frontier
    4 insert the checkpoint row                                      its key is (origin, size): never two roots
    5 sign, and write `checkpoint`                                   readers never see a checkpoint before its tiles
    6 delete the partial files of tiles that are full now

A crash after any line: the next run writes the same bytes and goes on. Other bytes where these should be mean that
the log was forked or its store was altered: ForkAlarmError, and the log stops.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.exc import IntegrityError

from storage.objects import ObjectStore
from wallet.clock import Clock
from wallet.database import Database
from wallet.ledger.edge import Edge
from wallet.ledger.errors import DamagedLogError, ForkAlarmError, RolledBackError
from wallet.ledger.head import open_head
from wallet.ledger.models import CHECKPOINTS, ENTRIES, WITNESSED
from wallet.ledger.notes import Checkpoint, NoteSigner
from wallet.ledger.sources import StoreSource
from wallet.ledger.startup import check_published
from wallet.ledger.tile_tree import TileTree
from wallet.ledger.tiles import ENTRIES as BUNDLE
from wallet.ledger.tiles import TILE_WIDTH, encode_bundle, hashes_at, levels, tile_path

ROWS_AT_A_TIME = 16 * TILE_WIDTH


class Publisher:
    """One at a time for each log, under the keeper's lock; two would still write the same bytes."""

    def __init__(self, database: Database, objects: ObjectStore, signer: NoteSigner, origin: str, clock: Clock) -> None:
        self._database = database
        self._objects = objects
        self._signer = signer
        self._origin = origin
        self._clock = clock
        self._source = StoreSource(objects, origin)
        self._announced = ""

    def run_once(self) -> int:
        """Publish all that is sequenced; the published size. ForkAlarmError, RolledBackError, StorageError."""
        head = open_head(self._database, self._origin)
        last = self._last()
        note = "" if last is None else self._note(last)
        if last is not None and last.size == head.size and note == self._announced:
            return head.size
        if last is not None and last.size > head.size:
            raise RolledBackError("a checkpoint row is larger than the sequenced log")
        check_published(self._database, head, self._source, self._signer.verifier)
        if note != self._announced:
            self._announce(note)  # a crash between 4 and 5, or witnesses have cosigned
        if last is not None and last.size == head.size:
            return head.size
        new = Checkpoint(self._origin, head.size, head.root)
        written_from = self._write_tiles(last, new)
        self._compare_what_was_written(written_from, new)
        self._record(new)
        self._announce(self._note(new))
        self._tidy(0 if last is None else last.size, new.size)
        return new.size

    def _last(self) -> Checkpoint | None:
        query = select(CHECKPOINTS.c.size, CHECKPOINTS.c.root).where(CHECKPOINTS.c.origin == self._origin)
        with self._database.reading() as session:
            row = session.connection().execute(query.order_by(CHECKPOINTS.c.size.desc()).limit(1)).one_or_none()
        return None if row is None else Checkpoint(self._origin, *row)

    def _write_tiles(self, last: Checkpoint | None, new: Checkpoint) -> int:
        edge = Edge() if last is None else self._edge_of(last)
        written_from = edge.size
        for bundle in self._bundles(edge.size, new.size):
            number = edge.size // TILE_WIDTH
            content = encode_bundle(row.header for row in bundle)
            self._write_once(tile_path(BUNDLE, number, len(bundle)), content)
            for tile in edge.add([row.leaf for row in bundle]):
                self._write_once(tile.path, tile.content)
        for tile in edge.partial_tiles():
            self._write_once(tile.path, tile.content)
        return written_from

    def _edge_of(self, last: Checkpoint) -> Edge:
        """Go on from the published tiles; where some are lost, begin anew: the rows give the same bytes again."""
        tree = TileTree(self._source, last.size)
        try:
            root, edge = tree.root(), Edge.of(tree)
        except DamagedLogError:
            return Edge()
        if root != last.root:
            raise ForkAlarmError(f"the published tiles do not give the root that was signed at size {last.size}")
        return edge

    def _bundles(self, start: int, end: int) -> Iterator[Sequence[Row[Any, Any]]]:
        index = ENTRIES.c["index"]
        for first in range(start, end, ROWS_AT_A_TIME):
            stop = min(first + ROWS_AT_A_TIME, end)
            which = (ENTRIES.c.origin == self._origin, index >= first, index < stop)
            query = select(ENTRIES.c.header, ENTRIES.c.leaf).where(*which).order_by(index)
            with self._database.reading() as session:
                rows = session.connection().execute(query).all()
            if len(rows) != stop - first:
                raise ForkAlarmError(f"sequenced entries between {first} and {stop} are missing from the database")
            for offset in range(0, len(rows), TILE_WIDTH):
                yield rows[offset : offset + TILE_WIDTH]

    def _write_once(self, path: str, content: bytes) -> None:
        stored = self._source.read(path)
        if stored is None:
            self._objects.replace(self._source.key(path), content)
        elif stored != content:
            raise ForkAlarmError(f"{path} was published with other bytes")

    def _compare_what_was_written(self, start: int, new: Checkpoint) -> None:
        tree = TileTree(self._source, new.size)
        try:
            for _ in tree.walk(start):
                pass
            root = tree.root()
        except DamagedLogError as error:
            raise ForkAlarmError(f"entry {error.index}, read back: {error}") from error
        if root != new.root:
            raise ForkAlarmError(f"the tiles read back do not give the sequenced root at size {new.size}")

    def _record(self, new: Checkpoint) -> None:
        row = {"origin": self._origin, "size": new.size, "root": new.root, "published_at": self._clock()}
        try:
            with self._database.transaction() as session:
                session.connection().execute(insert(CHECKPOINTS), row)
        except IntegrityError:
            if self._last() != new:
                raise ForkAlarmError(f"another root was recorded for size {new.size}") from None

    def _note(self, checkpoint: Checkpoint) -> str:
        """Signed; with the cosignatures of witnesses, where there are enough."""
        same = (WITNESSED.c.origin == self._origin, WITNESSED.c.size == checkpoint.size)
        with self._database.reading() as session:
            cosigned = session.connection().execute(select(WITNESSED.c.note).where(*same)).scalar()
        return self._signer.sign(checkpoint) if cosigned is None else str(cosigned)

    def _announce(self, note: str) -> None:
        self._objects.replace(self._source.key("checkpoint"), note.encode())
        self._announced = note

    def _tidy(self, old: int, new: int) -> None:
        """Only the tile at the old right edge can have partial files of earlier checkpoints."""
        for level in levels(new):
            number = hashes_at(level, old) // TILE_WIDTH
            if hashes_at(level, new) // TILE_WIDTH > number:
                self._delete_partials(tile_path(level, number))
                if level == 0:
                    self._delete_partials(tile_path(BUNDLE, number))

    def _delete_partials(self, full: str) -> None:
        for key in list(self._objects.keys(self._source.key(f"{full}.p/"))):
            self._objects.delete(key)
