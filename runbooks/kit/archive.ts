/**
 * A deterministic archive (POSIX.1-1988 ustar): files only, sorted by name, no owner, no time. The same files give the
 * same bytes, and reading accepts those bytes only: links, folders, devices, other orders, traversal or a changed bit
 * all make it differ from what would be written.
 */

const block = 512;
const longestName = 100;
const longestPrefix = 155;

/** Bytes of an archive of these files. @throws Error for names that are no plain relative path, or too long for ustar. */
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
    const name = nameAt(bytes, at);
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
  return splitName(name) !== undefined && name.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part));
}

/** Ustar holds 100 bytes of name, and up to 155 more before a slash; the cut is the last one that fits. */
function splitName(name: string): readonly [prefix: string, name: string] | undefined {
  if (Buffer.byteLength(name) <= longestName) return ['', name];
  for (let cut = name.lastIndexOf('/'); cut > 0; cut = name.lastIndexOf('/', cut - 1)) {
    const parts = [name.slice(0, cut), name.slice(cut + 1)] as const;
    if (Buffer.byteLength(parts[0]) <= longestPrefix && Buffer.byteLength(parts[1]) <= longestName) return parts;
  }
  return undefined;
}

function nameAt(bytes: Buffer, at: number): string {
  const text = (from: number, length: number) => bytes.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const [prefix, name] = [text(at + 345, longestPrefix), text(at, longestName)];
  return prefix === '' ? name : `${prefix}/${name}`;
}

function header(name: string, size: number): Buffer {
  if (!isPlainPath(name))
    throw new Error(
      `archive: ${JSON.stringify(name.slice(0, 120))} is no plain relative path, or longer than 100 bytes after its last folder. Rename the file.`,
    );
  const [prefix, rest] = splitName(name)!;
  const bytes = Buffer.alloc(block);
  bytes.write(rest, 0);
  bytes.write('0000644\0', 100);
  bytes.write('0000000\0', 108);
  bytes.write('0000000\0', 116);
  bytes.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  bytes.write('00000000000\0', 136);
  bytes.write('        ', 148);
  bytes.write('0', 156);
  bytes.write('ustar\x0000', 257);
  bytes.write(prefix, 345);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
