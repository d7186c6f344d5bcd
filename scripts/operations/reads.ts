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
const metadataOnly = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;q=0',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;q=0',
} as const;

/**
 * Everything that runbooks may read of a network, its control plane and its declaration, with a credential that cannot
 * write. The machines of a control plane are reached in the sandbox, and where the site declares them.
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

/** The metadata of an object, or of the objects of a list, whose content stays unread. */
export function readMetadata(access: Access): (path: string, of?: 'object' | 'list') => Promise<Json | undefined> {
  return (path, of = 'object') => readPath(access, path, metadataOnly[of]);
}

/** The text at a path, as the log of a container; undefined where there is none (404). */
export function readText(access: Access): (path: string) => Promise<string | undefined> {
  return (path) => answerAt(access, path);
}

async function answerAt({ transport }: Access, path: string, accept?: string): Promise<string | undefined> {
  try {
    return await transport.send({
      method: 'GET',
      path,
      subject: path,
      verb: 'read',
      deadlineSeconds: requestSeconds,
      ...(accept ? { accept } : {}),
    });
  } catch (error) {
    if (error instanceof ClusterError && error.status === 404) return undefined;
    throw error;
  }
}

async function readPath(access: Access, path: string, accept?: string): Promise<Json | undefined> {
  const answer = await answerAt(access, path, accept);
  if (answer === undefined) return undefined;
  try {
    return JSON.parse(answer) as Json;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new FadunError(
        path,
        { zh: 'API 服务器的应答不是 JSON', en: 'the API server answered something else than JSON' },
        { zh: '检查该服务器及其前置设备。', en: 'Look at the server and what stands before it.' },
        4,
      );
    throw error;
  }
}
