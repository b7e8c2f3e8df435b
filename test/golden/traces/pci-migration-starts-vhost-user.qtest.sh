#!/bin/sh
# Not a reproduction: this trace cannot be played over qtest.
printf '%s\n' 'QEMU cannot play this device here (qemu-7.2, pci legacy, blk/vhost-user, adversary, little-endian guest, offers no SEG_MAX); playable are net, blk, plain, with the back end none' >&2
exit 2
