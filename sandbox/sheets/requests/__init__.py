"""The kinds of request a batchUpdate may hold, one function each: (draft, request) -> reply."""
