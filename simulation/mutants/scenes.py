"""The scenes in which mutants are hunted: for each kind of bug the moves that can show it."""

from __future__ import annotations

from ..focus import Focus

GOODS = ("people.count", "people.adjust", "people.entry", "people.correct", "buyer.ship", "people.decide")

COUNTS = Focus(GOODS)
CORRECTIONS = Focus(("people.correct", "people.entry"), interval=5.0, slow=4.0, day=0.3)
PARTS = Focus(("people.count", "buyer."), skus=3, slow=5.0)
LATE = Focus(("shop.lag", "fault.shop", "people.count", "buyer."))
JUNK = Focus(("people.junk",), slow=1.0, day=0.3)
JUNK_SHIPPED = Focus(("people.junk", "buyer."), slow=4.0, day=0.5, skus=3)
FORMULAS = Focus(("people.formula", "people.junk", "people.count", "buyer.ship"))
SORTS = Focus(("people.sort", "people.count", "people.entry", "buyer.ship"), interval=5.0)
SWAPPED = SORTS._replace(numbers="match")
PLAIN = SORTS._replace(numbers="never")
INSERTED = PLAIN._replace(
    moves=("people.insert", "people.move", "people.count", "people.entry", "buyer.ship")
)
FASTER = SWAPPED._replace(moves=("people.junk", "people.formula", "people.entry", "buyer.ship"))
COPIES = Focus(("people.duplicate", "people.drop_copy", "people.entry", "buyer."), interval=5.0, slow=4.0)
ROWS = Focus(("people.delete", "people.undelete", "people.move", "people.insert"))
COLUMNS = Focus(("people.column", "people.header"), slow=0.5, interval=15.0)
NEW_ROWS = Focus(("people.insert", "people.note", "people.decide", "people.delete", "people.link"))
TICKS = Focus(("people.active", "people.insert", "people.undelete", "people.delete"))
ORDERS = Focus(("buyer.",))
TORN = Focus(("buyer.", "shop.", "fault.shop"))
LINKS = Focus(("people.link", "people.relink", "people.approve", "buyer."), skus=3, slow=1.0)
NUMBERS = Focus(("people.buffer", "people.active", "people.sending", "people.count", "buyer."))
STAMPEDE = Focus(("people.to_zero", "people.count", "buyer."), skus=7)
DRIFT = Focus(("rival.", "seller.", "buyer.", "shop.pages", "fault.shop"), interval=5.0)
TUG = Focus(("rival.", "seller."), skus=3, busy=400.0, rounds=1, slow=1.0, day=0.2)
LOSSES = Focus(("cache.lost", "people.adjust", "buyer."), slow=4.0, day=0.7, rounds=4, busy=60.0)
LOST_ENTRIES = CORRECTIONS._replace(
    moves=("people.correct", "people.entry", "cache.lost"), rounds=4, busy=60.0
)
LOST_PARTS = PARTS._replace(moves=("people.count", "buyer.", "cache.lost"), rounds=4, busy=60.0)
LOST_LATE = LATE._replace(moves=("shop.lag", "cache.lost", "people.count", "buyer."))
LOST_ORDERS = Focus(("cache.lost", "fault.crash", "buyer."))
ANSWERS = Focus(("fault.sheet", "people.count", "people.entry", "buyer.ship"), interval=5.0)
ENGINES = Focus(("engine.second", "engine.take_back", "fault.sheet", *GOODS), interval=5.0)
SLEEP = Focus(("engine.", "people.count", "buyer."), interval=5.0)
CRASHES = Focus(("fault.crash", "people.count", "people.entry", "buyer."))
TOKENS = Focus(("token.", "fault.crash", "buyer."))
WEBHOOKS = Focus(("shop.hooks", "buyer."))
DRESSED = Focus(("people.dress", "people.count", "people.entry", "buyer.ship"), numbers="match")
STRAYS = INSERTED._replace(
    moves=("people.insert", "people.move", "people.delete", "people.undelete", "buyer.")
)
CLOCKS = Focus(("clock.skew", "people.count", "buyer."), skus=3)
ENTRIES = SWAPPED._replace(moves=("people.sort", "people.entry"), slow=4.0, day=0.2)
TORN_ORDERS = Focus(("shop.pages", "buyer."), interval=60.0, busy=400.0, rounds=1, skus=3, slow=1.0)
NEGATIVE = Focus(("people.adjust", "buyer."), slow=3.0, skus=3)
COUNTED_COPIES = Focus(("people.duplicate", "people.count_copy", "buyer."), interval=5.0, slow=1.0)
JUNK_ASKED = Focus(("people.junk", "people.adjust", "buyer."), slow=3.0, day=0.5, skus=3, busy=200.0)
STALE = Focus(("shop.lag", "buyer."), skus=3, slow=1.0, interval=5.0)
