import { cis } from './cis.ts';
import type { Control } from './control.ts';
import { data } from './data.ts';
import { exchange } from './exchange.ts';
import { gm } from './gm.ts';
import { mlps3Cloud } from './mlps3-cloud.ts';
import { mlps3General } from './mlps3-general.ts';
import { nsa } from './nsa.ts';
import { pssBaseline } from './pss-baseline.ts';
import { pssRestricted } from './pss-restricted.ts';
import { xinchuang } from './xinchuang.ts';

/** Clauses of every pack, by pack id. */
export const controlsByPack: Readonly<Record<string, readonly Control[]>> = {
  'pss-baseline': pssBaseline,
  'pss-restricted': pssRestricted,
  cis,
  nsa,
  mlps3: [...mlps3General, ...mlps3Cloud],
  gm,
  xinchuang,
  data,
  exchange,
};
