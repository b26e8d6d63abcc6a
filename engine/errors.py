"""Every way in which Selaras says no, each with a stable code.

SelarasError
├── UsageError            the command was given wrongly                               exit 2
│   ├── SettingsError     a settings file or value cannot be used
│   ├── UnknownShop       the settings name no such shop
│   ├── UnknownSku        the cache knows no such SKU
│   ├── NoConsentPage     this shop is connected by keys, not by a consent page
│   ├── NoConsent         no consent came in time
│   ├── NoCode            what was pasted carries no code
│   └── ForeignConsent    what was pasted does not answer the consent that was asked for last
├── SheetError            Google or the spreadsheet                                   exit 1
│   ├── SheetUnavailable  no answer, 5xx, quota: nothing was changed
│   ├── SheetRefused      no access, no such spreadsheet, a request Google refuses
│   ├── SheetUnknown      the answer of a write was lost: it may still land
│   ├── EpochLost         another engine holds the sheet
│   └── LayoutBroken      a column that is needed cannot be found
│       ├── TabMissing    a tab that is needed cannot be found
│       ├── TabTwice      two tabs claim to be the same one
│       ├── NewerLayout   a newer version prepared the sheet
│       └── NotLaidOut    the sheet was never prepared
├── ShopError             one marketplace, one call                                   exit 1
│   ├── AuthExpired       the shop has to be connected again
│   ├── RateLimited       too many calls; `retry_after` seconds
│   ├── NotFound          listing or order unknown to the shop
│   ├── Rejected          the shop refuses this value
│   ├── Unavailable       no answer, 5xx: nothing was changed
│   ├── UnknownOutcome    the answer of a write was lost
│   └── BadReply          an answer that cannot be understood
└── StoreError            the cache, or the vault                                     exit 1
    ├── LeaseLost         another worker runs this seller
    ├── StoreBroken       the cache file cannot be used
    └── VaultUnavailable  the vault does not answer

The sentences for the seller live in `templates/` under the code; `detail` is for the operator and never
carries a secret or a buyer's datum.
"""

from __future__ import annotations


class SelarasError(Exception):
    """A refusal with a stable `code`, values for its sentence (`params`) and a cause for the operator."""

    code = "E000"
    exit_code = 1

    def __init__(self, detail: str = "", **params: str | int) -> None:
        super().__init__(detail)
        self.detail = detail
        self.params: dict[str, str | int] = params

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class UsageError(SelarasError):
    """The command was given wrongly."""

    code = "U100"
    exit_code = 2


class SettingsError(UsageError):
    """A settings file or value cannot be used; params: `where`, `why`."""

    code = "U110"


class UnknownShop(UsageError):
    """The settings name no such shop; params: `shop`, `known`."""

    code = "U120"


class UnknownSku(UsageError):
    """The cache knows no such SKU; params: `name`, `closest`."""

    code = "U130"


class NoConsentPage(UsageError):
    """This shop is connected by keys in the settings; params: `shop`."""

    code = "U140"


class NoConsent(UsageError):
    """Nobody agreed within the time that `connect` waits; params: `shop`."""

    code = "U150"


class NoCode(UsageError):
    """What was given as `--code` carries no code."""

    code = "U160"


class ForeignConsent(UsageError):
    """The `state` of a pasted address is not the one that `connect` gave out last; params: `shop`."""

    code = "U170"


class SheetError(SelarasError):
    """Google or the spreadsheet."""

    code = "G200"


class SheetUnavailable(SheetError):
    """No answer, a server error or a quota: nothing was changed."""

    code = "G210"


class SheetRefused(SheetError):
    """No access, no such spreadsheet, or a request that Google refuses."""

    code = "G220"


class SheetUnknown(SheetError):
    """The answer of a write was lost; it may still land until a new epoch is taken."""

    code = "G230"


class EpochLost(SheetError):
    """Another engine holds the sheet; params: `holder`."""

    code = "G240"


class LayoutBroken(SheetError):
    """A column that is needed cannot be found; params: `tab`, `column`, both by their English names."""

    code = "G250"


class TabMissing(LayoutBroken):
    """A tab that is needed cannot be found; params: `tab`."""

    code = "G251"


class TabTwice(LayoutBroken):
    """Two tabs claim to be the same one, so neither is believed; params: `tab`."""

    code = "G252"


class NewerLayout(LayoutBroken):
    """A newer version of Selaras prepared the sheet; an older one would spoil it."""

    code = "G253"


class NotLaidOut(LayoutBroken):
    """The spreadsheet has none of the engine's tabs yet."""

    code = "G260"


class ShopError(SelarasError):
    """One marketplace call that failed; params always carry `shop`."""

    code = "S300"


class AuthExpired(ShopError):
    """The shop has to be connected again by a person."""

    code = "S310"


class RateLimited(ShopError):
    """Too many calls; `retry_after` is in seconds, 0 where the shop does not say."""

    code = "S320"

    def __init__(self, detail: str = "", *, retry_after: float = 0.0, **params: str | int) -> None:
        super().__init__(detail, **params)
        self.retry_after = retry_after


class NotFound(ShopError):
    """The shop does not know this listing or order."""

    code = "S330"


class Rejected(ShopError):
    """The shop refuses this value; nothing was changed."""

    code = "S340"


class Unavailable(ShopError):
    """No answer or a server error to something that changes nothing or was not applied."""

    code = "S350"


class TokensUnavailable(Unavailable):
    """The vault does not answer, or another process holds this shop's tokens: the shop was not asked."""

    code = "S351"


class UnknownOutcome(ShopError):
    """The answer of a write was lost: it must be read back before it is repeated."""

    code = "S360"


class BadReply(ShopError):
    """An answer that cannot be understood."""

    code = "S370"


class StoreError(SelarasError):
    """The cache, or the vault."""

    code = "C400"


class LeaseLost(StoreError):
    """Another worker runs this seller; params: `holder`."""

    code = "C410"


class StoreBroken(StoreError):
    """The cache file cannot be used."""

    code = "C420"


class VaultUnavailable(StoreError):
    """The vault does not answer, or another process holds what is asked for and does not end."""

    code = "C430"
