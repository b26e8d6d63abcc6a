"""Listings: whole scans, torn pages, named numbers."""

from __future__ import annotations

import pytest
from conformance_world import NAME, Playground, World

from engine.errors import ShopError
from engine.model.ids import ListingKey


class ListingsContract(Playground):
    """What reading listings must do."""

    def test_a_scan_shows_every_variant_page_by_page(self, world: World) -> None:
        for number in range(11):
            world.product(f"A{number}")
        for number in range(4):
            world.product(f"B{number}-S", f"B{number}-M", stock=number)
        cursor, pages, found = "", 0, {}
        while True:
            page = world.connector.read_listings(cursor)
            assert page.complete
            assert page.read_at == world.clock.now()
            pages += 1
            found.update({one.key: one for one in page.listings})
            cursor = page.next_cursor
            if not cursor:
                break
        assert pages == 2
        books = {ListingKey(NAME, row["id"]): (row["sku"], row["stock"]) for row in world.shop.listings()}
        assert {key: (one.sku, one.stock) for key, one in found.items()} == books
        variant = next(one for one in found.values() if one.sku == "B3-M")
        assert (variant.name, variant.variant, variant.price) == ("Kaos B3-S", "Ukuran 1", 50_000)
        assert variant.active
        assert variant.own_stock
        assert variant.product == variant.key.listing.partition(":")[0]

    def test_an_empty_shop_is_read_whole(self, world: World) -> None:
        page = world.connector.read_listings()
        assert (page.listings, page.next_cursor, page.complete) == ((), "", True)

    def test_a_page_with_missing_rows_is_not_complete(self, world: World) -> None:
        for number in range(13):
            world.product(f"A{number}")
        world.shop.faults.short_page(path=self.listing_path)
        first = world.connector.read_listings()
        assert not first.complete
        assert first.next_cursor
        world.shop.faults.short_page(path=self.listing_path)
        assert not world.connector.read_listings(first.next_cursor).complete

    def test_a_page_that_repeats_a_row_shows_it_once(self, world: World) -> None:
        for number in range(13):
            world.product(f"A{number}")
        first = world.connector.read_listings()
        world.shop.faults.duplicate_page(path=self.listing_path)
        second = world.connector.read_listings(first.next_cursor)
        keys = [one.key for one in second.listings]
        assert len(keys) == len(set(keys)) == 4

    def test_a_product_whose_details_fail_leaves_the_page_incomplete(self, world: World) -> None:
        world.product("A-S", "A-M")
        world.product("B")
        world.shop.faults.error(500, times=3, path=self.detail_path)
        page = world.connector.read_listings()
        assert not page.complete
        assert [one.sku for one in page.listings] == ["B"]

    def test_half_an_answer_is_an_error_and_no_empty_shop(self, world: World) -> None:
        world.product("A")
        world.shop.faults.truncated(path=self.listing_path)
        with pytest.raises(ShopError):
            world.connector.read_listings()

    def test_stock_is_read_for_named_listings_and_unknown_ones_are_absent(self, world: World) -> None:
        one, two = world.product("A", stock=4), world.product("B-S", "B-M", stock=7)
        gone = ListingKey(NAME, "123456789:987654321")
        keys = [world.key(one), world.key(two, 1), gone]
        assert world.connector.read_stock(keys) == {world.key(one): 4, world.key(two, 1): 7}
        assert world.connector.read_stock([gone, ListingKey(NAME, "odd")]) == {}
        assert world.connector.read_stock([]) == {}
