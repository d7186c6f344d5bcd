import type { Text } from '../../stacks/model/vocabulary.ts';
import type { ReadAccess, Step } from '../kit/runbook.ts';
import { secretsGiven } from './given-secrets.ts';

/** Secrets that Pods of a namespace hold, with the workloads that are given them; by name, never by value. */
async function atRisk(read: ReadAccess, namespace: string): Promise<readonly (readonly [string, string])[]> {
  const given = await secretsGiven(read, namespace);
  const names = [...new Set(given.flatMap(({ secrets }) => [...secrets]))].sort();
  return names.map((name) => [
    name,
    given
      .filter(({ secrets }) => secrets.has(name))
      .map(({ workload }) => `${workload.kind} ${workload.name}`)
      .join(', '),
  ]);
}

/**
 * Names what an intruder in a namespace could read. Each is rotated by a run of its own: who accepts a credential is
 * known to people, and its approval is another one's.
 */
export function rotateGivenStep<Parameters>(namespaceOf: (parameters: Parameters) => string): Step<Parameters> {
  return {
    id: 'name-credentials',
    title: { zh: '列出应轮换的凭据', en: 'Name the credentials to rotate' },
    precheck: async ({ parameters, read }) => [
      {
        holds: true,
        statement: { zh: '被侵入的 Pod 所持的 Secret', en: 'Secrets that the Pods there hold' },
        seen: (await atRisk(read, namespaceOf(parameters))).map(([name, by]) => `${name} (${by})`).join('; ') || '0',
      },
    ],
    plan: async ({ parameters, read }) => {
      const namespace = namespaceOf(parameters);
      const items = (await atRisk(read, namespace)).map(([name, by]): Text => {
        const command = `fadun runbook plan rotate-credentials --namespace=${namespace} --secret=${name}`;
        return {
          zh: `已计划轮换 ${name}（${by}）：${command}`,
          en: `Rotation of ${name} is planned (${by}): ${command}`,
        };
      });
      return [
        {
          id: 'credentials',
          kind: 'manual',
          does: {
            zh: '由人逐个安排轮换（每次轮换单独计划、审批）',
            en: 'people have each rotated, by a plan and an approval of its own',
          },
          checklist: [
            ...items,
            {
              zh: '不经 Secret 下发的口令、令牌与密钥已由使用单位更换',
              en: 'Passwords, tokens and keys that no Secret holds were changed by those who use them',
            },
          ],
        },
      ];
    },
    observe: async () => 'not-done',
    verify: async () => [],
    undo: 'nothing',
  };
}
