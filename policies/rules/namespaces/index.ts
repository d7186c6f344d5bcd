import type { Rule } from '../../rule.ts';
import { defaultNamespaceIsEmpty } from './default-namespace-is-empty.ts';
import { levelsSuitTheirData } from './levels-suit-their-data.ts';
import { managedObjectsNameTheirPlace } from './managed-objects-name-their-place.ts';
import { namespacesAreBounded } from './namespaces-are-bounded.ts';
import { namespacesCarryIdentity } from './namespaces-carry-identity.ts';
import { namespacesEnforceRestricted } from './namespaces-enforce-restricted.ts';
import { noLevelFourTenants } from './no-level-four-tenants.ts';
import { noTestNamespaces } from './no-test-namespaces.ts';

/** What a namespace must carry. */
export const namespacesRules: readonly Rule[] = [
  namespacesCarryIdentity,
  namespacesEnforceRestricted,
  noLevelFourTenants,
  noTestNamespaces,
  namespacesAreBounded,
  levelsSuitTheirData,
  defaultNamespaceIsEmpty,
  managedObjectsNameTheirPlace,
];
