"""Work that may die, done in a fork of this process; and how to make it die at a chosen step.

A fork costs a few milliseconds where a new Python with its imports costs half a second.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Say = Callable[[str], object]


def fork(work: Callable[[Say], object]) -> tuple[int, list[str]]:
    """Call ``work`` in a fork.

    Args:
        work: gets a function that says one line to this process.

    Returns:
        Its exit status (0 if it ended well, -9 if it was killed), and the lines that it said.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Threads of the test runner only wait, and do not harm the fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        status = 1
        try:
            work(lambda line: os.write(writing, line.replace("\n", " ").encode() + b"\n"))
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, encoding="utf-8") as lines:
        said = lines.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


@contextmanager
def at_step(number: int, act: Callable[[], object], *files: str) -> Iterator[None]:
    """Call ``act`` before the n-th call of a C function, if there is one.

    Every system call is made by such a function; what Python does in between leaves no trace.

    Args:
        number: n, from 0.
        act: what to do there; it may raise.
        files: parts of file names; only calls made in these files count.
    """
    left = number

    def profile(frame, event, _argument) -> None:
        nonlocal left
        if event == "c_call" and any(name in frame.f_code.co_filename for name in files):
            left -= 1
            if left == -1:
                act()

    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)


def kill() -> None:
    """End this process without a chance to tidy up."""
    os.kill(os.getpid(), signal.SIGKILL)


def mount_small_disk(folder: Path, size: int) -> bool:
    """Mount a disk of a few pages on a folder, for this process alone.

    Needs Linux, and a process with one thread: a fork. The disk goes when the process ends.

    Returns:
        False where the system does not allow it.
    """
    if sys.platform != "linux":
        return False
    new_user, new_mounts = 0x10000000, 0x00020000  # CLONE_NEWUSER, CLONE_NEWNS
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None)
    if libc.unshare(new_user | new_mounts):
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    except OSError:
        return False
    options = f"size={size}".encode()
    return libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, options) == 0
