"""Child processes that end when this one does, however it does.

Decides nothing of what the child is.
"""

# Runs in place of the child for a moment, then becomes it under the same pid: Linux kills the child
# when this Python dies, however it dies. (A preexec_fn would run Python between fork and exec,
# which can deadlock beside threads.) Without prctl, only stop() and kill() end the broker.
DIE_WITH_PARENT = """
import ctypes, os, signal, sys
parent, *command = sys.argv[1:]
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        sys.exit("the parent died first")
os.execv(command[0], command)
"""
