"""The commands of every day: `plan`, `sync`, `run`, `status`."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from ..errors import SelarasError
from .say import Voice, moment
from .seller import JsonOption, opened, started

if TYPE_CHECKING:
    from ..cycle import Event, Report
    from ..model.book import Book, Verdict
    from ..wiring import Assembly


def register(app: typer.Typer) -> None:
    """Add the commands of every day."""
    app.command()(plan)
    app.command()(sync)
    app.command()(run)
    app.command()(status)


def plan(context: typer.Context, as_json: JsonOption = False) -> None:
    """Every change that the next cycle would make, and why; changes nothing, also beside a running service."""
    with opened(context, looking=True) as assembly:
        voice = Voice(assembly.texts, as_json)
        with voice.busy("..."):
            verdict = assembly.cycle.preview()
        voice.document(plan_document(verdict))
        show_plan(voice, verdict)


def plan_document(verdict: Verdict) -> dict[str, Any]:
    """`plan --json`."""
    book = verdict.plan.book
    return {
        "changes": [
            {
                "shop": push.key.shop,
                "id": push.key.listing,
                "sku": book.skus[push.sku].shown,
                "from": push.before,
                "to": push.units,
                "why": push.why.removeprefix("why."),
            }
            for push in verdict.allowed
        ],
        "held": [{"shop": one.shop, "reason": one.reason, "digest": one.digest} for one in verdict.held],
    }


def show_plan(voice: Voice, verdict: Verdict) -> None:
    """The plan as a table for people."""
    rows = [
        (
            push.key.shop,
            verdict.plan.book.skus[push.sku].shown,
            push.before,
            push.units,
            voice.texts.say(push.why),
        )
        for push in verdict.allowed
    ]
    if rows:
        voice.table(voice.texts.say("cli.plan"), voice.headings("shop", "sku", "from", "to", "why"), rows)
    for one in verdict.held:
        voice.line(f"{one.shop}: {voice.texts.say(one.reason, {'count': len(one.pushes)})} ({one.digest})")
    if not rows and not verdict.held:
        voice.say("cli.no_changes")


def sync(context: typer.Context, as_json: JsonOption = False) -> None:
    """One cycle: read both sides, decide, push, write the sheet."""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        cycle = started(assembly, voice)
        with voice.busy("..."):
            report = cycle.once()
        voice.document(sync_document(report))
        show_plan(voice, report.verdict)
        for shop, why in sorted(report.unreadable.items()):
            voice.line(voice.texts.say(f"error.{why.code}", {"shop": shop}) + f" [{why.code}]")
        if report.unreadable:
            raise typer.Exit(1)


def sync_document(report: Report) -> dict[str, Any]:
    """`sync --json`: the plan, what each shop answered, and which could not be read."""
    results = [
        {"shop": r.key.shop, "id": r.key.listing, "units": r.units, "outcome": r.outcome, "code": r.code}
        for one in report.delivered.values()
        for r in one.results
    ]
    unreadable = [{"shop": shop, "code": why.code} for shop, why in sorted(report.unreadable.items())]
    return {
        **plan_document(report.verdict),
        "results": results,
        "unreadable": unreadable,
        "wrote": report.wrote,
    }


def run(
    context: typer.Context,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Take the sheet from another engine.")
    ] = False,
    events: Annotated[Path | None, typer.Option("--events", help="Append events as JSON lines here.")] = None,
) -> None:
    """The service: cycles until it is stopped by SIGINT or SIGTERM."""
    from ..runner import Runner
    from ..wiring import webhooks_for

    with opened(context) as assembly:
        voice = Voice(assembly.texts)
        sink = events.open("a", encoding="utf-8") if events is not None else None
        try:
            if sink is not None:
                assembly.cycle.emit = _writer(sink)
            runner = Runner(
                assembly.cycle,
                assembly.settings.interval_seconds,
                tell=lambda report: _tell(voice, report),
                complain=_complainer(voice),
                take_over=take_over,
            )
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, lambda *_: runner.stop.set())
            with webhooks_for(assembly, runner.wake):
                shops = ", ".join(assembly.settings.shops)
                voice.say("cli.running", {"seller": assembly.settings.seller, "shops": shops})
                runner.run()
            voice.say("cli.stopped")
        finally:
            if sink is not None:
                sink.close()


def _writer(sink: TextIO) -> Any:
    def emit(event: Event) -> None:
        sink.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
        sink.flush()

    return emit


def _tell(voice: Voice, report: Report) -> None:
    for one in report.delivered.values():
        for result in one.results:
            outcome = voice.texts.say(f"outcome.{result.outcome}")
            voice.line(
                f"{result.key.shop} {result.key.listing} → {result.units} {outcome} {result.code}".rstrip()
            )


def _complainer(voice: Voice) -> Any:
    last = ""

    def complain(error: SelarasError) -> None:
        nonlocal last
        if str(error) != last:
            voice.complain(error)
            sys.stderr.flush()
        last = str(error)

    return complain


def status(context: typer.Context, as_json: JsonOption = False) -> None:
    """Each shop's state and the questions that wait for a person, from the cache."""
    with opened(context) as assembly:
        voice = Voice(assembly.texts, as_json)
        book = assembly.store.load()
        document = status_document(assembly, book)
        voice.document(document)
        show_status(voice, document, assembly.settings.timezone)


def show_status(voice: Voice, document: dict[str, Any], timezone: str) -> None:
    """Each shop as a row, and the open questions with their answers below."""
    say = voice.texts.say
    rows = [
        (
            shop["shop"],
            voice.yes_or_no(shop["sending"]),
            say(f"error.{shop['problem']}", {"shop": shop["shop"]}) if shop["problem"] else "",
            shop["token_days"],
            moment(shop["horizon"], timezone) if shop["horizon"] else say("cli.never"),
        )
        for shop in document["shops"]
    ]
    columns = voice.headings("shop", "sending", "problem", "token_days", "read_until")
    voice.table(say("cli.status"), columns, rows)
    for question in document["questions"]:
        answers = " / ".join(choice["text"] for choice in question["choices"])
        voice.line(f"{question['id']} {question['text']} [{answers}]")
    if document["questions"]:
        voice.say("cli.questions", {"count": len(document["questions"])})


def status_document(assembly: Assembly, book: Book) -> dict[str, Any]:
    """`status --json`."""
    texts = assembly.texts
    shops = []
    for name in assembly.settings.shops:
        shop = book.shops.get(name)
        shops.append(
            {
                "shop": name,
                "kind": assembly.settings.shops[name].kind,
                "sending": bool(shop and shop.sending),
                "problem": shop.problem if shop else "",
                "token_days": shop.days_left if shop else None,
                "horizon": shop.horizon if shop else 0,
            }
        )
    questions = [
        {
            "id": q.id,
            "kind": q.kind,
            "subject": q.subject.replace("\x1f", " "),
            "text": texts.question(q).event,
            "choices": [{"code": c.code, "text": texts.choice(c)} for c in q.choices],
        }
        for q in sorted(book.questions.values(), key=lambda one: one.opened_at)
        if q.open
    ]
    return {"shops": shops, "questions": questions}
