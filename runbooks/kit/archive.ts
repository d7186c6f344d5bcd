/**
 * A deterministic archive (POSIX.1-1988 ustar): files only, sorted by name, no owner, no time. The same files give the
 * same bytes, and reading accepts those bytes only: links, folders, devices, other orders, traversal or a changed bit
 * all make it differ from what would be written.
 */

const block = 512;

/** Bytes of an archive of these files. @throws Error for names that are no plain relative path of at most 100 bytes. */
export function packArchive(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const names = [...files.keys()].sort();
  const parts = names.flatMap((name) => {
    const content = files.get(name)!;
    return [header(name, content.length), content, Buffer.alloc((block - (content.length % block)) % block)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** The files of an archive. @throws Error where the bytes are not exactly what `packArchive` writes. */
export function unpackArchive(archive: Uint8Array): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(archive);
  const files = new Map<string, Buffer>();
  let at = 0;
  while (at + block <= bytes.length && bytes[at] !== 0) {
    const name = bytes.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    if (!isPlainPath(name) || !Number.isSafeInteger(size) || files.has(name)) break;
    files.set(name, bytes.subarray(at + block, at + block + size));
    at += block + Math.ceil(size / block) * block;
  }
  if (!packArchive(files).equals(bytes))
    throw new Error('archive: damaged, or not written by this program. Fetch it again from its source.');
  return files;
}

function isPlainPath(name: string): boolean {
  return Buffer.byteLength(name) <= 100 && name.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part));
}

function header(name: string, size: number): Buffer {
  if (!isPlainPath(name))
    throw new Error(
      `archive: ${JSON.stringify(name.slice(0, 120))} is no plain relative path of at most 100 bytes. Rename the file.`,
    );
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0);
  bytes.write('0000644\0', 100);
  bytes.write('0000000\0', 108);
  bytes.write('0000000\0', 116);
  bytes.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  bytes.write('00000000000\0', 136);
  bytes.write('        ', 148);
  bytes.write('0', 156);
  bytes.write('ustar\x0000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
