import type { Rule } from '../../rule.ts';
import { storageClassesEncrypt } from './storage-classes-encrypt.ts';
import { storageIsBackedUpOutside } from './storage-is-backed-up-outside.ts';
import { storageIsRetained } from './storage-is-retained.ts';
import { storageKeepsReplicas } from './storage-keeps-replicas.ts';
import { storageReplicatesOffSite } from './storage-replicates-off-site.ts';
import { storageStaysInTheCountry } from './storage-stays-in-the-country.ts';
import { volumesMatchTheirDataClass } from './volumes-match-their-data-class.ts';

/** How data at rest is kept. */
export const storageRules: readonly Rule[] = [
  storageClassesEncrypt,
  storageIsRetained,
  storageKeepsReplicas,
  storageStaysInTheCountry,
  storageReplicatesOffSite,
  storageIsBackedUpOutside,
  volumesMatchTheirDataClass,
];
