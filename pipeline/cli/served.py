"""``atlas render`` where a preview of the project is running: the preview does it, whose page and worker are warm.

To import the command line takes longer than what is asked for then; so this comes before it, and imports next to nothing.
Whatever goes wrong, the command does the work itself: nothing of a run that broke off is lost, and nothing of it is in
the way.
"""

from __future__ import annotations

import os
import sys

from pipeline.preview.meeting import is_private, meeting_point, packed

# A preview that is alive answers at once; one that was stopped (Ctrl-Z) must not hold up others.
_ACCEPT_SECONDS = 5.0


def served(words: list[str]) -> int | None:
    """The exit code of ``atlas render`` with ``words``, all said and done; None where no preview does it."""
    try:
        cwd = os.getcwd()
    except OSError:
        return None
    place = _preview_of(cwd)
    if place is None:
        return None
    try:
        answer = _ask(place, packed(cwd, words))
    except KeyboardInterrupt:
        from pipeline.cli.ending import INTERRUPTED, KEPT

        print(KEPT, file=sys.stderr)
        return INTERRUPTED
    return None if answer is None else _tell(answer)


def _preview_of(folder: str) -> str | None:
    """The socket of the nearest project upwards of which a preview runs. Whether it is the right one, that one knows."""
    while True:
        place = meeting_point(folder)
        if place is None:
            return None
        if os.path.exists(place):
            return place if is_private(os.path.dirname(place)) else None
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None


def _ask(place: str, request: bytes) -> dict[str, object] | None:
    """What a preview reports of a request: ``text``, ``summary``, ``clean``. None where it does not do it."""
    import socket

    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_ACCEPT_SECONDS)
            line.connect(place)
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)

            # While the preview is at work.
            import json

            from pipeline.cli.ending import interrupt_on_term
            from pipeline.report.progress import Progress

            interrupt_on_term()
            with line.makefile("rb") as answers, Progress(sys.stderr, "rendered") as progress:
                if "accepted" not in json.loads(answers.readline()):
                    return None
                # From here on the preview's own limit of time for each diagram holds.
                line.settimeout(None)
                for answer in map(json.loads, answers):
                    if "progress" not in answer:
                        return answer if "summary" in answer else None
                    progress.update(*answer["progress"])
    except (OSError, ValueError, TypeError):
        pass
    return None


def _tell(answer: dict[str, object]) -> int:
    from pipeline.cli.ending import CLEAN, FAILED

    try:
        if answer["text"]:
            print(answer["text"], flush=True)
        print(answer["summary"], file=sys.stderr, flush=True)
    except BrokenPipeError:
        # Whoever read it wants no more. Python would try once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return CLEAN if answer["clean"] else FAILED
