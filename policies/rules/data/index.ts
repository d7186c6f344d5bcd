import type { Rule } from '../../rule.ts';
import { noClassifiedWords } from './no-classified-words.ts';
import { noPersonalIdentifiers } from './no-personal-identifiers.ts';
import { noSecretsInConfigMaps } from './no-secrets-in-config-maps.ts';

/** What may not stand in objects. */
export const dataRules: readonly Rule[] = [noClassifiedWords, noPersonalIdentifiers, noSecretsInConfigMaps];
