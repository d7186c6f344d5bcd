import type { ApiResource } from './discovery.ts';
import type { LiveObject } from './live.ts';
import { resourcePath } from './paths.ts';
import type { Transport } from './transport.ts';

/** What to list. */
export interface ListOptions {
  /** @default all namespaces */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Ask for metadata alone: no spec, no content of secrets. */
  readonly metadataOnly?: boolean;
  /** Objects in one answer. @default 1000 */
  readonly pageSize?: number;
}

/** The head of a list has its continue token before the items; 4 KiB hold it with room to spare. */
const headLength = 4096;

const partial = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/**
 * Reads a list page by page. The next page is asked for before this one is parsed, so that server and client work at
 * the same time. Items of a list carry neither apiVersion nor kind on the wire; they are added.
 */
export async function listObjects(
  transport: Transport,
  resource: ApiResource,
  { namespace, labelSelector, fieldSelector, metadataOnly, pageSize = 1000 }: ListOptions = {},
): Promise<LiveObject[]> {
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (labelSelector) query.set('labelSelector', labelSelector);
  if (fieldSelector) query.set('fieldSelector', fieldSelector);
  const page = (token?: string) => {
    if (token !== undefined) query.set('continue', token);
    const path = `${resourcePath(resource, namespace)}?${query}`;
    const accept = metadataOnly ? partial : 'application/json';
    const answer = transport.send({ method: 'GET', path, accept, subject: `list of ${resource.kind}`, verb: 'list' });
    answer.catch(() => {});
    return answer;
  };
  const found: LiveObject[] = [];
  let next: Promise<string> | undefined = page();
  while (next !== undefined) {
    const text: string = await next;
    const token = /"continue":\s*"([^"]+)"/.exec(text.slice(0, Math.min(headLength, itemsStart(text))))?.[1];
    next = token === undefined ? undefined : page(token);
    const { items } = JSON.parse(text) as { items: LiveObject[] | null };
    for (const item of items ?? []) {
      found.push(Object.assign(item, { apiVersion: resource.apiVersion, kind: resource.kind }));
    }
  }
  return found;
}

function itemsStart(text: string): number {
  const at = text.indexOf('"items":');
  return at === -1 ? text.length : at;
}
