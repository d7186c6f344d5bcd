/**
 * Records what a real API server makes of each rule's examples, by server-side dry run, into one file per rule.
 *
 *   npm exec -- node tests/golden/examples/record.ts
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleParts } from '../../../policies/judge-example.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { type Example, isEstateRule, type ObjectRule } from '../../../policies/rule.ts';
import { allRules } from '../../../policies/rules/index.ts';
import { clusterScopedKinds } from '../../../policies/targets.ts';
import { type ApiClient, apiClient, eventually, inParallel } from '../../e2e/admission-kit.ts';
import { startControlPlane } from '../../kit/control-plane.ts';
import { kindExamples } from '../../policies/engine/kind-examples.ts';

/** What the server returned for each example; null where its own validation refuses it. */
export interface GoldenExamples {
  readonly compliant: readonly (KubernetesObject | null)[];
  readonly violating: readonly (KubernetesObject | null)[];
}

const namespace = 'examples';

/** Metadata that differs from run to run. */
const passing = ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields', 'generation', 'namespace'];

async function returned(client: ApiClient, example: Example): Promise<KubernetesObject | null> {
  const { object } = exampleParts(example);
  const placed = clusterScopedKinds.has(object.kind)
    ? object
    : { ...object, metadata: { ...object.metadata, namespace } };
  const { status, body } = await client.create(placed as KubernetesObject, { dryRun: true });
  if (status >= 400) return null;
  const metadata = Object.fromEntries(Object.entries(body.metadata).filter(([name]) => !passing.includes(name)));
  const own = object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace };
  const { creationTimestamp } = object.metadata;
  const created = creationTimestamp === undefined ? {} : { creationTimestamp };
  return { ...body, metadata: { ...metadata, ...own, ...created, name: object.metadata.name } };
}

async function record(client: ApiClient, rule: ObjectRule): Promise<void> {
  const golden: GoldenExamples = {
    compliant: await inParallel(rule.examples.compliant, 4, (example) => returned(client, example)),
    violating: await inParallel(rule.examples.violating, 4, (example) => returned(client, example)),
  };
  const lines = (side: keyof GoldenExamples) => golden[side].map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  const text = `{\n  "compliant": [\n${lines('compliant')}\n  ],\n  "violating": [\n${lines('violating')}\n  ]\n}\n`;
  writeFileSync(join(import.meta.dirname, `${rule.id}.json`), text);
}

const plane = await startControlPlane();
const client = apiClient(plane.kubeconfigs.admin);
try {
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await eventually('the service account', async () => {
    return (await client.send('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).status === 200;
  });
  for (const file of readdirSync(import.meta.dirname)) if (file.endsWith('.json')) rmSync(join(import.meta.dirname, file));
  const rules = allRules.filter((rule): rule is ObjectRule => !isEstateRule(rule));
  for (const rule of rules) await record(client, rule);
  const kinds = await inParallel(kindExamples, 4, (example) => returned(client, example));
  const refused = kindExamples.filter((_example, at) => kinds[at] === null).map(({ kind }) => kind);
  const lines = kinds.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  writeFileSync(join(import.meta.dirname, 'kinds.json'), `[\n${lines}\n]\n`);
  console.log(`${rules.length} rules and ${kinds.length} kinds recorded; refused kinds: ${refused.join(', ') || 'none'}`);
} finally {
  await client.close();
  await plane.stop();
}
