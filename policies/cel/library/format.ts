import { CelOpaque, CelOptional, type CelValue, fail } from '../values.ts';
import { accepts, globalFunction, type LibraryFunction, method, none, text } from './function.ts';
import { parseUrl } from './url.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = new RegExp(`^${label}(\\.${label})*$`);
const dns1123Label = new RegExp(`^${label}$`);
const dns1035Label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Named formats and what each accepts (RFC 1035, RFC 1123, RFC 3339, RFC 4122, RFC 4648). */
const formats: Readonly<Record<string, (value: string) => boolean>> = {
  dns1123Label: (value) => value.length <= 63 && dns1123Label.test(value),
  dns1123Subdomain: (value) => value.length <= 253 && subdomain.test(value),
  dns1035Label: (value) => value.length <= 63 && dns1035Label.test(value),
  dns1123LabelPrefix: (value) => value.length <= 63 && dns1123Label.test(value.replace(/-$/, 'a')),
  dns1123SubdomainPrefix: (value) => value.length <= 253 && subdomain.test(value.replace(/-$/, 'a')),
  dns1035LabelPrefix: (value) => value.length <= 63 && dns1035Label.test(value.replace(/-$/, 'a')),
  qualifiedName: isQualifiedName,
  labelValue: (value) => value === '' || (value.length <= 63 && qualifiedPart.test(value)),
  uri: (value) => accepts(() => parseUrl(value)),
  uuid: (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  byte: (value) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value),
  date: (value) => isDate(value),
  datetime: (value) => {
    const parts = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/.exec(value);
    return !!parts && isDate(parts[1]!) && Number(parts[2]) < 24 && Number(parts[3]) < 60 && Number(parts[4]) < 60;
  },
};

function isQualifiedName(value: string): boolean {
  const parts = value.split('/');
  if (parts.length > 2) return false;
  const name = parts.at(-1)!;
  const prefixed = parts.length === 1 || formats.dns1123Subdomain!(parts[0]!);
  return prefixed && name.length <= 63 && qualifiedPart.test(name);
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

class NamedFormat extends CelOpaque {
  readonly typeName = 'kubernetes.NamedFormat';
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}

function validate(on: CelValue, value: CelValue): CelOptional {
  if (!(on instanceof NamedFormat)) return fail('expected a format');
  return formats[on.name]!(text(value)) ? none : new CelOptional(true, [`"${text(value)}" is not a valid ${on.name}`]);
}

/** Kubernetes' format library. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library */
export const formatFunctions: readonly LibraryFunction[] = [
  ...Object.keys(formats).map((name) => globalFunction(`format.${name}`, 0, () => new NamedFormat(name))),
  globalFunction('format.named', 1, (name) =>
    Object.hasOwn(formats, text(name)) ? new CelOptional(true, new NamedFormat(text(name))) : none,
  ),
  method('validate', 1, validate),
];
