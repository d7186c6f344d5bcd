import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { ControlPlaneHost, EncryptionRule } from '../../../runbooks/kit/control-plane-host.ts';
import { demandPlainName, type Member, refusedOperation, secretMode } from '../member.ts';

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

export function encryptionReading(members: readonly Member[]): Reading {
  return {
    // Members are written first to last: an interrupted change is seen as not done.
    encryption: () => readEncryption(members.at(-1)!),
    async encryptionKeys() {
      const all = await Promise.all(members.map(async (member) => [...(await knownKeys(member)).keys()]));
      return all[0]!.filter((name) => all.every((names) => names.includes(name))).sort();
    },
  };
}

export function encryptionActing(members: readonly Member[]): Acting {
  return {
    async createEncryptionKey(name) {
      demandPlainName('encryption key', name);
      const known = await keysOfAll(members);
      const secret = known.get(name) ?? randomBytes(32).toString('base64');
      for (const member of members) if (!(await knownKeys(member)).has(name)) await keepKey(member, name, secret);
    },
    async writeEncryption(rules) {
      const keys = await keysOfAll(members);
      const text = configurationText(rules, keys);
      for (const member of members) {
        for (const [name, secret] of keys) await keepKey(member, name, secret);
        await member.machine.write((await member.files()).encryptionConfiguration, text, secretMode);
      }
    },
    rewriteStored: (resource) => rewriteAll(members[0]!, resource),
  };
}

/** Rules with names of keys; the keys themselves stay in the file. */
export async function readEncryption(member: Member): Promise<readonly EncryptionRule[]> {
  return (await configuration(member)).resources.map(({ resources, providers }) => ({
    resources,
    providers: providers.flatMap((provider) =>
      Object.entries(provider).map(([kind, value]) => ({ kind, keys: (value?.keys ?? []).map((key) => key.name) })),
    ),
  }));
}

function configurationText(rules: readonly EncryptionRule[], keys: ReadonlyMap<string, string>): string {
  const resources = rules.map((rule) => ({
    resources: rule.resources,
    providers: rule.providers.map(({ kind, keys: names }) => ({
      [kind]: names.length === 0 ? {} : { keys: names.map((name) => ({ name, secret: demandKey(keys, name) })) },
    })),
  }));
  return dump({ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'EncryptionConfiguration', resources });
}

async function configuration({ host, machine, files }: Member): Promise<Configuration> {
  const { encryptionConfiguration: path } = await files();
  const text = await machine.read(path);
  if (text !== undefined) return load(text) as Configuration;
  throw refusedOperation(
    `${host}: ${path}`,
    { zh: '不存在：API 服务器未对存储内容加密。', en: 'is not there: the API server does not encrypt what it stores.' },
    {
      zh: '请先为其配置加密（--encryption-provider-config）。',
      en: 'Give it an encryption configuration (--encryption-provider-config) first.',
    },
  );
}

/** Every key of the configuration and of the folder of kept keys. */
async function knownKeys(member: Member): Promise<ReadonlyMap<string, string>> {
  const { machine } = member;
  const configured = (await configuration(member)).resources.flatMap(({ providers }) =>
    providers.flatMap((provider) => Object.values(provider).flatMap((value) => value?.keys ?? [])),
  );
  const folder = (await member.files()).encryptionKeys;
  const kept = (await machine.list(folder)).filter(({ name }) => !name.endsWith('.tmp'));
  const read = await Promise.all(
    kept.map(async ({ name }) => [name, (await machine.read(join(folder, name))) ?? ''] as const),
  );
  return new Map([...read, ...configured.map(({ name, secret }) => [name, secret] as const)]);
}

/** Keys by name over all members. @throws FadunError where two members know one name for two keys */
async function keysOfAll(members: readonly Member[]): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const member of members)
    for (const [name, secret] of await knownKeys(member)) {
      if ((all.get(name) ?? secret) !== secret)
        throw refusedOperation(
          `encryption key ${name}`,
          { zh: `在 ${member.host} 上是另一把密钥。`, en: `is another one on ${member.host}.` },
          {
            zh: '请查明存储内容需要哪一把，并人工使各主机一致。',
            en: 'Find out which one stored values need; make the hosts agree by hand.',
          },
        );
      all.set(name, secret);
    }
  return all;
}

function demandKey(keys: ReadonlyMap<string, string>, name: string): string {
  const secret = keys.get(name);
  if (secret !== undefined) return secret;
  throw refusedOperation(
    `encryption key ${name}`,
    { zh: '不在本主机上。', en: 'is not on this host.' },
    { zh: '请先生成，或向保管人取回。', en: 'Draw it first, or bring it back from its keeper.' },
  );
}

async function keepKey({ machine, files }: Member, name: string, secret: string): Promise<void> {
  demandPlainName('encryption key', name);
  await machine.write(join((await files()).encryptionKeys, name), secret, secretMode);
}

interface Listed {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}

/** Reads and writes back each object; the API server stores it anew where its value is not as configured. */
async function rewriteAll(member: Member, resource: string): Promise<number> {
  demandPlainName('resource', resource);
  const client = await member.openApi();
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
