/** The smallest part of tar that the Engine's archive calls need: POSIX.1-1988 (ustar), regular files, short names. */

export interface TarFile {
  /** Relative, 100 bytes at most. */
  name: string;
  content: Buffer;
  mode: number;
  ownerId: number;
  /** The owner's own where it is left out. */
  groupId?: number;
}

const blockBytes = 512;

export function packTar(files: readonly TarFile[]): Buffer {
  const blocks = files.flatMap((file) => [headerOf(file), padded(file.content)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

/** The content of the first regular file. Throws where there is none. */
export function readFirstFile(archive: Buffer): Buffer {
  for (let at = 0; at + blockBytes <= archive.length; ) {
    const size = Number.parseInt(archive.toString("latin1", at + 124, at + 135), 8) || 0;
    const type = archive.toString("latin1", at + 156, at + 157);
    const begin = at + blockBytes;
    if (type === "0" || type === "\0") return archive.subarray(begin, begin + size);
    at = begin + Math.ceil(size / blockBytes) * blockBytes;
  }
  throw new Error("The archive holds no file.");
}

function headerOf({ name, content, mode, ownerId, groupId = ownerId }: TarFile): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name for an archive.`);
  const header = Buffer.alloc(blockBytes);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(ownerId, 7), 108);
  header.write(octal(groupId, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(Math.floor(Date.now() / 1000), 11), 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function padded(content: Buffer): Buffer {
  const rest = content.length % blockBytes;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(blockBytes - rest)]);
}
