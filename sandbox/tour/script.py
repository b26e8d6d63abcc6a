"""The tour's steps in their order."""

from __future__ import annotations

from . import enduring, first_day, guarding, selling, typing_people
from .frame import Step
from .stage import Stage

STEPS: tuple[Step[Stage], ...] = (
    Step(1, "Pemeriksaan awal", "the check finds what is planted", first_day.finds_planted_faults),
    Step(2, "Menunggu Kirim stok", "nothing is sent before the tick", first_day.waits_for_the_tick),
    Step(3, "Satu angka di semua toko", "an edit reaches every storefront", first_day.one_number_everywhere),
    Step(4, "Pesanan memotong toko lain", "an order lowers the others", selling.order_lowers_the_others),
    Step(
        5, "Pesanan belum tertaut", "an unlinked order waits, then counts once", selling.unlinked_order_waits
    ),
    Step(6, "10, 2, bukan 12", "a cancelled order gives back no more than there is", selling.ten_two_ten),
    Step(7, "Isian +/-", "an entry counts once", typing_people.entry_counts_once),
    Step(8, "Baris diurutkan", "rows sorted during a write", typing_people.rows_sorted_during_a_write),
    Step(9, "Isian saat mesin menulis", "an edit during a write survives", typing_people.edit_during_a_write),
    Step(
        10,
        "Isian yang bukan angka",
        "junk changes nothing and is answered",
        typing_people.junk_changes_nothing,
    ),
    Step(11, "Serempak menjadi nol", "a stampede is held until released", guarding.stampede_held),
    Step(12, "Tarik-menarik", "a fight is named and frozen", guarding.rival_frozen),
    Step(13, "Izin habis", "an expired token stops nothing", enduring.token_expires),
    Step(14, "Mesin dimatikan paksa", "killed and restarted", enduring.killed_and_restarted),
    Step(15, "Catatan lokal hilang", "a deleted cache is rebuilt", enduring.cache_deleted),
    Step(16, "Mesin kedua", "a second engine stands by", enduring.second_engine_stands_by),
    Step(17, "Tenang bila tenang", "quiet when quiet", enduring.quiet_when_quiet),
)
