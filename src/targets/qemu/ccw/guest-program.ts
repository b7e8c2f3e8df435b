/**
 * The guest that drives a channel-I/O device for us.
 *
 * Channel instructions exist only on a CPU, so qtest cannot issue them. But qtest can write guest memory
 * while the machine runs: we load a program of some forty instructions as the machine's kernel, put a
 * request into its mailbox, and it executes SSCH, MSCH or the hypercall and writes an answer. It needs no
 * debugger, it is several times faster than stepping one, and the machine really runs: stopping and starting
 * it for each step would call the device's run-state hooks, which a driver's accesses do not.
 *
 * The image is reloaded at each system reset, and with it comes a first request, to enable the subchannel.
 */

/** Guest addresses. Below 0x4000 is the image, so a system reset puts it back to what is written here. */
export const GUEST = {
  mailbox: 0x1000,
  operationRequestBlock: 0x1080,
  subchannelInformation: 0x10c0,
  /** One channel command word, and right after it the bytes that it moves. */
  commandWord: 0x1100,
  data: 0x1108,
  dataBytes: 0x100,
  program: 0x2000,
  imageBytes: 0x4000,
  /** Queue memory; we keep it zero, so that a kick finds no buffers. */
  rings: 0x10_0000,
  ringBytes: 0x1_0000,
} as const;

/** Offsets in the mailbox. The guest works on a request when its number differs from the answer's. */
export const MAILBOX = {
  request: 0x00,
  answer: 0x04,
  /** 1 when the guest no longer looks by itself and wants an interrupt. */
  asleep: 0x08,
  operation: 0x0c,
  subchannel: 0x10,
  argument: 0x14,
  /** The condition code, or the hypercall's result. */
  result: 0x1c,
  /** How many interrupts woke the guest. */
  woken: 0x24,
  interruptionResponse: 0x40,
  bytes: 0x80,
} as const;

/** What the guest can be asked for; the numbers are those in the program below. */
export const GUEST_OPERATION = { start: 1, modify: 2, notify: 3 } as const;

/** The only device's subchannel: the word that channel instructions take in register 1. */
export const SUBCHANNEL = 0x0001_0000;

/** The bit that enables a subchannel, in byte 5 of its information block: the argument of `modify`. */
export const ENABLED = 0x80;

/** An instruction, or the label of the one that follows; a branch has its target's label. */
type Line = string | readonly [code: string, comment: string] | readonly [code: string, to: string, 'branch'];

const label = (name: string): Line => name;
const instruction = (code: string, comment: string): Line => [code, comment];
/** A relative branch: its two bytes of opcode, and where it goes. */
const branch = (code: string, to: string): Line => [code, to, 'branch'];

/** Register 12 holds the mailbox's address. Big-endian machine code, as it lies in memory. */
const PROGRAM: readonly Line[] = [
  instruction('a7c91000', 'lghi  12,0x1000'),
  label('idle'),
  instruction('a7a97fff', 'lghi  10,32767'),
  // About a fifth of a millisecond of looking at the mailbox; whoever sends many requests never waits longer.
  label('look'),
  instruction('5810c000', 'l     1,0(12)         request'),
  instruction('5910c004', 'c     1,4(12)         answer'),
  branch('a774', 'work'), // jne
  branch('a7a6', 'look'), // brct 10
  instruction('a7280001', 'lhi   2,1'),
  instruction('5020c008', 'st    2,8(12)         asleep'),
  instruction('07f0', 'bcr   15,0            the flag before the last look'),
  instruction('5810c000', 'l     1,0(12)'),
  instruction('5910c004', 'c     1,4(12)'),
  branch('a774', 'awake'),
  instruction('b2b2cf00', 'lpswe 0xf00(12)       wait'),
  label('awake'),
  instruction('a7280000', 'lhi   2,0'),
  instruction('5020c008', 'st    2,8(12)'),
  branch('a7f4', 'idle'),

  label('work'),
  instruction('5810c010', 'l     1,16(12)        subchannel'),
  instruction('5850c00c', 'l     5,12(12)        operation'),
  instruction('a75e0001', 'chi   5,1'),
  branch('a784', 'start'), // je
  instruction('a75e0002', 'chi   5,2'),
  branch('a784', 'modify'),
  // Hypercall 3 of DIAGNOSE 0x500: subchannel, queue, cookie.
  instruction('b9160021', 'llgfr 2,1'),
  instruction('a7190003', 'lghi  1,3'),
  instruction('e330c0140016', 'llgf  3,20(12)        argument'),
  instruction('a7490000', 'lghi  4,0'),
  instruction('83240500', 'diag  2,4,0x500'),
  branch('a7f4', 'answer'),

  label('start'),
  instruction('b233c080', 'ssch  0x80(12)'),
  instruction('b2220020', 'ipm   2'),
  instruction('8820001c', 'srl   2,28'),
  instruction('a72e0000', 'chi   2,0'),
  branch('a774', 'answer'),
  label('test'),
  instruction('b235c040', 'tsch  0x40(12)'),
  branch('a744', 'test'), // condition code 1: no status pending yet
  branch('a7f4', 'answer'),

  label('modify'),
  instruction('b234c0c0', 'stsch 0xc0(12)'),
  instruction('947fc0c5', 'ni    0xc5(12),0x7f'),
  instruction('d600c0c5c017', 'oc    0xc5(1,12),0x17(12)'),
  instruction('9601c0db', 'oi    0xdb(12),1      concurrent sense'),
  instruction('b232c0c0', 'msch  0xc0(12)'),
  instruction('b2220020', 'ipm   2'),
  instruction('8820001c', 'srl   2,28'),

  label('answer'),
  instruction('5020c01c', 'st    2,28(12)        result'),
  instruction('07f0', 'bcr   15,0            the result before the answer'),
  instruction('5810c000', 'l     1,0(12)'),
  instruction('5010c004', 'st    1,4(12)'),
  branch('a7f4', 'idle'),

  // The restart interruption wakes the guest: it goes on where it was, with the wait bit off. It cannot be
  // masked, and a second one in here would lose the way back: the count says when the next may come.
  label('restart'),
  instruction('eb01c024006a', 'asi   0x24(12),1'),
  instruction('94fd0121', 'ni    0x121,0xfd'),
  instruction('b2b20120', 'lpswe 0x120'),
];

/** PSW masks: 64-bit addressing; and for the wait, with external interruptions on, so that it may end. */
const MODE_64 = 0x0000_0001_8000_0000n;
const WAIT = 0x0102_0000_0000_0000n;
/** Where the CPU finds PSWs in low memory, and where the program finds its own. */
const IPL_PSW = 0;
const RESTART_NEW_PSW = 0x1a0;
const PROGRAM_NEW_PSW = 0x1d0;
const WAIT_PSW = GUEST.mailbox + 0xf00;
/** An address without code: a program interruption ends there, in a wait that QEMU reports as a panic. */
const NOWHERE = 0xdeadn;

const lengthOf = (line: Line): number =>
  typeof line === 'string' ? 0 : line[2] === 'branch' ? 4 : line[0].length / 2;

/** Where each label lies. */
function labelsOf(program: readonly Line[], start: number): ReadonlyMap<string, number> {
  const labels = new Map<string, number>();
  let address = start;
  for (const line of program) {
    if (typeof line === 'string') labels.set(line, address);
    address += lengthOf(line);
  }
  return labels;
}

/** The machine code, with its branches resolved. */
function assemble(program: readonly Line[], start: number): string {
  const labels = labelsOf(program, start);
  let address = start;
  let code = '';
  for (const line of program) {
    if (typeof line !== 'string') {
      const halfwords = line[2] === 'branch' ? ((labels.get(line[1]) ?? start) - address) / 2 : 0;
      const offset = line[2] === 'branch' ? (halfwords & 0xffff).toString(16).padStart(4, '0') : '';
      code += line[0] + offset;
    }
    address += lengthOf(line);
  }
  return code;
}

/** The bytes to load at address 0. */
export function guestImage(): Uint8Array {
  const image = new Uint8Array(GUEST.imageBytes);
  const view = new DataView(image.buffer);
  const labels = labelsOf(PROGRAM, GUEST.program);
  const addressOf = (name: string): bigint => BigInt(labels.get(name) ?? GUEST.program);
  const psw = (at: number, mask: bigint, address: bigint) => {
    view.setBigUint64(at, mask);
    view.setBigUint64(at + 8, address);
  };
  // QEMU takes the entry from the short form of the first PSW: the low word of its only doubleword.
  view.setUint32(IPL_PSW, 0x0008_0000);
  view.setUint32(IPL_PSW + 4, 0x8000_0000 + GUEST.program);
  psw(RESTART_NEW_PSW, MODE_64, addressOf('restart'));
  psw(PROGRAM_NEW_PSW, MODE_64 | 0x0002_0000_0000_0000n, NOWHERE);
  psw(WAIT_PSW, MODE_64 | WAIT, addressOf('awake'));
  image.set(Buffer.from(assemble(PROGRAM, GUEST.program), 'hex'), GUEST.program);

  view.setUint32(GUEST.mailbox + MAILBOX.request, 1);
  view.setUint32(GUEST.mailbox + MAILBOX.operation, GUEST_OPERATION.modify);
  view.setUint32(GUEST.mailbox + MAILBOX.subchannel, SUBCHANNEL);
  view.setUint32(GUEST.mailbox + MAILBOX.argument, ENABLED);
  // The request block never changes: a format-1 program at a fixed place, any path.
  view.setUint16(GUEST.operationRequestBlock + 4, 0x0080);
  view.setUint8(GUEST.operationRequestBlock + 6, 0xff);
  view.setUint32(GUEST.operationRequestBlock + 8, GUEST.commandWord);
  return image;
}
