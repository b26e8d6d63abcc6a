"""How a seller agrees in the browser: opens the consent page, and follows it back to the program that waits.

Both addresses have to be on this machine, the first at one of the world's own shops. The code that travels in the
second is nobody's business, so it stands in no answer and in no book.
"""

from __future__ import annotations

import httpx

from sandbox.guard import host_is_loopback
from sandbox.shops import Shop

from .moves import conflict, wrong

WAIT_SECONDS = 10.0


def give(shop: Shop, url: str) -> int:
    """Agree at the page; the HTTP status with which the waiting program answered."""
    if not url.startswith(shop.base_url + "/"):
        raise wrong(f"the page is not one of {shop.name}, which is at {shop.base_url}")
    try:
        with httpx.Client(trust_env=False, timeout=WAIT_SECONDS) as browser:
            page = browser.get(url)
            target = httpx.URL(page.headers.get("location", ""))
            if not page.is_redirect:
                raise conflict(f"the consent page answered {page.status_code}", "no_consent")
            if target.scheme != "http" or not host_is_loopback(target.netloc.decode("ascii")):
                raise conflict("the consent page leads off this machine", "no_consent")
            answered = browser.get(target)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise conflict(f"nobody waits for the consent: {type(error).__name__}", "no_listener") from error
    if answered.is_error:
        raise conflict(f"the waiting program refused with {answered.status_code}", "no_consent")
    return answered.status_code
