"""The scenes in which mutants are hunted that only show where several things happen in their order, soon one after the
other (`focus.Step`); each says what its chain leads to."""

from __future__ import annotations

from ..focus import Focus, Step

# A world with one SKU where nothing else happens: `people.note` changes nothing that the engine looks at.
ALONE = Focus(("people.note",), interval=5.0, slow=1.0, skus=1, day=0.0, busy=300.0, rounds=3, often=40.0)
SOLD = ALONE._replace(moves=("buyer.buy", "buyer.pay"))

# A count after junk is not read before the copy of its row is gone, and goods leave meanwhile: either may be the first.
COUNTED_ASIDE = (
    Step("people.junk"),
    Step("people.duplicate", 25.0),
    Step("people.count_copy", 15.0),
    Step("buyer.ship", 2.0),
)
JUNK_COUNTED = SOLD._replace(chains=((*COUNTED_ASIDE, Step("people.drop_copy", 25.0)),), rounds=2, often=60.0)
LOST_JUNK = SOLD._replace(
    chains=((*COUNTED_ASIDE, Step("cache.lost", 20.0), Step("people.drop_copy", 60.0)),)
)

# A person corrects the number of before an engine write, and the engine has lost its cache since.
LOST_LOOKS = ALONE._replace(
    chains=((Step("people.entry"), Step("cache.lost", 20.0), Step("people.adjust", 6.0)),)
)

# A parcel leaves that no shop tells yet, a batch is written for another reason, and the cache is lost.
LOST_PARCELS = ALONE._replace(
    chains=(
        (
            Step("shop.lag"),
            Step("shop.lag", 0.5),
            Step("shop.lag", 0.5),
            Step("buyer.buy", 4.0),
            Step("buyer.pay", 1.0),
            Step("buyer.ship", 1.0),
            Step("people.buffer", 4.0),
            Step("cache.lost", 12.0),
        ),
    )
)

# While a batch is on its way rows are counted alike, and sorted.
SWAPPED_COUNTS = ALONE._replace(
    chains=(
        (
            Step("people.entry"),
            Step("people.entry", 1.0),
            Step("people.count", 18.0),
            Step("people.count", 0.5),
            Step("people.count", 0.5),
            Step("people.sort", 0.5),
        ),
    ),
    numbers="match",
    slow=4.0,
    skus=3,
    rounds=4,
    often=80.0,
)
