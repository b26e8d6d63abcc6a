"""Mutants of what puts people's cells back after a column was dragged, with and without a loss."""

from __future__ import annotations

from . import scenes
from .base import Mutant, mutant

DESK = "engine/sheets/desk.py"
MENDING = "engine/sheets/mending.py"

DRAGGED: tuple[Mutant, ...] = (
    mutant(
        "nothing_hit_is_put_back",
        "what a batch hit under a wrong header is put back",
        MENDING,
        "        hits = [] if mended else hits_of(write, met, wrong, zone)\n",
        "        hits: list[Hit] = []\n",
        at=scenes.DRAGS,
    ),
    mutant(
        "a_copy_from_another_column_counts",
        "an intent whose own or key column was not met says nothing",
        DESK,
        "        return tuple(copy for copy in copies if copy.intent not in gone)\n\n    def _restored(\n",
        "        return copies\n\n    def _restored(\n",
        at=scenes.DRAGS,
    ),
    mutant(
        "a_lost_batch_is_not_mended",
        "a batch without an answer is mended when it is settled",
        DESK,
        "            copies = self._mended(pending.write, met, copies, pending.epoch, already=mended)\n",
        "            copies = self._mended(pending.write, met, copies, pending.epoch, already=True)\n",
        at=scenes.LOST_DRAGS,
    ),
    mutant(
        "a_lost_repair_is_forgotten",
        "where the answer of a repair is lost, the batch is settled again",
        DESK,
        "            spoilt = mender.mend(write, met, held.zone, mended=already or held.visits)\n"
        "        except SheetError as error:\n",
        "            spoilt = mender.mend(write, met, held.zone, mended=already or held.visits)\n"
        "        except SheetUnknown:\n"
        "            return ()\n"
        "        except SheetError as error:\n",
        at=scenes.LOST_DRAGS,
    ),
)
