"""What the `values` methods do, from a checked request to its reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.sheets import values_calls
from sandbox.sheets.book import Book
from sandbox.sheets.calls import Call, filtered
from sandbox.sheets.draft import Draft
from sandbox.sheets.errors import ApiError, bad
from sandbox.sheets.lookup import Found, find
from sandbox.sheets.state import State
from sandbox.sheets.values_reading import Rendering

Json = dict[str, Any]


def _input_option(options: Json) -> bool:
    """Whether values are taken as typed. ApiError 400 where the option is missing, as Google does."""
    option = options.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise bad("'valueInputOption' is required but not specified")
    return bool(option == "USER_ENTERED")


def _in_data(index: int, error: ApiError) -> ApiError:
    return ApiError(error.code, f"Invalid data[{index}]: {error.message}")


def _reading(options: Json) -> Rendering:
    return Rendering.of(options, "valueRenderOption", "dateTimeRenderOption")


def _echo(options: Json) -> Rendering:
    return Rendering.of(options, "responseValueRenderOption", "responseDateTimeRenderOption")


def values_get(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    return values_calls.read_range(book, find(book, call.path[1]), _reading(call.options))


def values_batch_get(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    how = _reading(call.options)
    found = [find(book, text) for text in call.options.get("ranges", [])]
    reply: Json = {"spreadsheetId": book.book_id}
    if found:
        reply["valueRanges"] = [values_calls.read_range(book, one, how) for one in found]
    return reply


def values_batch_get_by_filter(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email)
    filters = call.body.get("dataFilters", [])
    if not filters:
        raise bad("Must specify at least one dataFilter.")
    how = _reading(call.body)
    matched = []
    for filter_ in filters:
        for found in filtered(book, filter_):
            matched.append(
                {"valueRange": values_calls.read_range(book, found, how), "dataFilters": [filter_]}
            )
    return {"spreadsheetId": book.book_id, **({"valueRanges": matched} if matched else {})}


def _updated(book: Book, found: Found, written: values_calls.Written, echo: Rendering | None) -> Json:
    reply: Json = {"spreadsheetId": book.book_id, "updatedRange": found.name}
    counts = {
        "updatedRows": written.rows,
        "updatedColumns": written.columns,
        "updatedCells": written.cells,
    }
    reply |= {name: count for name, count in counts.items() if count}
    if echo is not None:
        reply["updatedData"] = values_calls.read_range(book, found, echo)
    return reply


def _extent(found: Found, body: Json) -> Found:
    """The cells a write reports: the values' own extent from the range's start on (recorded)."""
    lines = body.get("values", [])
    height, width = len(lines), max((len(line) for line in lines), default=0)
    if body.get("majorDimension") == "COLUMNS":
        height, width = width, height
    box = found.box
    return Found(found.sheet, box._replace(r1=box.r0 + max(1, height), c1=box.c0 + max(1, width)))


def _range_of(call: Call) -> str:
    """The range of a call that has one both in the path and in the body; they must agree (documented)."""
    stated = call.body.get("range")
    if stated is not None and stated != call.path[1]:
        raise bad(f"Requested writing within range [{call.path[1]}], but tried writing to range [{stated}]")
    return call.path[1]


def values_update(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email, "writer")
    typed = _input_option(call.options)

    def work(draft: Draft) -> Json:
        found = find(draft.book, _range_of(call))
        written = values_calls.write_range(draft, found, call.body, typed)
        draft.settle()
        echo = _echo(call.options) if call.options.get("includeValuesInResponse") else None
        return _updated(draft.book, _extent(found, call.body), written, echo)

    return state.change(book, call.email, work)


def _many(
    state: State, call: Call, places: Callable[[Draft, Json], list[Found]], wrap: Callable[[Json, Json], Json]
) -> Json:
    """Several writes as one: all or nothing."""
    book = state.book(call.path[0], call.email, "writer")
    typed = _input_option(call.body)
    echo = _echo(call.body) if call.body.get("includeValuesInResponse") else None

    def work(draft: Draft) -> Json:
        done: list[tuple[Json, Found, values_calls.Written]] = []
        for i, part in enumerate(call.body.get("data", [])):
            try:
                done += [
                    (part, found, values_calls.write_range(draft, found, part, typed))
                    for found in places(draft, part)
                ]
            except ApiError as error:
                raise _in_data(i, error) from error
        draft.settle()
        reply: Json = {"spreadsheetId": book.book_id}
        totals = {
            "totalUpdatedRows": sum(written.rows for _, _, written in done),
            "totalUpdatedColumns": sum(written.columns for _, _, written in done),
            "totalUpdatedCells": sum(written.cells for _, _, written in done),
            "totalUpdatedSheets": len({found.sheet.sheet_id for _, found, _ in done}),
        }
        reply |= {name: total for name, total in totals.items() if total}
        if done:
            reply["responses"] = [
                wrap(part, _updated(draft.book, _extent(found, part), written, echo))
                for part, found, written in done
            ]
        return reply

    return state.change(book, call.email, work)


def values_batch_update(state: State, call: Call) -> Json:
    return _many(
        state,
        call,
        lambda draft, part: [find(draft.book, part.get("range", ""))],
        lambda _, reply: reply,
    )


def values_batch_update_by_filter(state: State, call: Call) -> Json:
    def wrap(part: Json, reply: Json) -> Json:
        rest = {name: value for name, value in reply.items() if name != "spreadsheetId"}
        return {**rest, "dataFilter": part.get("dataFilter", {})}

    return _many(state, call, lambda draft, part: filtered(draft.book, part.get("dataFilter", {})), wrap)


def values_append(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email, "writer")
    typed = _input_option(call.options)
    insert = call.options.get("insertDataOption") == "INSERT_ROWS"

    def work(draft: Draft) -> Json:
        found = find(draft.book, _range_of(call))
        table, place, written = values_calls.append_lines(draft, found, call.body, typed, insert)
        draft.settle()
        echo = _echo(call.options) if call.options.get("includeValuesInResponse") else None
        updates = _updated(draft.book, place, written, echo)
        return {"spreadsheetId": book.book_id, **table, "updates": updates}

    return state.change(book, call.email, work)


def values_clear(state: State, call: Call) -> Json:
    book = state.book(call.path[0], call.email, "writer")

    def work(draft: Draft) -> Json:
        found = find(draft.book, call.path[1])
        values_calls.clear_range(draft, found)
        return {"spreadsheetId": book.book_id, "clearedRange": found.name}

    return state.change(book, call.email, work)


def _clear_all(state: State, call: Call, places: Callable[[Draft], list[Found]]) -> Json:
    book = state.book(call.path[0], call.email, "writer")

    def work(draft: Draft) -> Json:
        found = places(draft)
        for one in found:
            values_calls.clear_range(draft, one)
        cleared = {"clearedRanges": [one.name for one in found]} if found else {}
        return {"spreadsheetId": book.book_id, **cleared}

    return state.change(book, call.email, work)


def values_batch_clear(state: State, call: Call) -> Json:
    ranges = call.body.get("ranges", [])
    return _clear_all(state, call, lambda draft: [find(draft.book, text) for text in ranges])


def values_batch_clear_by_filter(state: State, call: Call) -> Json:
    filters = call.body.get("dataFilters", [])
    return _clear_all(
        state, call, lambda draft: [one for filter_ in filters for one in filtered(draft.book, filter_)]
    )
