import type { ReadAccess } from '../../runbooks/kit/runbook.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import type { Site } from '../../stacks/model/site.ts';
import { ClusterError } from '../engines/client/errors.ts';
import { FadunError } from '../errors.ts';
import { workspaceOf } from '../pipeline/workspace.ts';
import type { Access } from './access.ts';
import { probe } from './probe.ts';

/** How long a hung API server may hold a runbook up, per request. */
const requestSeconds = 20;

/** Asks for the metadata alone; where the server cannot give only that, nothing comes rather than everything. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;q=0';

/**
 * Everything that runbooks may read of a network, its control plane and its declaration, with a credential that cannot
 * write. The machines of a control plane are reached in the sandbox only.
 */
export async function readAccess(access: Access, site: Site, out: string): Promise<ReadAccess> {
  const host = access.sandbox ? await sandboxReader(site, out, access.network) : undefined;
  return {
    ...(host ? { host } : {}),
    site,
    ...(access.hosts ? { host: access.hosts.reader } : {}),
    get: (path) => readPath(access, path),
    declared: async () => {
      const { buildCity, objectsOf } = await import('../pipeline/city.ts');
      return objectsOf(await buildCity(site, out, [access.network]), access.network);
    },
    probe,
  };
}

async function sandboxReader(site: Site, out: string, network: string) {
  const { sandboxControlPlaneReader } = await import('../sandbox/control-plane/control-plane.ts');
  return sandboxControlPlaneReader(workspaceOf(site.id, out).sandbox, network);
}

/** The metadata of an object whose content stays unread. */
export function readMetadata(access: Access): (path: string) => Promise<Json | undefined> {
  return (path) => readPath(access, path, metadataOnly);
}

async function readPath({ transport }: Access, path: string, accept?: string): Promise<Json | undefined> {
  try {
    const answer = await transport.send({
      method: 'GET',
      path,
      subject: path,
      verb: 'read',
      deadlineSeconds: requestSeconds,
      ...(accept ? { accept } : {}),
    });
    return JSON.parse(answer) as Json;
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    if (error instanceof SyntaxError)
      throw new FadunError(
        path,
        'the API server answered something else than JSON',
        'Look at the server and what stands before it.',
        4,
      );
    throw error;
  }
}
