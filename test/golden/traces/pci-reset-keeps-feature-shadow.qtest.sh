#!/bin/sh
# resetForgetsFeatures: After a device reset the same writes should negotiate the same set as after power-on, 0x8 {MTU}, but the set is 0x100000008 {MTU, VERSION_1}.
# Scenario: qemu-7.2, pci modern, net, adversary, little-endian guest
#
# Usage: sh THIS-FILE [qemu-system-x86_64]
# Not a reproduction by itself: the two runs end alike in all that qtest shows.
# Exit status: 2 even if all answers are as the trace says, 1 if one is not.

QEMU=${1:-qemu-system-x86_64}
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

grep -v '^#' << 'EOF' | machine "$QEMU" -M q35 -m 16 -accel tcg -S -nodefaults -display none -monitor none -serial none -device pcie-root-port,id=port0,bus=pcie.0,addr=3 -device virtio-net-pci,id=dev0,bus=port0,romfile=,disable-legacy=on,disable-modern=off,mac=52:54:00:12:34:56,host_mtu=1500,ctrl_guest_offloads=off,gso=off,mrg_rxbuf=off,status=off,ctrl_vq=off,ctrl_rx=off,ctrl_vlan=off,ctrl_rx_extra=off,guest_announce=off,ctrl_mac_addr=off,notify_on_empty=off,any_layout=off,indirect_desc=off,event_idx=off,queue_reset=off -qtest-log none -qtest stdio &
# Set-up, as firmware would do it.
outl 0xcf8 0x80001818
outl 0xcfc 0x10100
outl 0xcf8 0x8000181c
outw 0xcfc 0xc0c0
outl 0xcf8 0x80001820
outl 0xcfc 0xe000e000
outl 0xcf8 0x80001804
outw 0xcfc 0x7
outl 0xcf8 0x80010010
outl 0xcfc 0xc000
outl 0xcf8 0x80010020
outl 0xcfc 0xe0000000
outl 0xcf8 0x80010024
outl 0xcfc 0x0
outl 0xcf8 0x80010004
outw 0xcfc 0x7
# 1. write driverFeatureSelect = 1
writel 0xe0000008 0x1
# 2. write driverFeature = 0x00000001 {VERSION_1}
writel 0xe000000c 0x1
# 3. write deviceStatus = 0x00 (reset)
writeb 0xe0000014 0x0
# 4. write driverFeatureSelect = 0
writel 0xe0000008 0x0
# 5. write driverFeature = 0x00000008 {MTU}  <-- here
writel 0xe000000c 0x8
EOF
finish 21

# The other run, from power-on
echo 'The other run, from power-on'
grep -v '^#' << 'EOF' | machine "$QEMU" -M q35 -m 16 -accel tcg -S -nodefaults -display none -monitor none -serial none -device pcie-root-port,id=port0,bus=pcie.0,addr=3 -device virtio-net-pci,id=dev0,bus=port0,romfile=,disable-legacy=on,disable-modern=off,mac=52:54:00:12:34:56,host_mtu=1500,ctrl_guest_offloads=off,gso=off,mrg_rxbuf=off,status=off,ctrl_vq=off,ctrl_rx=off,ctrl_vlan=off,ctrl_rx_extra=off,guest_announce=off,ctrl_mac_addr=off,notify_on_empty=off,any_layout=off,indirect_desc=off,event_idx=off,queue_reset=off -qtest-log none -qtest stdio &
# Set-up, as firmware would do it.
outl 0xcf8 0x80001818
outl 0xcfc 0x10100
outl 0xcf8 0x8000181c
outw 0xcfc 0xc0c0
outl 0xcf8 0x80001820
outl 0xcfc 0xe000e000
outl 0xcf8 0x80001804
outw 0xcfc 0x7
outl 0xcf8 0x80010010
outl 0xcfc 0xc000
outl 0xcf8 0x80010020
outl 0xcfc 0xe0000000
outl 0xcf8 0x80010024
outl 0xcfc 0x0
outl 0xcf8 0x80010004
outw 0xcfc 0x7
# 1'. write driverFeatureSelect = 0
writel 0xe0000008 0x0
# 2'. write driverFeature = 0x00000008 {MTU}
writel 0xe000000c 0x8
EOF
finish 18

if [ "$different" -ne 0 ]; then
  echo "Not reproduced: $different of $checked answers differ."
  exit 1
fi
echo "Played: $checked answers are as the trace says."
printf '%s\n' 'Nothing shown of the claim: the two runs end alike in all that qtest shows.' >&2
exit 2
