/** Bundles as somebody on the way would alter them. */
import { unpackArchive } from '../../../runbooks/kit/archive.ts';

/** One ustar entry, with whatever an attacker writes into its header. */
export interface RawEntry {
  readonly name: string;
  readonly content?: Buffer;
  readonly type?: string;
  readonly link?: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly time?: string;
  readonly size?: number;
}

const block = 512;

/** A tar archive of any entries, as an ordinary tar program would write them: only the checksum is always right. */
export function rawArchive(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(rawEntry), Buffer.alloc(2 * block)]);
}

function rawEntry({ name, content = Buffer.alloc(0), type = '0', link = '', ...rest }: RawEntry): Buffer[] {
  const header = Buffer.alloc(block);
  header.write(name, 0);
  header.write(`${rest.mode ?? '0000644'}\0`, 100);
  header.write(`${rest.owner ?? '0000000'}\0`, 108);
  header.write('0000000\0', 116);
  header.write(`${(rest.size ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${rest.time ?? '00000000000'}\0`, 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((block - (content.length % block)) % block)];
}

/** The entries of a payload, in order. */
export function entriesOf(payload: Buffer): RawEntry[] {
  return [...unpackArchive(payload)].map(([name, content]) => ({ name, content }));
}

/** A copy with one bit turned. */
export function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = copy[bit >> 3]! ^ (1 << (bit & 7));
  return copy;
}
