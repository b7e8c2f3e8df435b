#!/bin/sh
# Not a reproduction: this trace cannot be played over qtest.
printf '%s\n' 'channel I/O is not playable on QEMU yet (qemu-7.2, ccw transitional, net, adversary, big-endian guest): its registers cannot be reached through qtest; use the transport pci or mmio' >&2
exit 2
