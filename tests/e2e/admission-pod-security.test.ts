import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../policies/judge.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { rulesOfPacks } from '../../policies/pack.ts';
import { pssRules } from '../../policies/rules/pss/index.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { PodGenerator } from '../policies/pss/random-pod.ts';
import { type ApiClient, apiClient, eventually, inParallel } from './admission-kit.ts';

const lack = await controlPlaneAvailable();
const PODS = 2000;

describe.skipIf(lack)(`Pod Security rules agree with the API server's own${lack ? ` (skipped: ${lack})` : ''}`, () => {
  let plane: TestControlPlane;
  let client: ApiClient;

  beforeAll(async () => {
    plane = await startControlPlane();
    client = apiClient(plane.kubeconfigs.admin);
    for (const level of ['baseline', 'restricted']) {
      const labels = {
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/enforce-version': 'latest',
      };
      await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: level, labels } });
      await eventually(`the service account of ${level}`, async () => {
        return (await client.send('GET', `/api/v1/namespaces/${level}/serviceaccounts/default`)).status === 200;
      });
    }
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await client?.close();
    await plane?.stop();
  }, 120_000);

  it.each(['baseline', 'restricted'] as const)(
    'on random pods, profile %s',
    async (level) => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const generator = new PodGenerator(seed);
      const rules = rulesOfPacks(pssRules, [`pss-${level}`]);
      const pods: KubernetesObject[] = [];
      const counts = { admitted: 0, denied: 0, invalid: 0 };
      const wrong: string[] = [];
      while (counts.admitted + counts.denied < PODS) {
        const batch = Array.from({ length: 200 }, (_, at) => {
          return generator.pod(
            `p${pods.length + at}`,
            level === 'baseline' ? 0.3 + 0.6 * (at / 200) : 0.75 + 0.25 * (at / 200),
          );
        }).map((pod): KubernetesObject => ({ ...pod, metadata: { ...pod.metadata, namespace: level } }));
        pods.push(...batch);
        const answers = await inParallel(batch, 8, (pod) => client.create(pod, { dryRun: true }));
        answers.forEach(({ status, message }, at) => {
          if (status === 422) {
            counts.invalid++;
            return;
          }
          const denied = status === 403 && message.includes('violates PodSecurity');
          expect(denied || status === 201, message).toBe(true);
          counts[denied ? 'denied' : 'admitted']++;
          const pod = batch[at]!;
          const { findings } = judge([{ object: pod, source: { file: 'random' } }], { rules, today: '2026-01-01' });
          if (findings.length > 0 !== denied) {
            const ours = findings.map((finding) => `${finding.rule}: ${finding.message}`).join('; ');
            wrong.push(
              `seed ${seed}, ${JSON.stringify(pod.spec)}: server ${status} ${message}, off-line ${ours || 'pass'}`,
            );
          }
        });
      }
      console.log(`${level}, seed ${seed}: ${JSON.stringify(counts)}, ${wrong.length} differences`);
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(Math.min(counts.admitted, counts.denied)).toBeGreaterThan(PODS / 10);
    },
    300_000,
  );
});
