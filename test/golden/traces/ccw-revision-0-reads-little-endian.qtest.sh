#!/bin/sh
# Not a reproduction: this trace cannot be played over qtest.
printf '%s\n' 'channel I/O is not playable over qtest alone (qemu-7.2, ccw transitional, net, adversary, big-endian guest, offers also ACCESS_PLATFORM and no CTRL_VQ MQ): only a CPU can issue its instructions; replay the trace on QEMU instead' >&2
exit 2
