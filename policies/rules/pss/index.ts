import type { Rule } from '../../rule.ts';
import { noHostNamespaces } from './no-host-namespaces.ts';
import { noPrivilegedContainers } from './no-privileged-containers.ts';

/** Pod Security Standards, baseline and restricted, with upstream's semantics at v1.37. */
export const pssRules: readonly Rule[] = [noHostNamespaces, noPrivilegedContainers];
