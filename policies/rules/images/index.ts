import type { Rule } from '../../rule.ts';
import { imagesByDigest } from './images-by-digest.ts';
import { imagesFromOwnRegistries } from './images-from-own-registries.ts';
import { podsChooseArchitectures } from './pods-choose-architectures.ts';

/** Where images come from and what they run on. */
export const imagesRules: readonly Rule[] = [imagesByDigest, imagesFromOwnRegistries, podsChooseArchitectures];
