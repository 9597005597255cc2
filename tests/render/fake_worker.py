"""A stand-in for Node: speaks the worker's protocol, and does what a job's source says. Its argument is ignored."""

import json
import os
import subprocess
import sys
import time

GROWN = []


def answer(job: dict) -> dict | None:
    if job["op"] == "start":
        return {"ok": job["browser"] != "broken", "message": "no browser", "versions": {}}
    if job["op"] == "warm":
        return {"ok": True, "warming": True}
    if job["op"] == "paint":
        return {"ok": True, "png": "UE5H"}
    verb, rest = (*job["source"].split(None, 1), "")[:2]
    if verb == "die":
        print("last words", file=sys.stderr, flush=True)
        os._exit(7)
    if verb == "script":
        return {"ok": True, "svg": '<svg viewBox="0 0 9 9"><script>1</script></svg>'}
    if verb == "die-once" and not os.path.exists(rest):
        open(rest, "w").close()
        os._exit(7)
    if verb == "hang":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        time.sleep(600)
    if verb == "grow":
        GROWN.append(bytearray(int(rest)))
        for at in range(0, len(GROWN[-1]), 4096):
            GROWN[-1][at] = 1
        time.sleep(600 if len(GROWN) == 1 else 0)
    if verb == "nonsense":
        return None
    if verb == "browser":
        return {"ok": False, "kind": "browser", "message": "cannot be launched"}
    if verb == "refuse":
        return {"ok": False, "kind": "syntax", "message": "wrong", "line": 2, "column": 3}
    said = json.dumps(job.get("config")) if verb == "config" else verb + ("\ud83d" if verb == "half" else "")
    width = rest if rest.lstrip("-").isdigit() else "9"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 9"><text>{said}</text></svg>'
    return {"ok": True, "svg": svg, "type": "fake", "model": None, "pid": os.getpid(), "tmp": os.environ["TMPDIR"]}


for line in sys.stdin:
    job = json.loads(line)
    reply = answer(job)
    print("nonsense" if reply is None else json.dumps({"id": job["id"], **reply}), flush=True)
