#!/bin/sh
# modernConfigIsLittleEndian: Through the modern interface the field mtu (1500) should read dc 05, least significant byte first, but it reads 05 dc.
# Scenario: qemu-7.2, pci transitional, net, linux-5.15, big-endian guest
#
# Usage: sh THIS-FILE [qemu-system-ppc64]
# Exit status: 0 reproduced, 1 not reproduced, 2 QEMU could not play it.

QEMU=${1:-qemu-system-ppc64}
work=$(mktemp -d) || exit 2
: > "$work/replies"
clean() {
  [ ! -s "$work/pid" ] || kill -9 "$(cat "$work/pid")" 2> /dev/null
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' HUP INT TERM

nap() { sleep 0.05 2> /dev/null || sleep 1; }

# Runs QEMU: qtest commands come in, replies go to a file.
machine() {
  "$@" -pidfile "$work/pid" > "$work/replies" 2> "$work/errors"
  echo "$?" > "$work/ended"
}

# answered COUNT: waits until QEMU has answered that many commands.
answered() {
  tries=0
  while count=$(grep -c -e '^OK' -e '^FAIL' "$work/replies" 2> /dev/null); [ "${count:-0}" -lt "$1" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || [ -e "$work/ended" ] || [ ! -d "$work" ]; then return 1; fi
    nap
  done
}

# finish COUNT: ends QEMU once it has answered everything.
finish() {
  if ! answered "$1"; then
    echo "QEMU did not answer all $1 commands; it said:" >&2
    cat "$work/errors" >&2
    exit 2
  fi
  kill "$(cat "$work/pid")"
  wait
  grep -e '^OK' -e '^FAIL' "$work/replies" > "$work/answers"
  if grep '^FAIL' "$work/answers" >&2; then exit 2; fi
  rm -f "$work/pid" "$work/ended"
  : > "$work/replies"
}

checked=0
different=0

# check REPLY EXPECTED MASK LABEL: compares an answer with what the trace says.
check() {
  got=$(sed -n "${1}s/^OK //p" "$work/answers")
  checked=$((checked + 1))
  verdict=same
  if [ $((${got:-0} & $3)) -ne $(($2)) ]; then
    verdict=DIFFERENT
    different=$((different + 1))
  fi
  printf "%s\n    trace: %s   QEMU: 0x%0$((${#2} - 2))x   %s\n" "$4" "$2" "$((${got:-0}))" "$verdict"
}

grep -v '^#' << 'EOF' | machine "$QEMU" -M pseries -m 256 -accel tcg -S -nodefaults -display none -monitor none -serial none -device virtio-net-pci,id=dev0,addr=4,romfile=,disable-legacy=off,disable-modern=off,mac=52:54:00:12:34:56,host_mtu=1500,ctrl_guest_offloads=off,gso=off,mrg_rxbuf=off,status=off,ctrl_vq=off,ctrl_rx=off,ctrl_vlan=off,ctrl_rx_extra=off,guest_announce=off,ctrl_mac_addr=off,notify_on_empty=off,any_layout=off,indirect_desc=off,event_idx=off,queue_reset=off -qtest-log none -qtest stdio &
# Set-up, as firmware would do it.
memset 0x0 0x100000 0x0
writel 0x800000 0x2010
writel 0x800004 0x8000000
writel 0x800008 0x20000000
writel 0x80000c 0x4
writel 0x800010 0x1000
rtas ibm,write-pci-config 5 0x800000 1 0x800100
readl 0x800100
writel 0x800000 0x2020
writel 0x800004 0x8000000
writel 0x800008 0x20000000
writel 0x80000c 0x4
writel 0x800010 0x80000000
rtas ibm,write-pci-config 5 0x800000 1 0x800100
readl 0x800100
writel 0x800000 0x2024
writel 0x800004 0x8000000
writel 0x800008 0x20000000
writel 0x80000c 0x4
writel 0x800010 0x0
rtas ibm,write-pci-config 5 0x800000 1 0x800100
readl 0x800100
writel 0x800000 0x2004
writel 0x800004 0x8000000
writel 0x800008 0x20000000
writel 0x80000c 0x2
writel 0x800010 0x7
rtas ibm,write-pci-config 5 0x800000 1 0x800100
readl 0x800100
# 1. write deviceStatus = 0x01 (ACKNOWLEDGE)
writeb 0x200080000014 0x1
# 2. write deviceStatus = 0x03 (ACKNOWLEDGE DRIVER)
writeb 0x200080000014 0x3
# 3. write deviceFeatureSelect = 1
writel 0x200080000000 0x1000000
# 4. read deviceFeature
readl 0x200080000004
# 5. read config+10 (mtu), 2 bytes  <-- here
readw 0x20008000200a
EOF
finish 34
check 33 0x01000000 -1 '4. read deviceFeature: deviceFeature reads 0x00000001 {VERSION_1}'
check 34 0x05dc -1 '5. read config+10 (mtu), 2 bytes  <-- here: config+10 (mtu) reads 05 dc'

if [ "$different" -ne 0 ]; then
  echo "Not reproduced: $different of $checked answers differ."
  exit 1
fi
if [ "$checked" -eq 0 ]; then
  echo "Nothing shown: no answer in this run is compared with anything." >&2
  exit 2
fi
echo "Reproduced: all $checked answers are as the trace says."
