import type { Waiver } from '../waiver.ts';

/** Waivers of the reference city: none. It passes every pack as it is declared. */
export const binheWaivers: readonly Waiver[] = [];
