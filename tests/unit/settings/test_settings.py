"""What a settings file means, and that each mistake is one sentence that names its key."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from engine import data
from engine.connectors.registry import kinds
from engine.errors import SettingsError
from engine.model.rules import Rules, ShopRule
from engine.settings import Settings, find_settings, load_settings
from engine.settings.kinds import KINDS
from engine.settings.shape import GuardSettings, RuleSettings
from engine.texts import LANGUAGES, Texts

SHEET = '[sheet]\nspreadsheet_id = "1AbC"\ncredentials = "google.json"\n'
SHOP = '[shops.toko-a]\nkind = "shopee"\napp_id = "1"\napp_secret = "s3cret"\n'
LOCAL = 'base_url = "http://127.0.0.1:9001"\n'


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("SELARAS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "selaras.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def load(write):
    def load(text: str) -> Settings:
        return load_settings(write(text))

    return load


@pytest.fixture
def refusal(load):
    def refusal(text: str) -> tuple[str, str]:
        with pytest.raises(SettingsError) as caught:
            load(text)
        params = caught.value.params
        # Every value that the sentence needs is there, in both languages; what the error says is its code alone.
        for language in LANGUAGES:
            assert Texts(language).say(str(params["why"]), params)
        code = str(params["why"]).removeprefix("setting.")
        assert str(caught.value) == f"U110: {params['where']}: {code}"
        return str(params["where"]), Texts("en").say(str(params["why"]), params)

    return refusal


# What is meant


def test_a_short_file_is_enough(load, tmp_path: Path) -> None:
    settings = load(SHEET + SHOP)
    assert (settings.language, settings.timezone, settings.interval_seconds) == ("id", "Asia/Jakarta", 15.0)
    assert settings.sheet.spreadsheet_id == "1AbC"
    assert settings.sheet.credentials == tmp_path / "google.json"
    assert settings.data_dir == tmp_path / ".selaras"
    assert settings.vault_file == tmp_path / ".selaras" / "vault"
    assert settings.vault_key_file == tmp_path / ".selaras-key" / "key"
    assert settings.cache_url.get_secret_value() == f"sqlite:///{tmp_path}/.selaras/cache.db"
    assert settings.shops["toko-a"].app_secret.get_secret_value() == "s3cret"
    assert settings.rules() == Rules(shops={"toko-a": ShopRule()})


def test_several_shops_of_one_kind_each_have_their_rule(load) -> None:
    numbers = "percent = 80\nmaximum = 50\nlast_units = 3\n"
    rule = f"[shops.toko-b.rule]\n{numbers}takes_last = false\nrestock_returns = true\n"
    settings = load("buffer = 2\n" + SHEET + SHOP + SHOP.replace("toko-a", "toko-b") + rule)
    rules = settings.rules()
    assert rules.shop("toko-a") == ShopRule()
    assert rules.shop("toko-b") == ShopRule(80, 50, 3, False, True)
    assert rules.default_buffer == 2


def test_every_guard_of_the_core_can_be_set_and_has_its_default(load) -> None:
    assert GuardSettings.model_fields.keys() == {one.name for one in fields(Rules)} - {
        "shops",
        "default_buffer",
    }
    assert RuleSettings.model_fields.keys() == {one.name for one in fields(ShopRule)}
    assert load(SHEET).rules() == Rules()
    assert load(SHEET + "[guards]\nhold_share = 0.3\nbeat = 60\n").rules() == Rules(hold_share=0.3, beat=60)


@pytest.mark.parametrize(
    "address",
    [
        "1AbC-d_9",
        "https://docs.google.com/spreadsheets/d/1AbC-d_9",
        "https://docs.google.com/spreadsheets/d/1AbC-d_9/edit?gid=0#gid=0",
        "https://docs.google.com/spreadsheets/u/1/d/1AbC-d_9/edit",
    ],
)
def test_a_spreadsheet_is_named_by_id_or_address(load, address: str) -> None:
    assert load(SHEET.replace("1AbC", address)).sheet.spreadsheet_id == "1AbC-d_9"


def test_paths_start_from_the_settings_file_and_know_home(
    load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir("/")
    settings = load(
        'data_dir = "d"\nvault_key_file = "~/k"\ncache_url = "sqlite:///d/other.db"\n'
        + SHEET.replace('"google.json"', '"/abs/google.json"')
    )
    assert settings.vault_file == tmp_path / "d" / "vault"
    assert settings.vault_key_file == tmp_path / "home" / "k"
    assert settings.cache_url.get_secret_value() == f"sqlite:///{tmp_path}/d/other.db"
    assert settings.sheet.credentials == Path("/abs/google.json")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:////abs/cache.db", "postgresql+psycopg://u:p@h/d"])
def test_other_cache_addresses_stay_as_they_are(load, url: str) -> None:
    assert load(f'cache_url = "{url}"\n' + SHEET).cache_url.get_secret_value() == url


def test_secrets_of_the_environment_win_over_the_file(load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELARAS_TOKO_A_APP_SECRET", "from outside")
    monkeypatch.setenv("SELARAS_CACHE_URL", "postgresql://u:p@h/d")
    settings = load(SHEET + SHOP)
    assert settings.shops["toko-a"].app_secret.get_secret_value() == "from outside"
    assert settings.cache_url.get_secret_value() == "postgresql://u:p@h/d"
    without = SHOP.replace('app_secret = "s3cret"\n', "")
    assert load(SHEET + without).shops["toko-a"].app_secret.get_secret_value() == "from outside"


def test_no_secret_is_shown(load) -> None:
    settings = load('cache_url = "postgresql://u:s3cret@h/d"\n' + SHEET + SHOP)
    assert "s3cret" not in f"{settings!r} {settings} {settings.shops['toko-a']!r} {settings.model_dump()}"


def test_the_file_is_found_here_then_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home" / ".config" / "selaras" / "selaras.toml"
    home.parent.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"selaras\.toml, ~/\.config/selaras/selaras\.toml: no_file"):
        find_settings(None)
    home.write_text(SHEET)
    assert find_settings(None) == home
    (tmp_path / "selaras.toml").write_text(SHEET)
    assert find_settings(None) == Path("selaras.toml")
    with pytest.raises(SettingsError, match=r"other\.toml: no_file"):
        find_settings(Path("other.toml"))


# What is refused


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("", "sheet", "it is missing"),
        ("[sheet]\ncredentials = 'g'\n", "sheet.spreadsheet_id", "it is missing"),
        ("sheet = 1\n", "sheet", "it must be a table of its own, written as [sheet]"),
        (SHEET.replace("1AbC", "my sheet"), "sheet.spreadsheet_id", "it is neither a spreadsheet's address"),
        (SHEET.replace("1AbC", ""), "sheet.spreadsheet_id", "it must not be empty"),
        (SHEET.replace('"google.json"', "5"), "sheet.credentials", "it must be text in quotes"),
        ("langauge = 'en'\n" + SHEET, "langauge", "there is no such key; did you mean language"),
        ("zzzz = 1\n" + SHEET, "zzzz", "there is no such key; known are seller, language"),
        (SHEET + "credential = 'g'\n", "sheet.credential", "did you mean credentials"),
        (SHEET + SHOP + "[shops.toko-a.rule]\npercnt = 9\n", "shops.toko-a.rule.percnt", "did you mean percent"),
        (SHEET + "[guards]\nhold_shares = 1\n", "guards.hold_shares", "did you mean hold_share"),
        ("language = 'jv'\n" + SHEET, "language", "it must be one of these: 'id', 'en'"),
        ("timezone = 'Jakarta'\n" + SHEET, "timezone", "it is no time zone; write for example Asia/Jakarta"),
        ("timezone = '../etc'\n" + SHEET, "timezone", "it is no time zone"),
        ("interval_seconds = '15'\n" + SHEET, "interval_seconds", "it must be a number without quotes"),
        ("interval_seconds = inf\n" + SHEET, "interval_seconds", "it must be a number without quotes"),
        ("interval_seconds = true\n" + SHEET, "interval_seconds", "it must be a number without quotes"),
        ("interval_seconds = 4.9\n" + SHEET, "interval_seconds", "less than 5 would use up Google's quota"),
        ("sandbox = true\ninterval_seconds = 0.05\n" + SHEET, "interval_seconds", "it must be at least 0.1"),
        ("sandbox = 'yes'\n" + SHEET, "sandbox", "it must be true or false"),
        ("buffer = -1\n" + SHEET, "buffer", "it must be at least 0"),
        ("buffer = 1.5\n" + SHEET, "buffer", "it must be a whole number without quotes"),
        ("seller = ''\n" + SHEET, "seller", "it must not be empty"),
        (SHEET + SHOP.replace("shopee", "shoppe"), "shops.toko-a.kind", "it must be one of these: 'shopee', 'tiktok'"),
        (SHEET + SHOP.replace("s3cret", ""), "shops.toko-a.app_secret", "or set SELARAS_TOKO_A_APP_SECRET"),
        (SHEET + SHOP.replace("toko-a", "'toko a'"), "shops.toko a", "a shop is named with at most 40 letters"),
        (SHEET + SHOP + SHOP.replace("toko-a", "toko_a"), "shops.toko_a", "the name is too much like toko-a"),
        (SHEET + SHOP + "extra = {service_id = '1'}\n", "shops.toko-a.extra.service_id", "shopee knows these: shop_id"),
        (SHEET + SHOP + "[shops.toko-a.rule]\npercent = 101\n", "shops.toko-a.rule.percent", "it must be at most 100"),
        ("shops = []\n" + SHEET, "shops", "it must be a table of its own, written as [shops]"),
        (SHEET + "[guards]\nbeat = 1200\n", "guards.stale_beat", "it must be more than guards.beat"),
        ("vault_schema = 'Tokens; DROP'\n" + SHEET, "vault_schema", "cannot stand here"),
        ("vault_key_file = '.selaras/key'\n" + SHEET, "vault_key_file", "the key must not lie beside"),
        (SHEET + "[webhooks]\npublic_url = 'http://stok.example'\n", "webhooks.public_url", "begin with https://"),
        (SHEET + "[webhooks]\npublic_url = 'https://['\n", "webhooks.public_url", "it is no web address"),
        (SHEET + "[webhooks]\nport = 70000\n", "webhooks.port", "it must be at most 65535"),
        ("seller = \n", "selaras.toml", "it is not TOML: Invalid value (at line 1, column 10)"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(refusal, text: str, where: str, why: str) -> None:
    told = refusal(text)
    assert told[0] == where
    assert why in told[1]


def test_a_refusal_never_repeats_a_secret(refusal) -> None:
    for text in (
        SHEET + SHOP.replace('"s3cret"', "['s3cret']"),
        SHEET + SHOP + "base_url = 'https://u:s3cret@partner.shopeemobile.com'\n",
        "cache_url = ['s3cret']\n" + SHEET,
    ):
        assert "s3cret" not in " ".join(refusal(text))


def test_a_file_that_cannot_be_read_is_named(write) -> None:
    path = write("")
    path.write_bytes(b"seller = '\xff'")
    with pytest.raises(SettingsError, match=r"selaras\.toml: not_utf8"):
        load_settings(path)


@pytest.mark.parametrize(
    ("kind", "key", "url", "sandbox", "why"),
    [
        ("shopee", "base_url", "https://partner.shopeemobile.com", False, None),
        ("shopee", "base_url", "https://partner.shopeemobile.com:443/", False, None),
        ("shopee", "auth_url", "https://open.shopee.com/auth", False, None),
        ("tiktok", "base_url", "https://open-api.tiktokglobalshop.com", False, None),
        ("shopee", "base_url", "https://openplatform.sandbox.test-stable.shopee.sg", False, None),
        ("shopee", "base_url", "https://openplatform.sandbox.test-stable.shopee.sg", True, None),
        ("shopee", "base_url", "http://127.0.0.1:9001", True, None),
        ("shopee", "base_url", "http://localhost:9001/toko", True, None),
        ("tiktok", "base_url", "http://[::1]:9001", True, None),
        ("shopee", "base_url", "http://127.0.0.1:9001", False, "needs sandbox = true"),
        ("shopee", "base_url", "http://localhost", False, "needs sandbox = true"),
        (
            "shopee",
            "base_url",
            "https://partner.shopeemobile.com",
            True,
            "not an address of this marketplace",
        ),
        ("shopee", "base_url", "", True, "it must be named, or the real shop would be changed"),
        (
            "shopee",
            "base_url",
            "http://partner.shopeemobile.com",
            False,
            "not an address of this marketplace",
        ),
        ("shopee", "base_url", "https://partner.shopeemobile.com:8443", False, "not an address"),
        ("shopee", "base_url", "https://open-api.tiktokglobalshop.com", False, "not an address"),
        ("shopee", "base_url", "https://partner.shopeemobile.com.evil.example", False, "not an address"),
        ("shopee", "base_url", "https://partner.shopeemobile.com@evil.example", False, "must have no user"),
        ("shopee", "base_url", "https://127.0.0.1.evil.example", True, "not an address"),
        (
            "shopee",
            "base_url",
            "https://evil.example/?x=partner.shopeemobile.com",
            False,
            "no user, question mark",
        ),
        ("shopee", "base_url", "partner.shopeemobile.com", False, "it is no web address"),
        ("shopee", "base_url", "https://partner.shopeemobile.com:port", False, "it is no web address"),
        ("shopee", "auth_url", "https://evil.example/auth", False, "not an address"),
        ("tiktok", "extra.consent_url", "https://evil.example/open", False, "not an address"),
        ("tiktok", "extra.consent_url", "https://services.us.tiktokshop.com/open/authorize", False, None),
    ],
)
def test_the_table_of_addresses(
    load, refusal, kind: str, key: str, url: str, sandbox: bool, why: str | None
) -> None:
    base = LOCAL if sandbox and key != "base_url" else ""
    text = f"sandbox = {str(sandbox).lower()}\n{SHEET}{SHOP.replace('shopee', kind)}{base}{key} = '{url}'\n"
    if why is None:
        load(text)
    else:
        where, words = refusal(text)
        assert where == f"shops.toko-a.{key}"
        assert why in words


@pytest.mark.parametrize(
    ("url", "sandbox", "why"),
    [
        ("http://127.0.0.1:9000", True, None),
        ("http://127.0.0.1:9000", False, "needs sandbox = true"),
        ("https://sheets.googleapis.com", True, "only an address of this machine"),
        ("https://sheets.googleapis.com", False, "only an address of this machine"),
    ],
)
def test_only_a_sandbox_has_a_sheet_of_this_machine(
    load, refusal, url: str, sandbox: bool, why: str | None
) -> None:
    text = f"sandbox = {str(sandbox).lower()}\n{SHEET}url = '{url}'\n"
    if why is None:
        assert load(text).sheet.url == url
    else:
        where, words = refusal(text)
        assert where == "sheet.url"
        assert why in words


# The files that we ship


def test_each_marketplace_has_its_addresses_and_its_example() -> None:
    assert set(kinds()) == set(KINDS)
    shipped = {path.stem for path in (Path(data.__file__).parents[1] / "config" / "shops").glob("*.toml")}
    assert shipped == set(kinds())


def example(name: str) -> str:
    return (Path(data.__file__).parents[1] / "config" / name).read_text(encoding="utf-8")


def uncommented(text: str) -> str:
    """The example with every default that it only mentions switched on."""
    return re.sub(r"(?m)^# (\[[a-z]+\]|[a-z_]+ = )", r"\1", text)


def test_the_example_is_true_and_what_it_calls_default_is(load) -> None:
    text = example("selaras.example.toml").replace("REPLACE-ME", "1AbC")
    settings = load(text)
    assert settings.sheet.spreadsheet_id == "1AbC"
    told: dict[str, Any] = tomllib.loads(uncommented(text))
    webhooks = told.pop("webhooks")
    assert webhooks.keys() == {"port", "public_url"}
    load(uncommented(text))
    assert {"language", "timezone", "interval_seconds", "data_dir", "vault_key_file", "guards"} <= told.keys()
    assert load(text) == load(uncommented(text)).model_copy(update={"webhooks": None})


@pytest.mark.parametrize("kind", kinds())
def test_each_shop_example_is_true(load, kind: str) -> None:
    text = example(f"shops/{kind}.toml")
    for version in (text, uncommented(text)):
        settings = load(SHEET + version)
        (name,) = settings.shops
        assert settings.shops[name].kind == kind
        assert f"SELARAS_{name.upper().replace('-', '_')}_APP_SECRET" in text
