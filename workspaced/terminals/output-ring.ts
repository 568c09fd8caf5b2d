export const ringBytes = 1024 * 1024;

/** The last MiB of a terminal's output, addressed by its absolute offset in the stream. */
export interface OutputRing {
  /** The offset of the next byte to come. */
  readonly head: number;
  /** The lowest offset that can still be read. */
  readonly oldest: number;
  append(bytes: Uint8Array): void;
  /** A copy of up to `bytesMax` bytes from `offset` on, which must lie between oldest and head. */
  read(offset: number, bytesMax: number): Buffer;
  /** Makes every offset so far unreadable: bytes were lost here. */
  cut(): void;
}

const epochMs = Date.UTC(2026, 0, 1);
const offsetsPerMs = 16_384;

/**
 * Where a new ring begins: a number that grows faster (16 MB/s) than tmux can print, so that a cursor from a former
 * life lies below every later ring and is answered with a snapshot, never with wrong bytes. It stays exact until 2043.
 */
export const firstOffset = (now: Date): number => Math.max(0, now.getTime() - epochMs) * offsetsPerMs;

export function createOutputRing(start: number, size = ringBytes): OutputRing {
  const buffer = Buffer.allocUnsafe(size);
  let head = start;
  let begin = start;
  const oldest = () => Math.max(begin, head - size);
  return {
    get head() {
      return head;
    },
    get oldest() {
      return oldest();
    },
    append(bytes) {
      // Of a chunk larger than the ring only its end would survive.
      const kept = bytes.length > size ? bytes.subarray(bytes.length - size) : bytes;
      head += bytes.length - kept.length;
      const at = head % size;
      const first = Math.min(kept.length, size - at);
      buffer.set(kept.subarray(0, first), at);
      buffer.set(kept.subarray(first), 0);
      head += kept.length;
    },
    read(offset, bytesMax) {
      const length = Math.max(0, Math.min(bytesMax, head - offset));
      const result = Buffer.allocUnsafe(length);
      const at = offset % size;
      const first = Math.min(length, size - at);
      buffer.copy(result, 0, at, at + first);
      buffer.copy(result, first, 0, length - first);
      return result;
    },
    cut() {
      // One step on, so that even a viewer who had everything is below it.
      head += 1;
      begin = head;
    },
  };
}
