"""The long runs under fire: 1,000 messages, 50 kills, with the real clocks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.doubles.happenings import Happening, Kind
from tests.doubles.postgres import Postgres, programs
from tests.faults.harness import Outcome, Plan, besiege
from tests.faults.stages import Way


def plans(*ways: Way, shared: Way | None = None) -> list[Plan]:
    """One bot on SQLite for each of the ways, and three on PostgreSQL (by default in the first way)."""
    single = [Plan(events=1000, kills=50, way=way, drops=10, channels=100, patience=300) for way in ways]
    three = Plan(1000, 50, shared or ways[0], replicas=3, database_kills=5, drops=10, channels=100, patience=300)
    return [*single, three]


def tell_sieges(plans: Sequence[Plan]) -> None:
    """A table, and what befell them."""
    print("| bots | events | kill -9 | database kills | other faults | acknowledged | lost after | answered twice |")
    print("|---|---|---|---|---|---|---|---|")
    for plan in plans:
        name = f"{plan.way}, " + ("one, SQLite" if plan.replicas == 1 else "three, PostgreSQL")
        if plan.replicas > 1 and not programs():
            print(f"| {name} | not run: no PostgreSQL at hand | | | | | | |")
        else:
            _tell(name, _besieged(plan))


def _besieged(plan: Plan) -> Outcome:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        database, postgres = f"sqlite:///{folder}/errcode.db", None
        if plan.replicas > 1:
            postgres = Postgres(programs()[0])
            stack.callback(postgres.stop)
            database = postgres.start().new_database()
        return besiege(plan, database, Path(folder), postgres)


def _tell(name: str, outcome: Outcome) -> None:
    verdict, faults = outcome.verdict, sum(outcome.troubles.values())
    print(
        f"| {name} | {verdict.asked} | {outcome.kills} | {outcome.database_kills} | {faults} | {verdict.acked} "
        f"| {len(verdict.lost)} | {len(verdict.doubled)} |"
    )
    told = ", ".join(f"{count} {name}" for name, count in outcome.troubles.most_common())
    print(
        f"\n{outcome.seconds:.0f} s; repeated and marked {verdict.repeated}, posted to a sender who couldn't know {outcome.cut}; "
        f"misplaced {len(verdict.misplaced)}, unasked {len(verdict.unasked)}, "
        f"given up {outcome.dead}, sent after it was recorded {len(outcome.sent_after_recorded)}, never acknowledged {verdict.never_acked}; faults: {told}\n"
    )
    for line in (*verdict.lost, *verdict.doubled, *verdict.misplaced, *verdict.unasked):
        print("\n- ".join([f"\n{line}", *_about(line.split(" ")[0], outcome.history)]))
    print(flush=True)


def _about(name: str, history: Sequence[Happening]) -> list[str]:
    """What happened to the message "channel:number" and its answers, and when bots were killed meanwhile."""
    channel, _, message = name.rpartition(":")
    own = [line for line in history if line.channel == channel]
    found = [line for line in own if message in (line.message, line.thread.rpartition(":")[2])]
    posts = {line.message for line in found}
    cut = [line for line in own if line.kind is Kind.CUT and line.message in posts]
    killed = [line for line in history if line.kind is Kind.KILLED and found[0].at <= line.at <= found[-1].at + 1]
    return [str(line)[:160] for line in sorted({*found, *cut, *killed}, key=lambda line: line.at)]
