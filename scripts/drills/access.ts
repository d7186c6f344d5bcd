import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from '../../runbooks/kit/redaction/redactor.ts';
import type { RunEnvironment } from '../../runbooks/kit/run/session.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { ClusterError } from '../engines/client/errors.ts';
import { networkGuard } from '../engines/client/guard.ts';
import { readKubeconfig } from '../engines/client/kubeconfig.ts';
import { openTransport, type Transport } from '../engines/client/transport.ts';
import { type CommandMeans, runCommand } from '../operations/execute.ts';
import { sandboxControlPlane } from '../sandbox/control-plane/control-plane.ts';
import { secretMode, writeWhole } from '../sandbox/files.ts';
import { deskOf } from './changes/desk.ts';
import type { Stage, StageApi } from './drill.ts';

/** A way to the API server as one identity, by the kubeconfig as it is now: renewed certificates are taken up. */
export function stageApi(network: string, kubeconfig: string): StageApi & { close(): Promise<void> } {
  const guard = networkGuard({ sandbox: true });
  let opened: { readonly transport: Transport; readonly asOf: number } | undefined;
  const transport = () => {
    const asOf = statSync(kubeconfig).mtimeMs;
    if (opened?.asOf !== asOf) {
      opened?.transport.close().catch(() => {});
      const credentials = readKubeconfig(kubeconfig);
      guard.admit(network, credentials);
      opened = { transport: openTransport(credentials, { connections: 4 }), asOf };
    }
    return opened.transport;
  };
  const text = async (path: string, accept?: string) => {
    try {
      return await transport().send({ method: 'GET', path, subject: path, accept, deadlineSeconds: 20 });
    } catch (error) {
      if (error instanceof ClusterError && error.status === 404) return undefined;
      throw error;
    }
  };
  return {
    get: async (path, accept) => {
      const answer = await text(path, accept);
      return answer === undefined ? undefined : (JSON.parse(answer) as Json);
    },
    text,
    async send(method, path, body, contentType) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const request = { method, path, subject: path, body: text, contentType, deadlineSeconds: 60 };
      return JSON.parse(await transport().send(request)) as Json;
    },
    close: async () => opened?.transport.close(),
  };
}

/** Status with which a path is answered to whoever holds a token. */
export async function asToken(
  { network, kubeconfigs }: Pick<Stage, 'network' | 'kubeconfigs'>,
  token: string,
  path: string,
): Promise<number> {
  const { certificate: _, key: __, ...credentials } = readKubeconfig(kubeconfigs.reader);
  const guard = networkGuard({ sandbox: true });
  guard.admit(network, credentials);
  const transport = openTransport({ ...credentials, token }, { connections: 1 });
  try {
    await transport.send({ method: 'GET', path, subject: path, deadlineSeconds: 20 });
    return 200;
  } catch (error) {
    if (error instanceof ClusterError && error.status !== undefined) return error.status;
    throw error;
  } finally {
    await transport.close();
  }
}

/** What a drill adds to the name of a file that is taken back: somebody may have kept a copy, and that must open nothing. */
export const copyKept = '.copy';

/** Carries out planned actions as the applier, and on the hosts on behalf of a run. */
export function stageExecutor(stage: Pick<Stage, 'directory' | 'network' | 'kubeconfigs'>, redactor: Redactor) {
  const api = stageApi(stage.network, stage.kubeconfigs.applier);
  const execute: RunEnvironment['execute'] = async (action, mark) => {
    switch (action.kind) {
      case 'request':
        await api.send(action.method, action.path, action.body, action.contentType);
        return `${action.method} ${action.path}`;
      case 'host': {
        const host = await sandboxControlPlane(stage.directory, stage.network, mark);
        const operation = host[action.operation] as (...given: readonly Json[]) => Promise<unknown>;
        return `${action.operation}: ${JSON.stringify((await operation(...action.arguments)) ?? 'done')}`;
      }
      case 'command':
        return runCommand(commandMeans(stage, redactor), action, mark);
      case 'collect':
        throw new Error(`${action.id}: it is carried out by its step, which only reads.`);
      case 'manual':
        return 'confirmed in the drill';
      default:
        return action satisfies never;
    }
  };
  const answerTo: RunEnvironment['answerTo'] = async (action) => {
    if (action.kind !== 'request') throw new Error(`${action.id}: only requests are answered.`);
    return api.send(action.method, action.path, action.body, action.contentType);
  };
  const handing = (folder: string) => ({
    handOver: async (name: string, content: string) => {
      const path = join(folder, name);
      await writeWhole(path, content, secretMode);
      return path;
    },
    takeBack: async (name: string) => {
      const path = join(folder, name);
      if (existsSync(path)) renameSync(path, `${path}${copyKept}`);
    },
  });
  const readMetadata = (path: string, of: 'object' | 'list' = 'object') => api.get(path, metadataOnly[of]);
  return { execute, answerTo, handing, readMetadata, readText: api.text, close: api.close };
}

/** Where the server cannot give metadata alone, nothing comes rather than everything. */
const metadataOnly = {
  object: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;q=0',
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;q=0',
} as const;

/** Commands are run as an operator would at the desk of the stage. */
function commandMeans(
  { directory, kubeconfigs }: Pick<Stage, 'directory' | 'kubeconfigs'>,
  redactor: Redactor,
): CommandMeans {
  const { folder, out, keyring } = deskOf({ directory });
  const access = { kubeconfig: kubeconfigs.applier, programs: {}, sandbox: true, out };
  return { access, redactor, keyring, workingFolder: folder };
}
