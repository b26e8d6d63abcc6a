"""People who look at what is asked, know the answer, and type it some time later, whatever has happened meanwhile.

| when somebody looks                                                        | the answer is        |
|----------------------------------------------------------------------------|----------------------|
| the engine has seen all that happened to the SKU                           | what lies there      |
| it was counted, that count was read, and nothing happened to it since      | what was counted     |
| anything else                                                              | left out             |

The second is no less true where a shop has not told yet what left before: that was counted without.
"""

from __future__ import annotations

from engine.model.questions import Question

from ..answers import choose, honest, open_questions
from ..dice import pick
from ..scene import Scene
from .base import Dice, Excluded, Move


def work_out(scene: Scene, dice: Dice) -> str:
    """Look at a question about a number, and keep the answer in mind."""
    questions = [
        one
        for one in open_questions(scene)
        if one.kind in ("count", "late") and one.id not in scene.in_mind and _shown(scene, one)
    ]
    if not questions:
        raise Excluded("nothing is asked")
    question = pick(dice[0], questions)
    code = _true_now(scene, question)
    scene.in_mind[question.id] = (question, code)
    return f"{question.id} {code}"


def _shown(scene: Scene, question: Question) -> bool:
    return any(cells.get("id") == question.id for cells in scene.layer.paper.rows("conflicts"))


def _true_now(scene: Scene, question: Question) -> str:
    """The code of the choice that is true as long as nothing more is asked about."""
    books = scene.books
    sku = books.goods.known.get(question.subject, "")
    if not sku or sku in books.fed or scene.main.cycle is None:
        raise Excluded("more happened since")
    if not scene.unread(sku):
        code = honest(scene, question)
        if code is None:
            raise Excluded("not to be answered yet")
        return code
    counted = scene.counted.get(sku, 0.0)
    since = counted == books.touched[sku] == scene.edited[sku]
    if not since or not counted < min(scene.completed, question.opened_at):
        raise Excluded("more happened since")
    code = f"value:{books.shelf[sku] - scene.main.cycle.book.skus[question.subject].on_hand}"
    if code not in [choice.code for choice in question.choices]:
        raise Excluded("not to be answered yet")
    return code


def answer(scene: Scene, dice: Dice) -> str:
    """Type an answer that was worked out before, as it was."""
    if not scene.in_mind:
        raise Excluded("nothing was worked out")
    question, code = scene.in_mind.pop(pick(dice[0], sorted(scene.in_mind)))
    if not choose(scene, question, code):
        raise Excluded("its row is gone")
    return f"{question.id} {code}"


# Never in a general story.
MOVES: dict[str, Move] = {"people.work_out": Move(0, work_out), "people.answer": Move(0, answer)}
