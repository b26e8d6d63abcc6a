"""Tokens, quotas per account, planned faults, and edits that come between."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from google.auth import crypt, jwt
from sheets_clients import HandClock, Refused, Wire

from sandbox.sheets import Person, SheetsServer
from sandbox.wire import ConnectionCut, Request

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def token_call(server: SheetsServer, **form: str) -> tuple[int, Any]:
    response = server.guarded(
        Request(
            "POST",
            "/token",
            headers={"host": "127.0.0.1", "content-type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
        )
    )
    return response.status, json.loads(response.body)


def refresh_form(server: SheetsServer, **changed: str) -> dict[str, str]:
    info = server.credentials("engine", "http://127.0.0.1")
    form = {name: info[name] for name in ("client_id", "client_secret", "refresh_token")}
    return {"grant_type": "refresh_token", **form, **changed}


def test_a_refresh_token_is_exchanged_for_a_bearer_token(server: SheetsServer) -> None:
    status, body = token_call(server, **refresh_form(server))
    assert (status, body["expires_in"], body["token_type"]) == (200, 3599, "Bearer")


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"refresh_token": "1//no"}, 400, "invalid_grant"),
        ({"client_secret": "no"}, 401, "invalid_client"),
        ({"client_id": "no"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_bad_grant_is_refused(
    server: SheetsServer, changed: dict[str, str], status: int, error: str
) -> None:
    got, body = token_call(server, **refresh_form(server, **changed))
    assert (got, body["error"]) == (status, error)


def test_a_service_account_signs_in_with_an_assertion(
    server: SheetsServer, clock: HandClock, book: str
) -> None:
    info = server.add_account("robot", service=True)
    signer = crypt.RSASigner.from_string(info["private_key"], info["private_key_id"])
    claims = {
        "iss": info["client_email"],
        "aud": "https://oauth2.googleapis.com/token",
        "iat": int(clock.now()),
        "exp": int(clock.now()) + 3600,
        "scope": "https://www.googleapis.com/auth/spreadsheets",
    }
    assertion = jwt.encode(signer, claims).decode()
    status, body = token_call(server, grant_type=JWT_GRANT, assertion=assertion)
    assert status == 200
    bearers = [body["access_token"], assertion]
    for bearer in bearers:
        request = Request("GET", f"/v4/spreadsheets/{book}", "", {"authorization": f"Bearer {bearer}"})
        assert server.handle(request).status == 200
    head, payload, signature = assertion.split(".")
    forged = f"{head}.{payload}.{signature[:-8]}AAAAAAAA"
    assert token_call(server, grant_type=JWT_GRANT, assertion=forged)[1]["error"] == "invalid_grant"
    clock.time += 7200
    assert token_call(server, grant_type=JWT_GRANT, assertion=assertion)[0] == 400


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer ya29.no", "Basic abc", "Bearer a.b.c"])
def test_a_call_without_a_good_token_is_unauthenticated(
    server: SheetsServer, book: str, header: str | None
) -> None:
    headers = {} if header is None else {"authorization": header}
    response = server.handle(Request("GET", f"/v4/spreadsheets/{book}", "", headers))
    assert response.status == 401
    assert json.loads(response.body)["error"]["status"] == "UNAUTHENTICATED"


def test_a_token_ends_after_an_hour(wire: Wire, clock: HandClock) -> None:
    clock.time += 3598
    wire.values("A1")
    clock.time += 2
    with pytest.raises(Refused) as caught:
        wire.values("A1")
    assert caught.value.status == 401


def test_secrets_are_not_shown(server: SheetsServer) -> None:
    account = server._accounts["engine"]
    assert account.refresh_token not in repr(account)


# Quotas


def test_each_account_has_sixty_reads_and_sixty_writes_a_minute(
    server: SheetsServer, wire: Wire, clock: HandClock
) -> None:
    server.add_account("rival")
    rival = Wire(server.handle, server.credentials("rival", ""), wire.spreadsheet_id)
    clock.time = 1_800_000_000 // 60 * 60
    for _ in range(60):
        wire.values("A1")
    with pytest.raises(Refused) as caught:
        wire.values("A1")
    error = caught.value.body["error"]
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of "
        "service 'sheets.googleapis.com' for consumer 'project_number:1'."
    )
    assert error["details"][0]["metadata"]["quota_limit"] == "ReadRequestsPerMinutePerUser"
    assert error["details"][0]["metadata"]["quota_limit_value"] == "60"
    wire.write("A1", [[1]])
    rival.values("A1")
    assert server.counts() == {"engine": {"reads": 60, "writes": 1}, "rival": {"reads": 1, "writes": 0}}
    clock.time += 60
    wire.values("A1")


def test_a_whole_project_has_three_hundred(server: SheetsServer, wire: Wire, clock: HandClock) -> None:
    clock.time = 1_800_000_000 // 60 * 60
    for number in range(5):
        server.add_account(f"a{number}")
        one = Wire(server.handle, server.credentials(f"a{number}", ""), wire.spreadsheet_id)
        for _ in range(60):
            one.values("A1")
    with pytest.raises(Refused) as caught:
        wire.values("A1")
    metadata = caught.value.body["error"]["details"][0]["metadata"]
    assert (metadata["quota_limit"], metadata["quota_limit_value"]) == (
        "ReadRequestsPerMinutePerProject",
        "300",
    )


def test_quotas_can_be_switched_off_and_still_count(server: SheetsServer, wire: Wire) -> None:
    server.set_options(quotas=False)
    for _ in range(70):
        wire.values("A1")
    assert server.counts()["engine"]["reads"] == 70


def test_an_accounts_share_may_be_another_and_a_project_has_five_of_it(
    server: SheetsServer, wire: Wire, clock: HandClock
) -> None:
    clock.time = 1_800_000_000 // 60 * 60
    assert server.set_options(per_user=2)["per_user"] == 2
    wire.values("A1")
    wire.values("A1")
    with pytest.raises(Refused, match="limit 'Read requests per minute per user'"):
        wire.values("A1")
    for number in range(4):
        server.add_account(f"a{number}")
        one = Wire(server.handle, server.credentials(f"a{number}", ""), wire.spreadsheet_id)
        one.values("A1")
        one.values("A1")
    server.add_account("late")
    with pytest.raises(Refused, match="limit 'Read requests per minute' of"):
        Wire(server.handle, server.credentials("late", ""), wire.spreadsheet_id).values("A1")
    with pytest.raises(ValueError, match="positive"):
        server.set_options(per_user=0)


def test_what_counts_as_a_read_and_what_as_a_write(server: SheetsServer, wire: Wire) -> None:
    path = f"/v4/spreadsheets/{wire.spreadsheet_id}"
    wire.get("spreadsheetId")
    wire.call("POST", f"{path}:getByDataFilter", {})
    wire.call("POST", f"{path}/developerMetadata:search", {"dataFilters": [{"a1Range": "A1"}]})
    wire.write("A1", [[1]])
    wire.call("POST", f"{path}/values/A1:clear", {})
    wire.refused({"deleteSheet": {"sheetId": 5}})
    wire.call("GET", "/drive/v3/files")
    assert server.counts() == {"engine": {"reads": 3, "writes": 3}}


# Faults


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_planned_statuses_come_before_the_effect(server: SheetsServer, wire: Wire, status: int) -> None:
    server.faults.status(status, 2)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            wire.write("A1", [["x"]])
        assert caught.value.status == status
    assert "values" not in wire.values("A1")
    assert server.faults.pending() == 0


def test_a_503_is_googles_and_may_come_after_the_effect(server: SheetsServer, wire: Wire) -> None:
    server.faults.status(503, after=True)
    with pytest.raises(Refused) as caught:
        wire.write("A1", [["x"]])
    assert caught.value.body == {
        "error": {
            "code": 503,
            "message": "The service is currently unavailable.",
            "status": "UNAVAILABLE",
        }
    }
    assert wire.values("A1")["values"] == [["x"]]


def test_the_line_is_cut_before_or_after_the_effect(server: SheetsServer, wire: Wire) -> None:
    server.faults.cut(method="writes")
    wire.values("A1")
    with pytest.raises(ConnectionCut):
        wire.write("A1", [["x"]])
    assert "values" not in wire.values("A1")
    server.faults.cut(method="spreadsheets.values.update", after=True)
    with pytest.raises(ConnectionCut):
        wire.write("A1", [["y"]])
    assert wire.values("A1")["values"] == [["y"]]


def test_slow_answers_take_the_clocks_time_and_html_is_no_json(
    server: SheetsServer, wire: Wire, clock: HandClock
) -> None:
    before = clock.now()
    server.faults.slow(200, method="spreadsheets.get")
    wire.get("spreadsheetId")
    assert clock.now() == before + 200
    server.faults.html()
    with pytest.raises(Refused) as caught:
        wire.get("spreadsheetId")
    assert (caught.value.status, caught.value.body) == (502, {})


def test_faults_choose_methods_and_accounts(server: SheetsServer, wire: Wire) -> None:
    server.add_account("rival")
    rival = Wire(server.handle, server.credentials("rival", ""), wire.spreadsheet_id)
    server.faults.status(500, account="rival")
    server.faults.status(503, method="spreadsheets.values.*")
    wire.get("spreadsheetId")
    with pytest.raises(Refused, match=r"^500"):
        rival.get("spreadsheetId")
    with pytest.raises(Refused, match=r"^503"):
        wire.values("A1")
    server.faults.status(500)
    server.faults.clear()
    wire.values("A1")


def test_the_token_endpoint_can_fail_too(server: SheetsServer) -> None:
    server.faults.status(503, method="token")
    assert token_call(server, **refresh_form(server))[0] == 503
    assert token_call(server, **refresh_form(server))[0] == 200


def test_an_edit_comes_just_before_the_next_write_and_not_before_a_read(
    server: SheetsServer, wire: Wire, person: Person
) -> None:
    wire.write("A1", [["A", 1], ["B", 2]])
    server.faults.before_next_write(lambda: person.insert_rows("Sheet1", 1))
    assert wire.values("A1:B1")["values"] == [["A", "1"]]
    wire.write("B1", [[9]])
    assert wire.values("A1:B3")["values"] == [["", "9"], ["A", "1"], ["B", "2"]]


def test_a_call_refused_for_quota_uses_up_no_edit(
    server: SheetsServer, wire: Wire, person: Person, clock: HandClock
) -> None:
    clock.time = 1_800_000_000 // 60 * 60
    for _ in range(60):
        wire.write("A1", [[1]])
    server.faults.before_next_write(lambda: person.type("Sheet1", "B1", "edit"))
    with pytest.raises(Refused, match=r"^429"):
        wire.write("A1", [[2]])
    assert person.see("Sheet1", "B1") == ""
    clock.time += 60
    wire.write("A1", [[2]])
    assert person.see("Sheet1", "B1") == "edit"


def test_a_fault_there_is_none_of_cannot_be_planned(server: SheetsServer) -> None:
    with pytest.raises(ValueError):
        server.faults.status(404)
