import { caseSignals } from './cases.ts';
import { dataSignals } from './data.ts';
import { governmentSignals } from './government.ts';
import { platformSignals } from './platform.ts';
import type { SignalRow } from './signal.ts';

/** Every signal that the field asks to watch: what watches it, or why nothing here does. */
export const signalRows: readonly SignalRow[] = [
  ...caseSignals,
  ...governmentSignals,
  ...dataSignals,
  ...platformSignals,
];
