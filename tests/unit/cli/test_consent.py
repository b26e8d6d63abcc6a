"""What a pasted redirect must show before its code is used."""

from __future__ import annotations

import pytest

from engine.consent import code_from
from engine.errors import ForeignConsent, NoCode

STATE = "s3cret-state"
ADDRESS = "https://toko.example/kembali?code=abc&shop_id=77&state="


def test_a_whole_address_with_our_state_gives_its_code_and_the_rest() -> None:
    assert code_from(f" {ADDRESS}{STATE}\n", STATE, "shopee") == ("abc", {"shop_id": "77"}, True)


@pytest.mark.parametrize("told", ["", "another", STATE[:-1], STATE + "x", "é"])
def test_an_address_of_another_consent_is_refused_and_not_repeated(told: str) -> None:
    with pytest.raises(ForeignConsent) as refused:
        code_from(ADDRESS + told, STATE, "shopee")
    assert refused.value.params == {"shop": "shopee"}
    assert "abc" not in str(refused.value)


@pytest.mark.parametrize("told", ["", STATE])
def test_where_no_consent_waits_every_address_is_refused(told: str) -> None:
    with pytest.raises(ForeignConsent):
        code_from(ADDRESS + told, "", "shopee")


@pytest.mark.parametrize(
    "text", ["", "  ", "https://toko.example/kembali", f"https://toko.example/?state={STATE}"]
)
def test_what_carries_no_code_is_told_as_such(text: str) -> None:
    with pytest.raises(NoCode):
        code_from(text, STATE, "shopee")


def test_a_bare_code_is_taken_and_told_apart() -> None:
    assert code_from(" abc ", STATE, "shopee") == ("abc", {}, False)
