"""Encrypted table folders against plain Parquet: seconds as ratios, and memory of erasing.

    .venv/bin/python benchmarks/vaults.py [--rows 2000000]

Writes the same invented rows twice, reads both, and erases one person of the encrypted folder (which
writes every file anew that holds them). Run on an idle machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from memory import peak

from serai.commons.vaults.folders import ROWS, EncryptedFolder
from serai.commons.vaults.keys import KeyFolder, Scope

BATCH = 500_000


def batches(rows: int) -> Iterator[pa.Table]:
    """Invented crossings: a pseudonym, a day, a border point."""
    for begin in range(0, rows, BATCH):
        number = pa.array(range(begin, min(begin + BATCH, rows)))
        person = pc.cast(pc.divide(number, 4), pa.string())
        day = pc.cast(pc.cast(pc.bit_wise_and(number, 1023), pa.int32()), pa.date32())
        point = pc.binary_join_element_wise("point", pc.cast(pc.bit_wise_and(number, 63), pa.string()), "-")
        yield pa.table({"subject": person, "day": day, "point": point})


def timed(work: Callable[[], object]) -> float:
    """Seconds of the quicker of two runs."""
    taken = []
    for _run in range(2):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        place, turn = Path(name), iter(range(10))
        keys = KeyFolder(place / "keys")

        def plain() -> None:
            folder = place / f"plain{next(turn)}"
            folder.mkdir()
            for number, table in enumerate(batches(rows)):
                with pq.ParquetWriter(folder / f"{number}.parquet", table.schema, compression="zstd") as out:
                    for batch in table.to_batches(max_chunksize=ROWS):
                        out.write_batch(batch)

        def closed() -> None:
            folder = EncryptedFolder(
                place, keys, vault="drill", scope=Scope("QRV", "bench"), name=f"b{next(turn)}"
            )
            for table in batches(rows):
                folder.write(table)

        def read_plain() -> None:
            for file in sorted((place / "plain1").iterdir()):
                for _batch in pq.ParquetFile(file).iter_batches(batch_size=ROWS):
                    pass

        made = timed(lambda: sum(table.num_rows for table in batches(rows)))
        write_plain, write_closed = timed(plain), timed(closed)
        folder = EncryptedFolder(place, keys, vault="drill", scope=Scope("QRV", "bench"), name="b3")
        reading = timed(read_plain)
        reading_closed = timed(lambda: sum(batch.num_rows for batch in folder.read()))
        before = peak()
        begun = time.perf_counter()
        gone = folder.erase(["7"])
        erasing = time.perf_counter() - begun
        print(f"{rows:,} rows; making them takes {made:.2f} s, which is taken off below")
        print(f"write: {(write_closed - made) / (write_plain - made):.2f} times plain Parquet")
        print(f"read:  {reading_closed / reading:.2f} times plain Parquet ({reading_closed:.2f} s)")
        print(f"erase one person ({gone} rows): {erasing:.2f} s, {peak() - before:.0f} MB more at the peak")


if __name__ == "__main__":
    main()
