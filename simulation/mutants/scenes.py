"""The scenes in which mutants are hunted: for each kind of bug the moves that can show it."""

from __future__ import annotations

from ..focus import Focus

GOODS = ("people.count", "people.adjust", "people.entry", "people.correct", "buyer.ship", "people.decide")

COUNTS = Focus(GOODS)
JUNK = Focus(("people.junk", "people.count", "buyer.ship", "people.entry"))
FORMULAS = Focus(("people.formula", "people.junk", "people.count", "buyer.ship"))
SORTS = Focus(("people.sort", "people.count", "people.entry", "buyer.ship"), interval=5.0)
SWAPPED = SORTS._replace(numbers="match")
PLAIN = SORTS._replace(numbers="never")
COPIES = Focus(
    ("people.duplicate", "people.drop_copy", "people.count", "people.entry", "buyer."), interval=5.0
)
ROWS = Focus(
    ("people.delete", "people.undelete", "people.move", "people.insert", "people.header", "people.column")
)
ORDERS = Focus(("buyer.",))
TORN = Focus(("buyer.", "shop.", "fault.shop"))
LINKS = Focus(("people.link", "people.relink", "people.approve", "buyer."))
NUMBERS = Focus(("people.buffer", "people.active", "people.sending", "people.count", "buyer."))
STAMPEDE = Focus(("people.to_zero", "people.count", "buyer."), skus=7)
DRIFT = Focus(("rival.", "seller.", "buyer.", "shop.pages", "fault.shop"))
LOSSES = Focus(("cache.", "fault.crash", "fault.sheet", *GOODS))
LOST_ORDERS = Focus(("cache.", "fault.crash", "buyer."))
ANSWERS = Focus(("fault.sheet", "people.count", "people.entry", "buyer.ship"), interval=5.0)
ENGINES = Focus(("engine.", "fault.sheet", *GOODS), interval=5.0)
SLEEP = Focus(("engine.freeze", "engine.second", "engine.take_back", "people.count", "buyer."), interval=5.0)
CRASHES = Focus(("fault.crash", "people.count", "people.entry", "buyer."))
TOKENS = Focus(("token.", "fault.crash", "buyer."))
WEBHOOKS = Focus(("shop.hooks", "buyer."))
