"""Workers, their seats and the pool, with a stand-in for Node that hangs, dies, grows and talks nonsense on demand."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from pipeline.config import load_settings
from pipeline.errors import WorkerError
from pipeline.model import Model
from pipeline.project import Project
from pipeline.render.artifact import FailureKind
from pipeline.render.cache import Cache
from pipeline.render.draw import Drawn, Studio, draw
from pipeline.render.engines.protocol import Prepared
from pipeline.render.fonts import FontStack
from pipeline.render.job import Job
from pipeline.render.pool import JOBS_PER_WORKER, Pool, Seat
from pipeline.render.worker import Worker, WorkerDied, WorkerOutgrown, WorkerSpec, WorkerTimeout
from pipeline.spec.model import Diagram, SourceText

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go: it has to be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def spec(tmp_path: Path, temporary: Path) -> WorkerSpec:
    """Starts the stand-in."""
    node = tmp_path / "node"
    node.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("fake_worker.py")}"\n')
    node.chmod(node.stat().st_mode | stat.S_IXUSR)
    return WorkerSpec(node, tmp_path, tmp_path, Path("browser"), (), {}, tmp_path / "fonts.css")


@pytest.fixture
def place(spec: WorkerSpec) -> Iterator[Seat]:
    """A seat at the stand-in."""
    made = Seat(lambda: spec)
    yield made
    made.close()


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """The packaged theme, no fonts, no PNG, a cache that answers."""
    (tmp_path / "atlas.toml").write_text("")
    theme = Project(load_settings(tmp_path), lambda line: None).theme
    return Studio(theme, FontStack(()), Cache(tmp_path / "cache"), "hot", 5.0, None)


def _job(source: str, name: str = "x") -> Job:
    diagram = Diagram(name, name, "mermaid", SourceText(source, name, first_line=10, indent=2), name, raw=True)
    return Job(diagram, Prepared(source, {}), f"{name} {source}".encode().hex())


def _ask(worker: Worker, source: str, timeout: float = 5.0) -> dict[str, object]:
    return worker.ask({"op": "draw", "source": source}, timeout)


# --- worker -------------------------------------------------------------------------------------------------------------


def test_a_worker_answers_and_leaves_nothing(spec: WorkerSpec, temporary: Path) -> None:
    """Its temporary files lie in a folder of its own, which goes with it."""
    worker = Worker(spec)
    worker.start()
    answer = _ask(worker, "hello")
    assert answer["ok"]
    assert Path(str(answer["tmp"])).parent == temporary
    assert answer["pid"] == worker.pid
    worker.close()
    worker.close()
    assert not psutil.pid_exists(worker.pid)
    assert list(temporary.iterdir()) == []


def test_a_worker_that_hangs_is_ended_with_all_it_started(spec: WorkerSpec, temporary: Path) -> None:
    """At the limit, a child in a session of its own included."""
    worker = Worker(spec)
    worker.start()
    tree: list[psutil.Process] = []
    watch = threading.Timer(0.6, lambda: tree.extend(psutil.Process(worker.pid).children(recursive=True)))
    watch.start()
    started = time.monotonic()
    with pytest.raises(WorkerTimeout, match="longer than 1 s"):
        _ask(worker, "hang", 1.0)
    assert time.monotonic() - started < 3
    assert tree
    assert psutil.wait_procs(tree, timeout=2)[1] == []
    assert list(temporary.iterdir()) == []


def test_a_worker_that_dies_says_its_last_words(spec: WorkerSpec, temporary: Path) -> None:
    """What it wrote to stderr is in the message."""
    worker = Worker(spec)
    worker.start()
    with pytest.raises(WorkerDied, match="last words"):
        _ask(worker, "die")
    with pytest.raises(WorkerDied):
        _ask(worker, "hello")
    assert list(temporary.iterdir()) == []


def test_nonsense_is_as_good_as_death(spec: WorkerSpec) -> None:
    """What is no answer cannot be believed the next time either."""
    worker = Worker(spec)
    worker.start()
    with pytest.raises(WorkerDied):
        _ask(worker, "nonsense")


def test_half_of_a_pair_is_read_as_a_question_mark(spec: WorkerSpec) -> None:
    """An engine may cut a label in the middle of an emoji."""
    worker = Worker(spec)
    worker.start()
    assert "<text>half?</text>" in str(_ask(worker, "half")["svg"])
    worker.close()


def test_a_configuration_is_said_once_for_each_engine(place: Seat) -> None:
    """And again where it is another one, and to a new worker."""

    def told(engine: str, size: int) -> str:
        job = {"op": "draw", "source": "config", "engine": engine, "config": {"size": size}}
        return str(place.worker().ask(job, 5.0)["svg"]).split("<text>")[1].split("</text>")[0]

    assert told("mermaid", 1) == '{"size": 1}'
    assert told("graphviz", 2) == '{"size": 2}'
    assert told("mermaid", 1) == told("graphviz", 2) == "null"
    assert told("mermaid", 3) == '{"size": 3}'
    assert told("mermaid", 1) == '{"size": 1}'
    assert told("mermaid", True) == '{"size": true}', "Python takes them for equal"
    assert told("mermaid", 3) == '{"size": 3}'
    place.discard()
    assert told("mermaid", 3) == '{"size": 3}'


def test_a_worker_that_grows_is_ended(spec: WorkerSpec) -> None:
    """While the job is going on, long before its time is over."""
    worker = Worker(replace(spec, memory_max=100_000_000))
    worker.start()
    started = time.monotonic()
    with pytest.raises(WorkerOutgrown, match="more than 100 MB"):
        _ask(worker, f"grow {300_000_000}", 30.0)
    assert time.monotonic() - started < 10


def test_a_worker_that_does_not_come_up(spec: WorkerSpec, temporary: Path) -> None:
    """It says why; nothing is left."""
    worker = Worker(replace(spec, browser=Path("broken")))
    with pytest.raises(WorkerDied, match="did not start: no browser"):
        worker.start()
    assert list(temporary.iterdir()) == []


def test_a_program_that_is_not_there(spec: WorkerSpec, temporary: Path) -> None:
    """A fault of the toolchain, not of a diagram."""
    with pytest.raises(WorkerError.__base__, match="cannot start"):  # type: ignore[arg-type]
        Worker(replace(spec, node=Path("/nonexistent/node")))
    assert list(temporary.iterdir()) == []


# --- seat and pool ------------------------------------------------------------------------------------------------------


def test_a_seat_keeps_its_worker_and_replaces_a_broken_one(place: Seat) -> None:
    """Until it is discarded, or has served long enough."""
    first = place.worker()
    assert place.worker() is first
    place.discard()
    second = place.worker()
    assert second is not first
    place._served = JOBS_PER_WORKER
    assert place.worker() is not second


def test_a_swollen_worker_is_replaced(spec: WorkerSpec) -> None:
    """The next job is not blamed for what an earlier one left in memory."""
    place = Seat(lambda: replace(spec, memory_max=200_000_000))
    first = place.worker()
    first._held = 150_000_000
    assert place.worker() is not first
    place.close()


def test_a_closed_seat_gives_no_worker(place: Seat) -> None:
    """Not even to a thread that is just asking for one."""
    place.worker()
    place.close()
    with pytest.raises(WorkerError):
        place.worker()


def test_a_worker_that_was_started_early_is_the_one(place: Seat) -> None:
    """Nobody starts another one."""
    place.start("mermaid").join()
    started = place._worker
    assert started is not None
    assert place.worker() is started


def test_an_early_start_that_fails_is_told_to_who_asks(spec: WorkerSpec) -> None:
    """And to nobody before."""
    place = Seat(lambda: replace(spec, browser=Path("broken")))
    place.start().join()
    with pytest.raises(WorkerDied, match="no browser"):
        place.worker()


def test_a_place_that_closes_while_a_worker_starts_keeps_none(place: Seat, temporary: Path) -> None:
    """Neither its process nor its files."""
    starter = place.start()
    place.close()
    starter.join()
    assert place._worker is None
    assert list(temporary.iterdir()) == []


def _seats(count: int, spec: WorkerSpec) -> list[Seat]:
    return [Seat(lambda: spec) for _ in range(count)]


def _double(task: int, seat: Seat) -> int:
    with seat.turn:
        return 2 * int(str(_ask(seat.worker(), f"x {task}")["svg"]).split()[4])


def test_a_pool_does_every_task_once(spec: WorkerSpec, temporary: Path) -> None:
    """On as many workers as it has seats; in the end they are gone."""
    pool = Pool(_seats(3, spec), _double)
    assert sorted(pool.run(range(1, 21))) == [2 * task for task in range(1, 21)]
    assert list(temporary.iterdir()) == []


def test_work_begins_before_the_last_task_is_there_and_the_heaviest_goes_first(spec: WorkerSpec) -> None:
    """Later tasks may depend on the results of the first ones."""
    order: list[int] = []
    begun, all_there = threading.Event(), threading.Event()

    def note(task: int, seat: Seat) -> int:
        order.append(task)
        begun.set()
        assert all_there.wait(10)
        time.sleep(0.05)
        return task

    def tasks() -> Iterator[int]:
        yield 1
        assert begun.wait(10)
        yield from (2, 9, 3, 7)
        all_there.set()

    assert sorted(Pool(_seats(1, spec), note).run(tasks(), weight=float)) == [1, 2, 3, 7, 9]
    assert (order[0], order[-1]) == (1, 3)


def test_tasks_are_not_made_far_ahead_of_the_work(spec: WorkerSpec) -> None:
    """A corpus of any size is read as it is drawn."""
    made = done = most = 0

    def tasks() -> Iterator[int]:
        nonlocal made, most
        for task in range(1_000):
            made += 1
            most = max(most, made - done)
            yield task

    for _ in Pool(_seats(2, spec), lambda task, seat: task).run(tasks()):
        done += 1
    assert (made, done) == (1_000, 1_000)
    assert most <= 201


def test_an_exception_ends_the_pool(spec: WorkerSpec, temporary: Path) -> None:
    """It reaches who asked, and no worker is left."""

    def fail(task: int, seat: Seat) -> int:
        with seat.turn:
            _ask(seat.worker(), "x")
        raise WorkerError("broken machine")

    with pytest.raises(WorkerError, match="broken machine"):
        list(Pool(_seats(2, spec), fail).run(range(4)))
    assert list(temporary.iterdir()) == []


def test_who_stops_listening_ends_the_pool(spec: WorkerSpec, temporary: Path) -> None:
    """As an interrupt does: at once, in the middle of jobs and of workers' starts."""

    def hang(task: int, seat: Seat) -> int:
        if task:
            with seat.turn:
                _ask(seat.worker(), "hang", 60.0)
        return task

    results = Pool(_seats(2, spec), hang).run(range(3))
    assert next(results) == 0
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < 2
    deadline = time.monotonic() + 3
    while list(temporary.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(temporary.iterdir()) == []
    assert [child for child in psutil.Process().children() if "fake_worker" in " ".join(child.cmdline())] == []


# --- draw ---------------------------------------------------------------------------------------------------------------


def test_a_job_is_drawn_once(place: Seat, studio: Studio) -> None:
    """The second time the cache answers; another scale needs another PNG."""
    painted = replace(studio, scale=2.0)
    drawn = draw(_job("hello"), place, painted)
    assert drawn.drawing is not None
    assert (drawn.png, drawn.drawing.model) == (b"PNG", Model("fake"))
    nobody = Seat(lambda: pytest.fail("a worker was asked for"))
    assert draw(_job("hello"), nobody, painted) == drawn
    for job, scale in ((_job("hello"), 3.0), (_job("other"), 2.0)):
        with pytest.raises(pytest.fail.Exception, match="a worker was asked for"):
            draw(job, nobody, replace(painted, scale=scale))


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("refuse", FailureKind.SYNTAX, "wrong"),
        ("hang", FailureKind.TIMEOUT, "not drawn within 1 s"),
        ("die", FailureKind.CRASH, "last words"),
        ("nonsense", FailureKind.CRASH, "ended unexpectedly"),
        ("script", FailureKind.UNSAFE, "<script>"),
        ("x -5", FailureKind.UNSAFE, "a size of"),
    ],
)
def test_a_job_that_fails(place: Seat, studio: Studio, source: str, kind: FailureKind, message: str) -> None:
    """Each way has its kind and its words, and the next job is drawn."""
    failure = draw(_job(source), place, replace(studio, timeout=1.0)).failure
    assert failure is not None
    assert (failure.kind, message in failure.message) == (kind, True), failure
    assert draw(_job("hello"), place, studio).failure is None


def test_a_place_in_the_source_becomes_one_in_the_file(place: Seat, studio: Studio) -> None:
    """Line 2, column 3 of the text is line 11, column 5 of the file; beyond the end it is the last line."""
    two = draw(_job("refuse\nmore"), place, studio).failure
    one = draw(_job("refuse"), place, studio).failure
    assert two is not None
    assert one is not None
    assert (two.location.line, two.location.column) == (11, 5)
    assert one.location.line == 10


def test_a_job_whose_worker_dies_once_is_drawn(place: Seat, studio: Studio, tmp_path: Path) -> None:
    """It may not have been the job's fault."""
    assert draw(_job(f"die-once {tmp_path / 'died'}"), place, studio).failure is None


def test_a_browser_that_does_not_start_stops_the_run(place: Seat, studio: Studio) -> None:
    """No diagram is blamed for it."""
    with pytest.raises(WorkerError, match="the browser does not start: cannot be launched"):
        draw(_job("browser"), place, studio)


def test_a_worker_that_never_starts_stops_the_run(spec: WorkerSpec, studio: Studio) -> None:
    """Nor for that."""
    place = Seat(lambda: replace(spec, browser=Path("broken")))
    with pytest.raises(WorkerError, match="did not start"):
        draw(_job("hello"), place, studio)


def test_a_fault_of_the_tool_stops_one_diagram(place: Seat, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is reported as what it is, with its place in the program."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("pipeline.render.draw.make_template", fail)
    drawn: Drawn = draw(_job("hello"), place, studio)
    assert drawn.failure is not None
    assert drawn.failure.kind is FailureKind.ENGINE
    assert "ZeroDivisionError at fail" in drawn.failure.message
    assert drawn.failure.hint == "this is a fault of the tool: report it with the diagram's source"


def test_the_machine_s_own_dot(
    studio: Studio, place: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, temporary: Path
) -> None:
    """Asked through the ``graphviz`` package's command, told to read no files, ended at the limit."""
    from pipeline.render import local_dot

    def make(script: str) -> None:
        file = tmp_path / "dot"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    make('echo "dot - graphviz version 2.43.0 (0)" >&2')
    assert local_dot.version() == "2.43.0"
    make(
        'cat >/dev/null; case "$*" in *json*) echo "{\\"objects\\": []}";; *) echo "<svg>$SERVER_NAME $GV_FILE_PATH.</svg>";; esac'
    )
    answer = local_dot.draw("digraph {}", "dot", 5.0)
    assert (answer["ok"], answer["svg"].strip()) == (True, "<svg>atlas .</svg>")
    make("cat >/dev/null; echo \"Error: <stdin>: syntax error in line 2 near '->'\" >&2; exit 1")
    refused = local_dot.draw("digraph {\n a -> -> b\n}", "dot", 5.0)
    assert (refused["kind"], refused["message"], refused["line"], refused["column"]) == (
        "syntax",
        "syntax error near '->'",
        2,
        4,
    )
    make("exec sleep 60")
    assert local_dot.draw("digraph {}", "dot", 0.5)["kind"] == "timeout"
