/**
 * A vhost-user back end that offers everything and serves nothing: enough for QEMU to make a device. Ancillary file
 * descriptors are dropped by Node, and none is needed as long as no ring is used.
 */
import { createServer, type Server, type Socket } from 'node:net';

const HEADER_BYTES = 12;
/** Version 1, and the bit that marks a reply. */
const REPLY = 0x5;
const NEEDS_REPLY = 0x8;

const GET_FEATURES = 1;
const GET_VRING_BASE = 11;
const GET_PROTOCOL_FEATURES = 15;
const GET_QUEUE_NUM = 17;
const GET_CONFIG = 24;
const GET_MAX_MEM_SLOTS = 36;

const ALL_FEATURES = 0xffff_ffff_ffff_ffffn;
/** MQ, REPLY_ACK and BACKEND_REQ (which ACCESS_PLATFORM asks for), and CONFIG, without which there is no vhost-user-blk. */
const PROTOCOL_FEATURES = (1n << 0n) | (1n << 3n) | (1n << 5n) | (1n << 9n);

const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

function answerTo(request: number, payload: Buffer): Buffer | undefined {
  switch (request) {
    case GET_FEATURES:
      return u64(ALL_FEATURES);
    case GET_PROTOCOL_FEATURES:
      return u64(PROTOCOL_FEATURES);
    case GET_QUEUE_NUM:
    case GET_MAX_MEM_SLOTS:
      return u64(8n);
    // The answer has the form of the question: an index and a base, or a place in the configuration and its bytes.
    case GET_VRING_BASE:
    case GET_CONFIG:
      return payload;
    default:
      return undefined;
  }
}

function serve(socket: Socket): void {
  let rest = Buffer.alloc(0);
  // QEMU may end at any moment.
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= HEADER_BYTES) {
      const [request, flags, size] = [rest.readUInt32LE(0), rest.readUInt32LE(4), rest.readUInt32LE(8)];
      if (rest.length < HEADER_BYTES + size) return;
      const payload = rest.subarray(HEADER_BYTES, HEADER_BYTES + size);
      rest = rest.subarray(HEADER_BYTES + size);
      const answer = answerTo(request, payload) ?? ((flags & NEEDS_REPLY) !== 0 ? u64(0n) : undefined);
      if (answer === undefined) continue;
      const header = Buffer.alloc(HEADER_BYTES);
      header.writeUInt32LE(request, 0);
      header.writeUInt32LE(REPLY, 4);
      header.writeUInt32LE(answer.length, 8);
      socket.write(Buffer.concat([header, answer]));
    }
  });
}

/** Listens on a path until it is closed. */
export function vhostUserServer(path: string): Promise<Server> {
  const server = createServer(serve);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}
