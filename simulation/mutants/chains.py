"""The scenes in which mutants are hunted that only show where several things happen in their order, soon one after the
other (`focus.Step`); each says what its chain leads to."""

from __future__ import annotations

from ..focus import Focus, Step

# A world with one SKU where nothing else happens: `people.note` changes nothing that the engine looks at.
ALONE = Focus(("people.note",), interval=5.0, slow=1.0, skus=1, day=0.0, busy=300.0, rounds=3, often=40.0)
SOLD = ALONE._replace(moves=("buyer.buy", "buyer.pay"))

# An entry is consumed, and another comes in its place, often an equal one.
TWO_ENTRIES = ALONE._replace(
    chains=((Step("people.entry"), Step("people.entry", 30.0)),), busy=200.0, rounds=2, often=60.0
)

# Of everything nothing is left, and goods come in. Before the batch that shows them rows are sorted, and one loses its
# SKU: the batch writes into that, and the SKU is typed back.
STRAY_ROWS = ALONE._replace(
    chains=(
        (
            Step("people.to_zero"),
            Step("people.entry", 50.0),
            Step("people.sort", 24.0),
            Step("people.unname", 0.5),
            Step("people.retype", 40.0),
        ),
    ),
    numbers="match",
    slow=4.0,
    skus=3,
    busy=400.0,
    often=60.0,
)

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

# Goods leave in the instant in which their row is copied: one of two copies is swapped, and that one goes.
COPIED_SWAPS = SOLD._replace(
    chains=((Step("buyer.ship"), Step("people.duplicate", 12.0), Step("people.drop_copy", 30.0)),),
    numbers="match",
    slow=4.0,
    busy=400.0,
    often=60.0,
)

# A row that was put back has no tick yet; while the engine fills that in, people take the ticks of some rows away.
TICKS = ALONE._replace(
    chains=(
        (
            Step("people.delete"),
            Step("people.undelete", 4.0),
            Step("people.active", 14.0),
            Step("people.active", 0.5),
            Step("people.active", 0.5),
        ),
    ),
    slow=4.0,
    skus=4,
    rounds=2,
    often=80.0,
)

# An entry is corrected while the batch that clears it is on its way, and the answer to that is lost.
LANDED_CORRECTIONS = ALONE._replace(
    chains=((Step("people.entry"), Step("people.correct", 14.0), Step("fault.sheet", 0.5)),),
    slow=4.0,
    rounds=2,
    often=80.0,
)

# Of goods that have left a shop tells after they were counted; in between the cache may be lost.
TOLD_LATE = (
    Step("buyer.buy"),
    Step("buyer.pay", 1.0),
    Step("shop.lag", 20.0),
    Step("shop.lag", 0.5),
    Step("shop.lag", 0.5),
    Step("buyer.ship", 1.0),
    Step("people.count", 1.0),
)
LOST_LAGGING = ALONE._replace(chains=((*TOLD_LATE, Step("cache.lost", 15.0)),), slow=2.1, rounds=4)
# Turns are short, so that a count is read within the seconds by which clocks may differ.
SKEWED = ALONE._replace(
    chains=(
        (
            Step("buyer.buy"),
            Step("buyer.pay", 1.0),
            Step("shop.lag", 10.0),
            Step("shop.lag", 0.3),
            Step("shop.lag", 0.3),
            Step("buyer.ship", 1.0),
            Step("people.count", 0.3),
        ),
    ),
    interval=1.0,
    slow=0.5,
    rounds=2,
)

# Goods left, and while the batch that shows it is on its way somebody types what is no count.
FASTER = SOLD._replace(
    chains=((Step("buyer.ship"), Step("people.junk", 12.0)),), numbers="match", slow=4.0, often=80.0
)

# The answer to a push is lost, nobody can read what the listing shows, and it should show yet another number.
UNSEEN = ALONE._replace(
    chains=((Step("fault.unseen"), Step("people.count", 1.0), Step("people.count", 25.0)),),
)

# A count is asked about, and somebody knows the answer; before it is typed, a shop tells of goods that left before.
ANSWERED_LATE = ALONE._replace(
    chains=(
        (
            Step("buyer.buy"),
            Step("buyer.buy", 0.5),
            Step("buyer.pay", 0.5),
            Step("buyer.pay", 0.5),
            Step("fault.untold", 10.0),
            Step("buyer.ship", 0.5),
            Step("buyer.ship", 0.5),
            Step("people.entry", 0.5),
            Step("people.count", 0.5),
            Step("people.work_out", 14.0),
            Step("people.answer", 20.0),
        ),
    ),
    often=25.0,
)

# A batch that books an entry is given up, and lands while the sheet is taken over anew.
LANDED_LATE = ALONE._replace(
    chains=((Step("people.entry"), Step("fault.landing", 12.0)),),
    numbers="match",
    slow=4.0,
    rounds=2,
    often=80.0,
)
