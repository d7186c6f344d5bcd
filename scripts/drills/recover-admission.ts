import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { recoverAdmission } from '../../runbooks/recover-admission.ts';
import { drill, type Stage } from './drill.ts';
import { configMap, demandNamespace, problemsOf, settled } from './objects.ts';

const group = '/apis/admissionregistration.k8s.io/v1';
const namespace = 'drill-admission';
const locking = 'drill-locking';
const guard = 'drill-guard.static.k8s.io';
const hook = 'drill-foreign';

function policy(name: string, apiGroups: readonly string[], resources: readonly string[], message: string) {
  const rule = { apiGroups, apiVersions: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: 'false', message }],
    },
  };
}

function binding(name: string, policyName: string) {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName, validationActions: ['Deny'] },
  };
}

/**
 * A policy of the API cannot judge policies; a policy in the server's file-based configuration can (KEP-5793). With such
 * a guard, a wrong policy that denies everything denies its own removal as well.
 */
async function lock(stage: Stage): Promise<void> {
  const folder = join(stage.root, 'config', 'static-policies');
  await mkdir(folder, { recursive: true });
  const guarded = ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'];
  const guardPolicy = policy(
    guard,
    ['admissionregistration.k8s.io'],
    guarded,
    'policies are changed on the hosts only',
  );
  await writeFile(join(folder, 'guard.yaml'), `${dump(guardPolicy)}---\n${dump(binding(guard, guard))}`);
  const configuration = join(stage.root, 'config', 'admission.yaml');
  const plugin = {
    name: 'ValidatingAdmissionPolicy',
    configuration: {
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyConfiguration',
      staticManifestsDir: folder,
    },
  };
  const head = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AdmissionConfiguration' };
  await writeFile(configuration, dump({ ...head, plugins: [plugin] }));
  const denial = policy(locking, ['*'], ['*'], 'everything is denied, by mistake');
  await stage.api.send('POST', `${group}/validatingadmissionpolicies`, denial);
  await stage.api.send('POST', `${group}/validatingadmissionpolicybindings`, binding(locking, locking));
  await stage.host.setFlags('kube-apiserver', { 'admission-control-config-file': configuration });
  await stage.host.restart('kube-apiserver');
}

/** Whether a write is let through; a refusal that is not admission's is a fault. */
async function isAdmitted(stage: Stage): Promise<boolean> {
  return configMap(stage, namespace, 'probe', { at: String(Date.now()) }).then(
    () => true,
    (error: unknown) => {
      if (/denied|webhook/.test(String(error))) return false;
      throw error;
    },
  );
}

/** Whether the wrong binding can be taken out through the API; as a dry run, so that it stays. */
async function isRemovable(stage: Stage): Promise<boolean> {
  const path = `${group}/validatingadmissionpolicies/${locking}?dryRun=All`;
  return stage.api.send('DELETE', path).then(
    () => true,
    (error: unknown) => !/ValidatingAdmissionPolicy/.test(String(error)),
  );
}

async function unlock(stage: Stage): Promise<void> {
  await stage.host.setFlags('kube-apiserver', { 'admission-control-config-file': null });
  await stage.host.disableAdmissionPlugins(['ValidatingAdmissionPolicy']);
  await stage.host.restart('kube-apiserver');
  for (const kind of ['validatingadmissionpolicybindings', 'validatingadmissionpolicies']) {
    const path = `${group}/${kind}/${locking}`;
    if (await stage.api.get(path)) await stage.api.send('DELETE', path);
  }
  await stage.host.disableAdmissionPlugins([]);
  await stage.host.restart('kube-apiserver');
  await rm(join(stage.root, 'config', 'static-policies'), { recursive: true, force: true });
}

export const recoverAdmissionDrill = drill({
  id: 'recover-admission',
  runbook: recoverAdmission,
  writesTo: ['api', 'host'],
  async prepare(stage) {
    await unlock(stage);
    await demandNamespace(stage, namespace);
    await lock(stage);
    if (!(await settled(async () => !(await isAdmitted(stage))))) throw new Error('drill: nothing is denied');
    if (await isRemovable(stage)) throw new Error('drill: the policy does not lock itself in');
    return { parameters: { cause: 'locked-policy', name: locking }, kept: null };
  },
  async check(stage) {
    const bindingPath = `${group}/validatingadmissionpolicybindings/${locking}`;
    return problemsOf({
      'writes are still denied': await settled(() => isAdmitted(stage)),
      'the wrong binding is still there': (await stage.api.get(bindingPath)) === undefined,
      'more was removed than the binding':
        (await stage.api.get(`${group}/validatingadmissionpolicies/${locking}`)) !== undefined,
      'the guard does not deny any more': !(await isRemovable(stage)),
      'a plugin is still off': !(await stage.host.changedFlags('kube-apiserver')).includes('disable-admission-plugins'),
    });
  },
  async checkUndone(stage) {
    return problemsOf({
      'the binding is not back': await settled(async () => !(await isAdmitted(stage))),
      'the guard does not deny': !(await isRemovable(stage)),
    });
  },
  tidy: unlock,
});

/** A webhook of somebody else's whose service has no endpoint, failing closed on every write of a namespace. */
export const recoverAdmissionWebhookDrill = drill({
  id: 'recover-admission-webhook',
  runbook: recoverAdmission,
  depth: 'good',
  writesTo: ['api'],
  async prepare(stage) {
    await demandNamespace(stage, namespace);
    const rule = { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] };
    const webhook = (name: string, failurePolicy: string) => ({
      name,
      failurePolicy,
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      timeoutSeconds: 1,
      rules: [rule],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      clientConfig: { service: { namespace, name: 'gone', path: '/' } },
    });
    await stage.api.send('POST', `${group}/validatingwebhookconfigurations`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: hook },
      webhooks: [webhook('one.drill.fadun.io', 'Fail'), webhook('two.drill.fadun.io', 'Ignore')],
    });
    if (!(await settled(async () => !(await isAdmitted(stage))))) throw new Error('drill: nothing is denied');
    return { parameters: { cause: 'webhook', name: hook }, kept: null };
  },
  async check(stage) {
    return problemsOf({ 'writes are still denied': await settled(() => isAdmitted(stage)) });
  },
  async checkUndone(stage) {
    return problemsOf({
      'the webhook does not fail closed again': await settled(async () => !(await isAdmitted(stage))),
    });
  },
  async tidy(stage) {
    await stage.api.send('DELETE', `${group}/validatingwebhookconfigurations/${hook}`);
  },
});
