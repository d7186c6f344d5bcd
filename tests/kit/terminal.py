"""Drives a program on a real pseudo-terminal: `terminal.py COLUMNS ROWS SCRIPT PROGRAM WORD…`.

SCRIPT is JSON, `[[expected, sent], …]`: each text is sent once what is expected has appeared since the last one was sent.
Writes JSON with the screen and the exit code. Bounded by 120 seconds.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

columns, rows, script = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
child, terminal = pty.fork()
if child == 0:
    time.sleep(0.2)
    os.execvp(sys.argv[4], sys.argv[4:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
screen, answered, end = b"", 0, time.time() + 120
while time.time() < end:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        screen += chunk
    if script and script[0][0].encode() in screen[answered:]:
        answered = len(screen)
        os.write(terminal, script.pop(0)[1].encode())
else:
    os.kill(child, 9)
_, status = os.waitpid(child, 0)
json.dump({"screen": screen.decode(errors="replace"), "code": os.waitstatus_to_exitcode(status), "left": len(script)}, sys.stdout)
