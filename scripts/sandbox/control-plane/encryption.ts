import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { ControlPlaneHost, EncryptionRule } from '../../../runbooks/kit/control-plane-host.ts';
import { connect } from '../api.ts';
import { readIfPresent, secretMode, writeWhole } from '../files.ts';
import type { NetworkLayout } from '../layout.ts';
import { type ControlPlaneParts, demandPlainName, refusedOperation } from './parts.ts';

type Reading = Pick<ControlPlaneHost, 'encryption' | 'encryptionKeys'>;
type Acting = Pick<ControlPlaneHost, 'createEncryptionKey' | 'writeEncryption' | 'rewriteStored'>;

interface Key {
  readonly name: string;
  readonly secret: string;
}

interface Configuration {
  readonly resources: readonly {
    readonly resources: readonly string[];
    readonly providers: readonly Readonly<Record<string, { readonly keys?: readonly Key[] }>>[];
  }[];
}

export function encryptionReading({ layout }: ControlPlaneParts): Reading {
  return {
    encryption: () => readEncryption(layout),
    encryptionKeys: async () => [...(await knownKeys(layout)).keys()].sort(),
  };
}

export function encryptionActing(parts: ControlPlaneParts): Acting {
  const { layout } = parts;
  return {
    async createEncryptionKey(name) {
      demandPlainName('encryption key', name);
      if ((await knownKeys(layout)).has(name)) return;
      await keepKey(layout, name, randomBytes(32).toString('base64'));
    },
    async writeEncryption(rules) {
      const keys = await knownKeys(layout);
      for (const [name, secret] of keys) await keepKey(layout, name, secret);
      const resources = rules.map((rule) => ({
        resources: rule.resources,
        providers: rule.providers.map(({ kind, keys: names }) => ({
          [kind]: names.length === 0 ? {} : { keys: names.map((name) => ({ name, secret: demandKey(keys, name) })) },
        })),
      }));
      const head = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'EncryptionConfiguration' };
      await writeWhole(layout.encryptionConfiguration, dump({ ...head, resources }), secretMode);
    },
    rewriteStored: (resource) => rewriteAll(parts, resource),
  };
}

/** Rules with names of keys; the keys themselves stay in the file. */
export async function readEncryption(layout: NetworkLayout): Promise<readonly EncryptionRule[]> {
  return (await configuration(layout)).resources.map(({ resources, providers }) => ({
    resources,
    providers: providers.flatMap((provider) =>
      Object.entries(provider).map(([kind, { keys }]) => ({ kind, keys: (keys ?? []).map((key) => key.name) })),
    ),
  }));
}

async function configuration(layout: NetworkLayout): Promise<Configuration> {
  return load(await readFile(layout.encryptionConfiguration, 'utf8')) as Configuration;
}

/** Every key of the configuration and of the folder of kept keys. */
async function knownKeys(layout: NetworkLayout): Promise<ReadonlyMap<string, string>> {
  const configured = (await configuration(layout)).resources.flatMap(({ providers }) =>
    providers.flatMap((provider) => Object.values(provider).flatMap(({ keys }) => keys ?? [])),
  );
  const names = (await readdir(layout.encryptionKeys).catch(() => [])).filter((name) => !name.endsWith('.tmp'));
  const kept = await Promise.all(
    names.map(async (name) => [name, (await readIfPresent(join(layout.encryptionKeys, name))) ?? ''] as const),
  );
  return new Map([...kept, ...configured.map(({ name, secret }) => [name, secret] as const)]);
}

function demandKey(keys: ReadonlyMap<string, string>, name: string): string {
  const secret = keys.get(name);
  if (secret !== undefined) return secret;
  throw refusedOperation(
    `encryption key ${name}`,
    'is not on this host.',
    'Draw it first, or bring it back from its keeper.',
  );
}

function keepKey(layout: NetworkLayout, name: string, secret: string): Promise<void> {
  return writeWhole(join(layout.encryptionKeys, name), secret, secretMode);
}

interface Listed {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}

/** Reads and writes back each object; the API server stores it anew where its value is not as configured. */
async function rewriteAll({ layout, ports }: ControlPlaneParts, resource: string): Promise<number> {
  demandPlainName('resource', resource);
  const client = await connect(ports.apiServer, layout.clusterTrust, layout.keyPair('admin'));
  const request = async (method: string, path: string, body?: unknown) => {
    const answer = await client.send(method, path, body);
    if (answer.status < 300 || answer.status === 404)
      return answer.status === 404 ? undefined : JSON.parse(answer.body);
    if (answer.status === 409) return 'conflict';
    throw new Error(`${method} ${path}: answered ${answer.status}.\n  See the log of the API server.`);
  };
  try {
    const { items = [] } = ((await request('GET', `/api/v1/${resource}`)) ?? {}) as { items?: readonly Listed[] };
    for (const item of items) {
      const { name, namespace } = item.metadata;
      const path = `/api/v1/${namespace ? `namespaces/${namespace}/` : ''}${resource}/${encodeURIComponent(name)}`;
      // Whoever changed it meanwhile has had it stored as configured now.
      await request('PUT', `${path}?fieldManager=fadun-rewrite`, item);
    }
    return items.length;
  } finally {
    client.close();
  }
}
