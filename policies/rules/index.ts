import type { Rule } from '../rule.ts';
import { accessRules } from './access/index.ts';
import { auditRules } from './audit/index.ts';
import { availabilityRules } from './availability/index.ts';
import { connectivityRules } from './connectivity/index.ts';
import { dataRules } from './data/index.ts';
import { exchangeRules } from './exchange/index.ts';
import { exposureRules } from './exposure/index.ts';
import { imagesRules } from './images/index.ts';
import { namespacesRules } from './namespaces/index.ts';
import { networkRules } from './network/index.ts';
import { pssRules } from './pss/index.ts';
import { registerRules } from './register/index.ts';
import { storageRules } from './storage/index.ts';
import { workloadRules } from './workload/index.ts';

/** Every rule there is. */
export const allRules: readonly Rule[] = [
  ...pssRules,
  ...accessRules,
  ...auditRules,
  ...availabilityRules,
  ...connectivityRules,
  ...dataRules,
  ...exchangeRules,
  ...exposureRules,
  ...imagesRules,
  ...namespacesRules,
  ...networkRules,
  ...registerRules,
  ...storageRules,
  ...workloadRules,
];
