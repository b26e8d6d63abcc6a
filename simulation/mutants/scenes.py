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
PLAIN_SORTS = PLAIN._replace(slow=5.0, rounds=3)
PLAIN_COUNTS = Focus(
    ("people.count", "people.entry", "buyer."), numbers="never", interval=5.0, slow=5.0, skus=3
)
INSERTED = PLAIN._replace(
    moves=("people.insert", "people.move", "people.count", "people.entry", "buyer.ship")
)
HANDS = Focus(("people.adjust", "people.entry"), interval=5.0, slow=1.0, day=0.2, skus=3, busy=200.0)
COPIES = Focus(("people.duplicate", "people.drop_copy", "people.entry", "buyer."), interval=5.0, slow=4.0)
ROWS = Focus(("people.delete", "people.undelete", "people.move", "people.insert"))
COLUMNS = Focus(("people.column", "people.header"), slow=0.5, interval=15.0)
DRAGS = Focus(("people.drag",), interval=5.0, day=0.5, skus=4, busy=200.0)
LOST_DRAGS = Focus(
    ("loss.drag", "people.count", "people.entry"), interval=5.0, day=0.3, skus=4, busy=200.0, rounds=3
)
NEW_ROWS = Focus(
    ("people.remark", "people.adjust", "people.duplicate", "buyer."), interval=5.0, slow=2.0, skus=4
)
ORDERS = Focus(("buyer.",))
TORN = Focus(("buyer.", "shop.", "fault.shop"))
RELINKS = Focus(
    ("people.relink", "people.link", "buyer."), skus=3, slow=0.5, interval=5.0, day=0.3, busy=240.0
)
LINKS = Focus(("people.link", "people.relink", "people.approve", "buyer."), skus=3, slow=1.0)
NUMBERS = Focus(("people.buffer", "people.active", "people.sending", "people.count", "buyer."))
STAMPEDE = Focus(("people.to_zero", "people.count", "buyer."), skus=7)
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
SCANS = Focus(("shop.pages",), interval=5.0, slow=1.0, day=0.3, busy=200.0)
LANDING = ANSWERS._replace(slow=4.0, day=0.5)
LANDED = Focus(("fault.sheet", "people.entry", "buyer."), interval=5.0, day=0.5, skus=3)
JUNK_HANDS = Focus(
    ("people.junk", "people.count", "people.entry"), interval=5.0, slow=0.5, skus=3, day=0.5, busy=240.0
)
LOST_QUESTIONS = Focus(
    ("people.count", "people.adjust", "buyer.", "cache.lost"), skus=3, slow=5.0, day=0.3, rounds=5, busy=60.0
)
LOST_HANDS = HANDS._replace(moves=("people.adjust", "people.entry", "cache.lost"), rounds=3, busy=100.0)
LOST_COPIES = Focus(
    ("people.duplicate", "people.count_copy", "buyer.", "cache.lost"),
    interval=5.0,
    slow=1.0,
    skus=3,
    rounds=3,
    day=0.3,
)
LAGGING = Focus(("shop.lag", "people.count", "buyer."), skus=3, interval=5.0, slow=1.0)
RESTARTS = Focus(("fault.crash", "people.entry", "people.count", "buyer."), interval=5.0, slow=2.0, skus=3)
SILENT = Focus(("fault.shop", "people.count", "buyer."), interval=5.0, slow=1.0, skus=3)
SOLD_OUT = Focus(
    ("buyer.buy", "buyer.last_unit", "buyer.pay", "buyer.ship"),
    day=0.0,
    skus=3,
    rounds=1,
    busy=400.0,
    interval=60.0,
)
TEXTS = Focus(("people.link",), strangers=("=1+1", "KAOS M"))
SICK = Focus(("people.count",), interval=5.0, slow=1.0, skus=3, rounds=4, busy=20.0)
WRITTEN = Focus(("people.written",), slow=1.0, day=0.3, skus=3)
RENAMES = Focus(("people.rename", "buyer."), interval=5.0, slow=1.0, skus=3)
RENAMED_PARTS = Focus(
    ("people.rename", "people.count", "buyer.ship", "buyer.buy", "buyer.pay"), interval=5.0, slow=1.0, skus=3
)
TAKEN_BACK = Focus(
    ("people.rename", "people.count", "people.entry"), numbers="match", interval=5.0, slow=1.0, skus=3
)
OTHER_GOODS = Focus(("people.other_goods", "buyer."), interval=5.0, slow=1.0)
SHIPPED_RESTARTS = Focus(
    ("fault.crash", "buyer.buy", "buyer.pay", "buyer.ship"), day=0.0, interval=5.0, skus=3, rounds=3
)
BUFFERED_COLUMNS = Focus(
    ("people.column", "people.buffer"), slow=0.5, interval=5.0, skus=3, busy=400.0, day=0.3
)
BELOW_ZERO = Focus(
    ("people.adjust", "buyer.last_unit", "buyer.buy", "buyer.pay", "buyer.ship"),
    day=0.0,
    slow=1.0,
    skus=1,
    busy=400.0,
    interval=5.0,
)
WIRE_CANCELS = Focus(
    ("buyer.cancel", "buyer.pay", "buyer.ship", "buyer.buy"),
    day=0.0,
    interval=5.0,
    slow=1.0,
    skus=3,
    rounds=1,
)
WIRE_RETURNS = WIRE_CANCELS._replace(moves=("buyer.fail_delivery", *WIRE_CANCELS.moves[1:]))
WIRE_TOKENS = WIRE_CANCELS._replace(moves=("token.shop", "buyer.pay", "buyer.buy"))
INVENTED_HOOKS = WIRE_CANCELS._replace(moves=("shop.invented_hook", "buyer.pay", "buyer.buy"))
LODGERS = Focus(
    ("engine.lodger", "engine.freeze", "fault.crash", "people.count", "buyer."),
    interval=5.0,
    slow=1.0,
    skus=3,
)
TORN_SCANS = Focus(("shop.pages",), interval=5.0, slow=1.0, day=0.0, busy=200.0)
SLEPT_ORDERS = Focus(
    ("engine.freeze", "shop.torn_orders", "buyer.buy", "buyer.pay", "buyer.ship"),
    day=0.0,
    interval=60.0,
    busy=900.0,
    rounds=1,
    skus=3,
    slow=1.0,
)
