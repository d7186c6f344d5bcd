import { rotateEncryptionKeys } from '../../runbooks/rotate-encryption-keys.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf, secret, secretPath } from './objects.ts';

const namespace = 'drill-keys';
const names = Array.from({ length: 40 }, (_, index) => `secret-${index}`);

interface Kept {
  readonly key: string;
  readonly former: readonly string[];
  readonly count: number;
}

export const rotateEncryptionKeysDrill = drill({
  id: 'rotate-encryption-keys',
  runbook: rotateEncryptionKeys,
  writesTo: ['host'],
  async prepare(stage) {
    await demandNamespace(stage, namespace);
    for (const name of names) await secret(stage, namespace, name, `value of ${name}`);
    const former = (await stage.host.encryption()).flatMap((rule) => rule.providers.flatMap(({ keys }) => keys));
    const key = `drill-${Date.now().toString(36)}`;
    const count = sum(await stage.host.storedAs('secrets'));
    return { parameters: { newKey: key }, kept: { key, former, count } satisfies Kept };
  },
  async check(stage, kept) {
    const { key, former, count } = kept as unknown as Kept;
    const stored = await stage.host.storedAs('secrets');
    return problemsOf({
      'a value in etcd is not under the new key': Object.keys(stored).join() === `k8s:enc:secretbox:v1:${key}:`,
      'secrets are missing from etcd': sum(stored) >= count,
      'a secret cannot be read or has another value': await allRead(stage),
      'the former key is still configured': configuredIs(await stage.host.encryption(), [key]),
      'the former key was thrown away': (await stage.host.encryptionKeys()).some((name) => former.includes(name)),
    });
  },
  async checkUndone(stage, kept) {
    const { former } = kept as unknown as Kept;
    const stored = await stage.host.storedAs('secrets');
    return problemsOf({
      'a value in etcd is not under the former key':
        Object.keys(stored).join() === `k8s:enc:secretbox:v1:${former[0]}:`,
      'a secret cannot be read or has another value': await allRead(stage),
      'the former configuration is not back': configuredIs(await stage.host.encryption(), former),
    });
  },
});

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function configuredIs(rules: Awaited<ReturnType<Stage['host']['encryption']>>, keys: readonly string[]): boolean {
  return rules.every((rule) => rule.providers[0]?.keys.join() === keys.join());
}

async function allRead(stage: Stage): Promise<boolean> {
  const read = await Promise.all(
    names.map(async (name) => {
      const found = (await stage.api.get(secretPath(namespace, name))) as { data?: { value?: string } } | undefined;
      return Buffer.from(found?.data?.value ?? '', 'base64').toString('utf8') === `value of ${name}`;
    }),
  );
  return read.every(Boolean);
}
