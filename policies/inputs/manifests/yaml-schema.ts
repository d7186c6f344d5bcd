import { defineScalarTag, FAILSAFE_SCHEMA, mergeTag, NOT_RESOLVED, type Schema } from 'js-yaml';

const booleans: Readonly<Record<string, boolean>> = {
  ...spellings(['y', 'yes', 'true', 'on'], true),
  ...spellings(['n', 'no', 'false', 'off'], false),
};

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const decimalInteger = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const radixInteger = /^([-+]?)(?:0x([0-9a-fA-F_]+)|0b([01_]+)|0o?([0-7_]+))$/;
const decimalFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;

/** `yes`, `Yes`, `YES`. */
function spellings(words: readonly string[], value: boolean): Record<string, boolean> {
  const forms = words.flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()]);
  return Object.fromEntries(forms.map((form) => [form, value]));
}

const nullTag = defineScalarTag<null>('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (source) => (nulls.has(source) ? null : NOT_RESOLVED),
  identify: (value) => value === null,
});

const booleanTag = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYnNtTfFoO'],
  resolve: (source) => (Object.hasOwn(booleans, source) ? booleans[source]! : NOT_RESOLVED),
  identify: (value) => typeof value === 'boolean',
});

const integerTag = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'+-0123456789'],
  resolve: (source) => integerOf(source) ?? NOT_RESOLVED,
  identify: Number.isInteger,
});

const floatTag = defineScalarTag<number>('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...'+-.0123456789'],
  resolve: (source) => floatOf(source) ?? NOT_RESOLVED,
  identify: (value) => typeof value === 'number',
});

/** Kubernetes takes `!!binary` as the text it decodes to. */
const binaryTag = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  resolve: (source) => Buffer.from(source, 'base64').toString('utf8'),
  identify: () => false,
});

function integerOf(source: string): number | undefined {
  if (decimalInteger.test(source)) return Number(source.replaceAll('_', ''));
  const [, sign, hexadecimal, binary, octal] = radixInteger.exec(source) ?? [];
  const digits = hexadecimal ?? binary ?? octal;
  if (digits === undefined) return undefined;
  const radix = hexadecimal ? 16 : binary ? 2 : 8;
  return (sign === '-' ? -1 : 1) * Number.parseInt(digits.replaceAll('_', ''), radix);
}

function floatOf(source: string): number | undefined {
  const plain = source.startsWith('.') ? source : source.replaceAll('_', '');
  if (decimalFloat.test(plain)) return Number(plain);
  if (notANumber.test(source)) return Number.NaN;
  const [, sign] = infinity.exec(source) ?? [];
  return sign === undefined ? undefined : sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/**
 * How Kubernetes tools (sigs.k8s.io/yaml) read plain scalars: `yes` and `on` are true, `0644` is 420, `22:22` and
 * `2026-01-01` are text. To read `hostNetwork: yes` as text would be to miss it.
 */
export const kubernetesYaml: Schema = FAILSAFE_SCHEMA.withTags(
  nullTag,
  booleanTag,
  integerTag,
  floatTag,
  binaryTag,
  mergeTag,
);
