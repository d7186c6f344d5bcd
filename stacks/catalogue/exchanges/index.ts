import { caseExchanges } from './cases.ts';
import { dataExchanges } from './data.ts';
import { enforcementExchanges } from './enforcement.ts';
import { justiceExchanges } from './justice.ts';
import { oversightExchanges } from './oversight.ts';
import { platformExchanges } from './platform.ts';
import type { ExchangeFacts } from './route.ts';

const tables = {
  ...caseExchanges,
  ...enforcementExchanges,
  ...justiceExchanges,
  ...dataExchanges,
  ...oversightExchanges,
  ...platformExchanges,
} as const;

/** Id of an exchange in the catalogue. */
export type ExchangeId = keyof typeof tables;

/** All exchanges in the order of their numbers: the field's forty, and X41 of the platform's own. */
export const exchangeFacts: Readonly<Record<ExchangeId, ExchangeFacts>> = Object.fromEntries<ExchangeFacts>(
  Object.entries<ExchangeFacts>(tables).sort(([a], [b]) => a.localeCompare(b)),
) as Record<ExchangeId, ExchangeFacts>;

export type { ExchangeFacts } from './route.ts';
