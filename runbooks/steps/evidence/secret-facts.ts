import type { LiveObject } from '../../kit/cluster/read.ts';
import type { ReadAccess } from '../../kit/runbook.ts';
import type { Json } from '../../kit/signing/canonical-json.ts';
import { digestOfJson } from '../../kit/signing/digest.ts';
import type { Absence } from './collections.ts';

/**
 * What may be known of Secrets without their content: name, UID, version, age, labels, and the digests of the metadata,
 * whose annotations can repeat the content (`last-applied-configuration`) and so are digested, never kept. Only metadata
 * is asked of the server.
 */
export async function secretFacts(read: ReadAccess, namespace: string): Promise<readonly Json[] | Absence> {
  const subject = 'secrets';
  if (!read.metadata) return { subject, why: 'no credential is at hand that may read their metadata' };
  try {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
    const list = (await read.metadata(path, 'list')) as unknown as
      | { readonly items?: readonly LiveObject[] }
      | undefined;
    return (list?.items ?? []).map(factsOf);
  } catch (error) {
    return { subject, why: (error as Error).message.slice(0, 200) };
  }
}

function factsOf({ metadata }: LiveObject): Json {
  const { name, uid, creationTimestamp = '', labels = {} } = metadata;
  const { resourceVersion = '' } = metadata as { readonly resourceVersion?: string };
  return { name, uid, resourceVersion, creationTimestamp, labels, metadataDigest: { ...digestOfJson(metadata) } };
}
