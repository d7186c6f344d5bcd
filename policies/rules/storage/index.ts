import type { Rule } from '../../rule.ts';
import { storageClassesEncrypt } from './storage-classes-encrypt.ts';
import { storageIsRetained } from './storage-is-retained.ts';
import { storageKeepsReplicas } from './storage-keeps-replicas.ts';
import { storageStaysInTheCountry } from './storage-stays-in-the-country.ts';

/** How data at rest is kept. */
export const storageRules: readonly Rule[] = [
  storageClassesEncrypt,
  storageIsRetained,
  storageKeepsReplicas,
  storageStaysInTheCountry,
];
