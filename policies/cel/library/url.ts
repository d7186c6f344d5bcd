import { CelOpaque, type CelValue, fail } from '../values.ts';
import { accepts, globalFunction, type LibraryFunction, method, text } from './function.ts';

/** The parts of a URL as Kubernetes' CEL reads them: an absolute URI, or an absolute path. */
export class CelUrl extends CelOpaque {
  readonly typeName = 'kubernetes.URL';
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(scheme: string, host: string, path: string, query: string) {
    super();
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }

  equals(other: CelOpaque): boolean {
    if (!(other instanceof CelUrl)) return false;
    return (['scheme', 'host', 'path', 'query'] as const).every((part) => other[part] === this[part]);
  }
}

const shape = /^(?:([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/(?:[^/?#@]*@)?([^/?#]*))?)?(\/?[^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;
const hostShape = /^(\[[0-9A-Fa-f:.%]+\]|[^:[\]]*)(?::(\d*))?$/;

/** @throws CelFailure for relative paths, ports that are no numbers, and control characters */
export function parseUrl(written: string): CelUrl {
  const parts = shape.exec(written);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (!parts || /[\u0000-\u001f\u007f]/.test(written) || /%(?![0-9A-Fa-f]{2})/.test(written)) {
    return fail(`not a URL: ${written}`);
  }
  const [, scheme = '', host = '', path = '', query = ''] = parts;
  if (scheme === '' && !path.startsWith('/')) fail(`not an absolute URL: ${written}`);
  if (!hostShape.test(host) || / /.test(host)) fail(`not a URL: ${written}`);
  return new CelUrl(scheme.toLowerCase(), host, path, query);
}

function url(value: CelValue): CelUrl {
  return value instanceof CelUrl ? value : fail('expected a URL');
}

function queryMap(query: string): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) map.set(key, [...(map.get(key) ?? []), value]);
  return map;
}

/** Kubernetes' URL library. https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */
export const urls: readonly LibraryFunction[] = [
  globalFunction('url', 1, (written) => parseUrl(text(written))),
  globalFunction('isURL', 1, (written) => accepts(() => parseUrl(text(written)))),
  method('getScheme', 0, (on) => url(on).scheme),
  method('getHost', 0, (on) => url(on).host),
  method('getHostname', 0, (on) => (hostShape.exec(url(on).host)?.[1] ?? '').replace(/^\[|\]$/g, '')),
  method('getPort', 0, (on) => hostShape.exec(url(on).host)?.[2] ?? ''),
  method('getEscapedPath', 0, (on) => encodeURI(decodeURI(url(on).path))),
  method('getQuery', 0, (on) => queryMap(url(on).query)),
];
