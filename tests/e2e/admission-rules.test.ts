import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindingObject, policyObject, rulePolicy } from '../../policies/admission/policies.ts';
import { exampleParts, judgeExample } from '../../policies/judge-example.ts';
import type { KubernetesObject } from '../../policies/kubernetes.ts';
import { systemNamespaces } from '../../policies/kubernetes.ts';
import { type Example, isAdmissible, type ObjectRule, type Settings } from '../../policies/rule.ts';
import { allRules } from '../../policies/rules/index.ts';
import { clusterScopedKinds, unjudgedByAdmission } from '../../policies/targets.ts';
import {
  controlPlaneAvailable,
  controlPlaneHookTimeout,
  startControlPlane,
  type TestControlPlane,
} from '../kit/control-plane.ts';
import { type ApiClient, apiClient, eventually, inParallel } from './admission-kit.ts';

const lack = await controlPlaneAvailable();

/** One example, in a namespace of its own where only its rule is bound. */
interface Trial {
  readonly rule: ObjectRule;
  readonly expected: 'admitted' | 'denied';
  readonly name: string;
  readonly namespace: string;
  readonly object: KubernetesObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: string;
  readonly settings: Settings | undefined;
  /** What the server's answer has to contain: the rule's id and the message of each finding. */
  readonly messages: readonly string[];
}

/** Kinds that the sandbox's API server does not serve without their custom resource definitions. */
const unserved = new Set(['Gateway', 'HTTPRoute']);

/** Admission comes before the name is taken: a built-in role that it lets pass is there already (409). */
const alreadyThere = 409;

const mark = 'admission.test/policy';
const canary = 'admission.test/canary';

/** Examples with the same settings share a policy and a namespace per set of namespace labels. */
function trialsOf(rule: ObjectRule): Trial[] {
  const all: Trial[] = [];
  for (const side of ['compliant', 'violating'] as const) {
    rule.examples[side].forEach((example: Example, at) => {
      const { object, namespaceLabels = {}, settings } = exampleParts(example);
      // What a rule says of system namespaces cannot be tried in another; the bootstrap objects show it.
      if (systemNamespaces.has(object.metadata.namespace ?? '')) return;
      const { verdict, findings } = judgeExample(rule, example);
      const variant = settings ? `-s${side[0]}${at}` : '';
      const labelled = Object.keys(namespaceLabels).length > 0 ? `-${side[0]}${at}` : '';
      const policy = `t-${rule.id}${variant}`;
      const namespace = `${rule.id}${variant}${labelled}`.slice(0, 50).replace(/-+$/, '');
      const metadata = { ...object.metadata, labels: object.metadata.labels };
      const scoped = clusterScopedKinds.has(object.kind)
        ? { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [mark]: policy.slice(0, 63) } } }
        : { ...object, metadata: { ...metadata, namespace } };
      all.push({
        rule,
        expected: verdict === 'fail' ? 'denied' : 'admitted',
        messages: verdict === 'fail' ? [`[${rule.id}]`, ...findings.map(({ message }) => message)] : [],
        name: `${side} ${at + 1}`,
        namespace,
        object: scoped as KubernetesObject,
        labels: namespaceLabels,
        policy,
        settings,
      });
    });
  }
  return all;
}

const rules = allRules
  .filter(isAdmissible)
  .filter((rule) => !rule.targets.kinds.every((kind) => unjudgedByAdmission.has(kind.group)));

describe.skipIf(lack)(`each rule answers on a real API server as off-line${lack ? ` (skipped: ${lack})` : ''}`, () => {
  let plane: TestControlPlane;
  let client: ApiClient;
  const trials = rules.flatMap(trialsOf);

  beforeAll(async () => {
    plane = await startControlPlane({ controllers: true });
    client = apiClient(plane.kubeconfigs.admin);
    await prepare();
  }, controlPlaneHookTimeout);

  afterAll(async () => {
    await client?.close();
    await plane?.stop();
  }, 120_000);

  /** Namespaces, one policy and binding for each rule and settings, and a canary for each binding. */
  async function prepare(): Promise<void> {
    const first = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'first' } };
    await eventually('admission plugins', async () =>
      [201, alreadyThere].includes((await client.create(first)).status),
    );
    const namespaces = new Map([...trials].reverse().map((trial) => [trial.namespace, trial]));
    const policies = new Map(trials.map((trial) => [trial.policy, trial]));
    await inParallel([...policies.values()], 8, async (trial) => {
      const { spec } = rulePolicy(trial.rule, trial.settings);
      const watched = {
        ...spec,
        matchConditions: [...spec.matchConditions, ownObject(trial.policy)],
        validations: [canaryValidation, ...spec.validations],
      };
      expect(await client.create(policyObject(trial.policy, watched))).toMatchObject({ status: 201 });
      const selector = { matchLabels: { [mark]: trial.policy.slice(0, 63) } };
      const clusterWide = trial.rule.targets.kinds.every(({ kind }) => clusterScopedKinds.has(kind));
      const match = clusterWide ? { objectSelector: selector } : { namespaceSelector: selector };
      expect(await client.create(bindingObject(trial.policy, 'deny', match))).toMatchObject({ status: 201 });
    });
    await inParallel([...namespaces.values()], 8, async ({ namespace, labels, policy }) => {
      const metadata = { name: namespace, labels: { ...labels, [mark]: policy.slice(0, 63) } };
      expect(await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata })).toMatchObject({ status: 201 });
    });
    await inParallel([...namespaces.values()], 8, async ({ namespace, object, policy }) => {
      const place = clusterScopedKinds.has(object.kind) ? {} : { namespace };
      const { labels } = object.metadata;
      const probe = { ...object, metadata: { ...object.metadata, ...place, labels, annotations: { [canary]: 'yes' } } };
      await eventually(`the policy ${policy} in ${namespace}`, async () => {
        const { status, message } = await client.create(probe, { dryRun: true });
        expect(status, `${namespace}: the probe itself is refused: ${message}`).not.toBe(422);
        return message.includes('canary');
      });
    });
  }

  /** A namespace selector lets every cluster-scoped object through; of these, only the marked ones are meant. */
  const ownObject = (policy: string) => ({
    name: 'own-object',
    expression: `has(request.namespace) || (has(object.metadata.labels) && "${mark}" in object.metadata.labels && object.metadata.labels["${mark}"] == "${policy.slice(0, 63)}")`,
  });

  const canaryValidation = {
    expression: `!(has(object.metadata.annotations) && "${canary}" in object.metadata.annotations)`,
    message: 'canary',
    reason: 'Forbidden' as const,
  };

  it('gives the same verdict, and the rule says why', async () => {
    const served = trials.filter(({ object }) => !unserved.has(object.kind));
    const isAdmitted = (status: number) => status < 400 || status === alreadyThere;
    const answers = await inParallel(served, 8, async (trial) => ({
      trial,
      answer: await client.create(trial.object, { dryRun: true }),
    }));
    const byPolicy = (message: string) => message.includes('ValidatingAdmissionPolicy');
    const refusedByApi = answers.filter(({ answer }) => !isAdmitted(answer.status) && !byPolicy(answer.message));
    const judged = answers.filter(({ answer }) => isAdmitted(answer.status) || byPolicy(answer.message));
    const wrong = judged.filter(
      ({ trial, answer }) => (isAdmitted(answer.status) ? 'admitted' : 'denied') !== trial.expected,
    );
    const mute = judged.filter(
      ({ trial, answer }) => !trial.messages.every((message) => answer.message.includes(message)),
    );
    console.log(
      [
        `${rules.length} rules, ${trials.length} examples:`,
        `${judged.length} judged by the API server, ${judged.length - wrong.length} of them as off-line;`,
        `${refusedByApi.length} refused by API validation; ${trials.length - served.length} of kinds it does not serve`,
      ].join(' '),
    );
    const told = ({ trial, answer }: (typeof answers)[number]) =>
      `${trial.rule.id}, ${trial.name}: off-line ${trial.expected}, server ${answer.status} ${answer.message.slice(0, 300)}`;
    expect(wrong.map(told)).toEqual([]);
    expect(mute.map(told)).toEqual([]);
    console.log(refusedByApi.map(told).join('\n'));
    expect(judged.length).toBeGreaterThan(trials.length * 0.9);
  }, 300_000);
});
