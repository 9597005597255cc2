"""How much memory a process and its descendants hold."""

from __future__ import annotations

from contextlib import suppress


def tree_memory(pid: int) -> int:
    """Bytes that the process ``pid`` and all its descendants hold for themselves; 0 where it has ended.

    Memory that processes share (a browser's program text, say) counts for none of them where the system tells it
    apart, which Linux does; elsewhere it counts for each.
    """
    import psutil

    total = 0
    with suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.Error):
                info = process.memory_info()
                total += info.rss - getattr(info, "shared", 0)
    return total
