/** A set of small integers, one bit each. */
export type Bits = Uint32Array;

export function bitsOf(members: Int32Array, size: number): Bits {
  const bits = new Uint32Array((size + 31) >>> 5);
  for (let i = 0; i < members.length; i += 1) setBit(bits, members[i]!);
  return bits;
}

export function setBit(bits: Bits, index: number): void {
  bits[index >>> 5]! |= 1 << (index & 31);
}

export function hasBit(bits: Bits, index: number): boolean {
  return ((bits[index >>> 5]! >>> (index & 31)) & 1) === 1;
}

/** Adds all of `from` to `into`. */
export function addBits(into: Bits, from: Bits): void {
  for (let i = 0; i < into.length; i += 1) into[i]! |= from[i]!;
}

/** Calls back with each member, in order. */
export function eachBit(bits: Bits, visit: (index: number) => void): void {
  for (let word = 0; word < bits.length; word += 1) {
    let rest = bits[word]!;
    while (rest !== 0) {
      const low = rest & -rest;
      visit((word << 5) + 31 - Math.clz32(low));
      rest ^= low;
    }
  }
}

/** Whether the check holds of a member; stops at the first. */
export function someBit(bits: Bits, check: (index: number) => boolean): boolean {
  for (let word = 0; word < bits.length; word += 1) {
    let rest = bits[word]!;
    while (rest !== 0) {
      const low = rest & -rest;
      if (check((word << 5) + 31 - Math.clz32(low))) return true;
      rest ^= low;
    }
  }
  return false;
}
