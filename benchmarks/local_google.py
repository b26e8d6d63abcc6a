"""What the local Google costs on a large tab, beside building or parsing the same JSON in the same run.

    python -m benchmarks.local_google [--rows 100000] [--json]

Calls go straight into the server, without a socket. The floor of a call is what `json` needs for the very same bodies:
`loads` of the request, if it has one, and `dumps` and `encode` of the reply's object; no server in this language could
do with less. A ratio is the call's time by its floor. Calls and floors are run in turn and the fastest of each counts,
so that what else the machine does touches both alike; times are of the processor, system calls included. No batch
repeats the values of the one before, and what a state file puts off (folding the journal into the rows) is a line of
its own.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import random
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path
from time import process_time
from urllib.parse import quote, urlencode

from sandbox.sheets import SheetsServer
from sandbox.wire import Request, Response

RUNS = 9
COLUMNS = 8
FORMULA_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: milliseconds of processor time, kilobytes of JSON, its floor and the ratio (None: no floor)."""

    what: str
    ms: float
    kb: float = 0.0
    floor_ms: float | None = None
    ratio: float | None = None


class StillClock:
    """A clock that stands still."""

    def now(self) -> float:
        return 1_800_000_000.0

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError(f"nothing here waits {seconds} s")


class Bench:
    """One server with one spreadsheet of one large tab."""

    def __init__(self, rows: int, state: Path | None = None) -> None:
        self.rows = rows
        self.server = SheetsServer(StillClock(), random.Random(1), state, quotas=False)
        if not self.server.has_account("bench"):
            self.server.add_account("bench")
        grid = {"rowCount": rows + 1, "columnCount": COLUMNS}
        tab = {"title": "Stok", "sheetId": 0, "gridProperties": grid}
        known = self.server.spreadsheets()
        self.book = (
            known[0]["spreadsheetId"] if known else self.server.create_spreadsheet("Toko", sheets=[tab])
        )
        info = self.server.credentials("bench", "")
        form = {name: info[name] for name in ("client_id", "client_secret", "refresh_token")}
        body = urlencode({"grant_type": "refresh_token", **form}).encode()
        token = json.loads(self.server.handle(Request("POST", "/token", body=body)).body)["access_token"]
        self.headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def call(self, verb: str, path: str, query: str = "", body: bytes = b"") -> Response:
        """One call. RuntimeError where it is refused."""
        request = Request(verb, f"/v4/spreadsheets/{self.book}{path}", query, self.headers, body)
        response = self.server.handle(request)
        if response.status != 200:
            raise RuntimeError(response.body.decode())
        return response

    def fill(self) -> None:
        """Rows as a seller has them: texts, numbers, a price, a tick, a note that most share."""
        head = ["SKU", "Nama", "Varian", "Stok", "+/-", "Harga", "Aktif", "Catatan"]
        lines = [
            [f"SKU-{i:06d}", f"Kaos polos {i % 977}", "M", i % 90, "", 45_000 + i % 7, True, "dari gudang"]
            for i in range(self.rows)
        ]
        for start in range(0, self.rows, 20_000):
            part = lines[start : start + 20_000]
            values = [head, *part] if start == 0 else part
            at = quote(f"Stok!A{1 if start == 0 else start + 2}")
            self.call("PUT", f"/values/{at}", "valueInputOption=RAW", json.dumps({"values": values}).encode())


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    gc.collect()
    start = process_time()
    work()
    return (process_time() - start) * 1000


def fastest(*works: Callable[[], object]) -> list[float]:
    """Milliseconds of the fastest of a few runs of each, done in turn."""
    return [min(times) for times in zip(*([timed(work) for work in works] for _ in range(RUNS)), strict=True)]


def measured(
    bench: Bench, what: str, verb: str, path: str, query: str = "", bodies: Iterator[bytes] | None = None
) -> Row:
    """A call beside its floor; `bodies`: another one for each run, of about the same length."""
    bodies = repeat(b"") if bodies is None else bodies
    body = next(bodies)
    reply = bench.call(verb, path, query, body).body
    held = json.loads(reply)

    def floor() -> None:
        json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
        if body:
            json.loads(body)

    took, least = fastest(lambda: bench.call(verb, path, query, next(bodies)), floor)
    return Row(what, took, (len(reply) + len(body)) / 1024, least, took / least)


def batches(count: int, rows: int) -> Iterator[bytes]:
    """Batches, each of other values than the one before."""
    return (batch_of(count, rows, start) for start in itertools.count())


def batch_of(count: int, rows: int, start: int = 0) -> bytes:
    """A batchUpdate of single cells spread over the tab."""
    step = max(1, rows // count)
    requests = [
        {
            "updateCells": {
                "start": {"sheetId": 0, "rowIndex": 1 + (i * step) % rows, "columnIndex": 3},
                "rows": [{"values": [{"userEnteredValue": {"numberValue": i + start}}]}],
                "fields": "userEnteredValue",
            }
        }
        for i in range(count)
    ]
    return json.dumps({"requests": requests}).encode()


def calls(bench: Bench) -> Iterator[Row]:
    """The calls of an engine's cycle on one tab."""
    light = urlencode(
        [("ranges", "Stok!A:A"), ("ranges", "Stok!D:E"), ("valueRenderOption", "UNFORMATTED_VALUE")]
    )
    full = urlencode({"ranges": "Stok!A2:H301", "fields": "sheets.data.rowData.values"})
    yield measured(bench, "open (spreadsheets.get)", "GET", "", "includeGridData=false")
    yield measured(bench, "light read, 3 columns", "GET", "/values:batchGet", light)
    yield measured(bench, "every value", "GET", "/values/Stok")
    yield measured(bench, "full read, 300 rows", "GET", "", full)
    yield measured(bench, "batch of 300 cells", "POST", ":batchUpdate", bodies=batches(300, bench.rows))


def restarted(rows: int) -> Iterator[Row]:
    """A batch written through to a state file, and a server started from that file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite"
        bench = Bench(rows, path)
        bench.fill()
        yield measured(
            bench, "batch of 300 cells, kept in a file", "POST", ":batchUpdate", bodies=batches(300, rows)
        )
        yield Row(f"the {RUNS + 1} batches folded into the rows", timed(bench.server.save))
        bench.server.close()
        start = process_time()
        again = Bench(rows, path)
        took = (process_time() - start) * 1000
        again.server.close()
        yield Row("start from that file", took, path.stat().st_size / 1024)


def formulas() -> Iterator[Row]:
    """Columns of formulas over five thousand rows, on a tab of their own size."""
    kinds = {
        "B*2": "=D{row}*2",
        "IF": '=IF(D{row}<5,"habis","ada")',
        "VLOOKUP": "=VLOOKUP(A{row},$A$2:$F$5001,6,FALSE)",
        "SUMIF": "=SUMIF($A$2:$A$5001,A{row},$D$2:$D$5001)",
    }
    for name, formula in kinds.items():
        bench = Bench(FORMULA_ROWS)
        bench.fill()
        lines = [[formula.format(row=row)] for row in range(2, FORMULA_ROWS + 2)]
        query = "valueInputOption=USER_ENTERED"
        start = process_time()
        bench.call("PUT", "/values/Stok!H2", query, json.dumps({"values": lines}).encode())
        yield Row(f"{FORMULA_ROWS} formulas {name}: entered", (process_time() - start) * 1000)
        values = iter(range(1000, 2000))
        (edit,) = fastest(
            lambda bench=bench, values=values: bench.call(  # type: ignore[misc]
                "PUT",
                "/values/Stok!D2",
                "valueInputOption=RAW",
                json.dumps({"values": [[next(values)]]}).encode(),
            )
        )
        yield Row(f"{FORMULA_ROWS} formulas {name}: one cell edited", edit)
        area = {"sheetId": 0, "dimension": "ROWS", "startIndex": 9, "endIndex": 10}
        body = json.dumps({"requests": [{"insertDimension": {"range": area}}]}).encode()
        start = process_time()
        bench.call("POST", ":batchUpdate", body=body)
        yield Row(f"{FORMULA_ROWS} formulas {name}: a row inserted", (process_time() - start) * 1000)
        body = json.dumps({"values": [[next(values)]]}).encode()
        start = process_time()
        bench.call("PUT", "/values/Stok!D2", "valueInputOption=RAW", body=body)
        yield Row(f"{FORMULA_ROWS} formulas {name}: a cell edited then", (process_time() - start) * 1000)
        bench.server.close()


def memory(sizes: Sequence[int]) -> Iterator[tuple[int, float]]:
    """(rows, bytes a row) of servers of growing size."""
    for rows in sizes:
        gc.collect()
        tracemalloc.start()
        bench = Bench(rows)
        bench.fill()
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        bench.server.close()
        yield rows, held / rows


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, or one JSON document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.local_google")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    bench = Bench(options.rows)
    bench.fill()
    table = list(calls(bench))
    bench.server.close()
    table += [*restarted(options.rows), *formulas()]
    sizes = [max(1, options.rows // 4), max(1, options.rows // 2), options.rows]
    held = dict(memory(sizes))
    if options.json:
        print(
            json.dumps({"rows": options.rows, "calls": [asdict(row) for row in table], "bytes_a_row": held})
        )
        return 0
    print(f"{options.rows} rows of {COLUMNS} columns\n")
    print(f"{'':48}{'ms':>10}{'KB':>10}{'JSON ms':>10}{'ratio':>8}")
    for row in table:
        floor = "" if row.floor_ms is None else f"{row.floor_ms:.2f}"
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
        print(f"{row.what:48}{row.ms:10.1f}{row.kb:10.0f}{floor:>10}{ratio:>8}")
    print("\nmemory: " + ", ".join(f"{rows} rows {size:.0f} bytes a row" for rows, size in held.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
