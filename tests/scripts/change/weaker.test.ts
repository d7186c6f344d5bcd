import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { weakerObjects } from '../../../scripts/change/weaker/index.ts';
import { absent, type Changes, changed, valueAt } from '../../kit/changed.ts';
import { samples } from './weaker-samples.ts';

/** What the change of one object is called: the kinds of its reasons, none where it is additive. */
function kindsOf(before: unknown, after: unknown): string[] {
  const reasons = weakerObjects([
    { before: before as KubernetesObject | undefined, after: after as KubernetesObject | undefined },
  ]);
  return [...new Set(reasons.map(({ kind }) => kind))].sort();
}

const container = 'spec.template.spec.containers[0]';
const context = `${container}.securityContext`;
const pod = 'spec.template.spec';

/** [what is done, to which sample, the change, the kind of reason that must be among those named] */
const weakenings: readonly (readonly [string, keyof typeof samples, Changes, string])[] = [
  ['a bound of a quota is dropped', 'quota', { 'spec.hard["limits.cpu"]': absent }, 'quota'],
  ['a bound of a quota is raised', 'quota', { 'spec.hard["limits.cpu"]': '9' }, 'quota'],
  ['a bound is raised by its unit alone', 'quota', { 'spec.hard["limits.memory"]': '16Ti' }, 'quota'],
  ['a quota is scoped', 'quota', { 'spec.scopes': ['Terminating'] }, 'quota'],
  [
    'a quota is scoped by a selector',
    'quota',
    { 'spec.scopeSelector': { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'Exists' }] } },
    'quota',
  ],
  ['a maximum of a limit range is dropped', 'limits', { 'spec.limits[0].max': absent }, 'quota'],
  ['a maximum of a limit range is raised', 'limits', { 'spec.limits[0].max.cpu': '64' }, 'quota'],
  ['a minimum of a limit range is lowered', 'limits', { 'spec.limits[0].min.cpu': '1m' }, 'quota'],
  ['a default of a limit range changes', 'limits', { 'spec.limits[0].default.cpu': '2' }, 'quota'],
  ['an item of a limit range goes', 'limits', { 'spec.limits': [] }, 'quota'],
  [
    'Pod Security goes to baseline',
    'namespace',
    { 'metadata.labels["pod-security.kubernetes.io/enforce"]': 'baseline' },
    'pod-security',
  ],
  [
    'Pod Security goes to privileged',
    'namespace',
    { 'metadata.labels["pod-security.kubernetes.io/enforce"]': 'privileged' },
    'pod-security',
  ],
  [
    'the Pod Security label goes',
    'namespace',
    { 'metadata.labels["pod-security.kubernetes.io/enforce"]': absent },
    'pod-security',
  ],
  [
    'the Pod Security label is misspelt',
    'namespace',
    { 'metadata.labels["pod-security.kubernetes.io/enforce"]': 'Restricted' },
    'pod-security',
  ],
  [
    'Pod Security is judged as of an older version',
    'namespace',
    { 'metadata.labels["pod-security.kubernetes.io/enforce-version"]': 'v1.24' },
    'pod-security',
  ],
  [
    'Pod Security no longer audits',
    'namespace',
    { 'metadata.labels["pod-security.kubernetes.io/audit"]': absent },
    'pod-security',
  ],
  ['a namespace changes its segment', 'namespace', { 'metadata.labels["fadun.io/segment"]': 'web' }, 'admission'],
  [
    'a namespace gets a label that a selector may exempt',
    'namespace',
    { 'metadata.labels.exempt': 'true' },
    'admission',
  ],
  [
    'a namespace gets a scheduler annotation',
    'namespace',
    { 'metadata.annotations': { 'scheduler.alpha.kubernetes.io/node-selector': 'tier=data' } },
    'admission',
  ],
  ['a binding moves to another policy', 'binding', { 'spec.policyName': 'lenient' }, 'admission'],
  [
    'a binding takes parameters',
    'binding',
    { 'spec.paramRef': { name: 'lenient', parameterNotFoundAction: 'Allow' } },
    'admission',
  ],
  ['a binding no longer denies', 'binding', { 'spec.validationActions': ['Audit', 'Warn'] }, 'admission'],
  [
    'a binding binds only some namespaces',
    'binding',
    { 'spec.matchResources': { namespaceSelector: { matchLabels: { strict: 'yes' } } } },
    'admission',
  ],
  [
    'a binding binds only some kinds',
    'binding',
    {
      'spec.matchResources': {
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['*'], operations: ['CREATE'], resources: ['deployments'] },
        ],
      },
    },
    'admission',
  ],
  ['a validation goes', 'policy', { 'spec.validations[0]': absent }, 'admission'],
  ['a validation is written otherwise', 'policy', { 'spec.validations[0].expression': 'true' }, 'admission'],
  ['a variable is written otherwise', 'policy', { 'spec.variables[0].expression': '[]' }, 'admission'],
  [
    'a match condition is added',
    'policy',
    { 'spec.matchConditions[1]': { name: 'x', expression: 'false' } },
    'admission',
  ],
  ['a rule of what is judged goes', 'policy', { 'spec.matchConstraints.resourceRules[0]': absent }, 'admission'],
  [
    'a rule judges creation only',
    'policy',
    { 'spec.matchConstraints.resourceRules[0].operations': ['CREATE'] },
    'admission',
  ],
  [
    'something is excluded',
    'policy',
    {
      'spec.matchConstraints.excludeResourceRules': [
        { apiGroups: ['apps'], apiVersions: ['*'], operations: ['*'], resources: ['*'] },
      ],
    },
    'admission',
  ],
  ['a policy ignores its failures', 'policy', { 'spec.failurePolicy': 'Ignore' }, 'admission'],
  ['a policy matches exactly', 'policy', { 'spec.matchConstraints.matchPolicy': 'Exact' }, 'admission'],
  ['a waiver is compiled in', 'policy', { 'metadata.annotations': { 'fadun.io/waivers': 'w-1=2027-01-01' } }, 'waiver'],
  ['a webhook ignores its failures', 'webhook', { 'webhooks[0].failurePolicy': 'Ignore' }, 'admission'],
  [
    'a webhook looks away from a namespace',
    'webhook',
    { 'webhooks[0].namespaceSelector': { matchLabels: { strict: 'yes' } } },
    'admission',
  ],
  ['a webhook trusts another authority', 'webhook', { 'webhooks[0].clientConfig.caBundle': 'AAAA' }, 'privilege'],
  [
    'a webhook is reached elsewhere',
    'webhook',
    { 'webhooks[0].clientConfig': { url: 'https://elsewhere.example' } },
    'privilege',
  ],
  ['a webhook goes', 'webhook', { webhooks: [] }, 'admission'],
  ['a container becomes privileged', 'deployment', { [`${context}.privileged`]: true }, 'security-context'],
  ['a container may escalate', 'deployment', { [`${context}.allowPrivilegeEscalation`]: true }, 'security-context'],
  [
    'the restraint on escalation goes',
    'deployment',
    { [`${context}.allowPrivilegeEscalation`]: absent },
    'security-context',
  ],
  [
    'a container writes its root filesystem',
    'deployment',
    { [`${context}.readOnlyRootFilesystem`]: absent },
    'security-context',
  ],
  [
    'a container may run as root',
    'deployment',
    { [`${pod}.securityContext.runAsNonRoot`]: absent },
    'security-context',
  ],
  [
    'a container overrides the pod and may run as root',
    'deployment',
    { [`${context}.runAsNonRoot`]: false },
    'security-context',
  ],
  ['a container runs as user 0', 'deployment', { [`${context}.runAsUser`]: 0 }, 'security-context'],
  [
    'a container runs as another user',
    'deployment',
    { [`${pod}.securityContext.runAsUser`]: 12345 },
    'security-context',
  ],
  ['a capability is added', 'deployment', { [`${context}.capabilities.add`]: ['NET_ADMIN'] }, 'security-context'],
  ['capabilities are no longer dropped', 'deployment', { [`${context}.capabilities`]: absent }, 'security-context'],
  ['seccomp goes', 'deployment', { [`${pod}.securityContext.seccompProfile`]: absent }, 'security-context'],
  ['the host network is shared', 'deployment', { [`${pod}.hostNetwork`]: true }, 'security-context'],
  ['host processes are seen', 'deployment', { [`${pod}.hostPID`]: true }, 'security-context'],
  ['a host port opens', 'deployment', { [`${container}.ports[0].hostPort`]: 80 }, 'exposure'],
  [
    'a host path is mounted',
    'deployment',
    { [`${pod}.volumes[0]`]: { name: 'scratch', hostPath: { path: '/etc' } } },
    'security-context',
  ],
  [
    'a secret is mounted',
    'deployment',
    { [`${pod}.volumes[0]`]: { name: 'scratch', secret: { secretName: 'keys' } } },
    'credential',
  ],
  [
    'a secret enters the environment',
    'deployment',
    { [`${container}.env`]: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'k' } } }] },
    'credential',
  ],
  ['the token is mounted', 'deployment', { [`${pod}.automountServiceAccountToken`]: absent }, 'credential'],
  [
    'a token is projected',
    'deployment',
    { [`${pod}.volumes[0]`]: { name: 'scratch', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } } },
    'credential',
  ],
  ['another account is used', 'deployment', { [`${pod}.serviceAccountName`]: 'cluster-admin' }, 'privilege'],
  [
    'an image comes from another registry',
    'deployment',
    { [`${container}.image`]: `elsewhere.example/web@sha256:${'a'.repeat(64)}` },
    'image',
  ],
  ['an image is named by tag', 'deployment', { [`${container}.image`]: 'registry.example/web:1' }, 'image'],
  [
    'data nodes are tolerated',
    'deployment',
    { [`${pod}.tolerations`]: [{ key: 'fadun.io/data', operator: 'Exists' }] },
    'placement',
  ],
  ['a node is named', 'deployment', { [`${pod}.nodeName`]: 'data-1' }, 'placement'],
  ['a node selector goes', 'deployment', { [`${pod}.nodeSelector`]: absent }, 'placement'],
  ['a sandboxed runtime goes', 'deployment', { [`${pod}.runtimeClassName`]: absent }, 'security-context'],
  ['a limit goes', 'deployment', { [`${container}.resources.limits.memory`]: absent }, 'quota'],
  ['arguments change', 'deployment', { [`${container}.args`]: ['--insecure-skip-tls-verify'] }, 'configuration'],
  ['a mount becomes writable', 'deployment', { [`${container}.volumeMounts[0].readOnly`]: absent }, 'configuration'],
  [
    'a container is put beside',
    'deployment',
    { [`${pod}.containers[1]`]: { name: 'guest', image: `registry.example/web@sha256:${'b'.repeat(64)}` } },
    'configuration',
  ],
  [
    'host names are written',
    'deployment',
    { [`${pod}.hostAliases`]: [{ ip: '10.0.0.1', hostnames: ['id.example'] }] },
    'security-context',
  ],
  ['nothing runs any more', 'deployment', { 'spec.replicas': 0 }, 'availability'],
  ['one replica is left', 'deployment', { 'spec.replicas': 1 }, 'availability'],
  [
    'a field nobody has heard of is set',
    'deployment',
    { [`${pod}.resourceClaims`]: [{ name: 'gpu' }] },
    'security-context',
  ],
  [
    'a sidecar is switched off by annotation',
    'deployment',
    { 'spec.template.metadata.annotations': { 'sidecar.example/inject': 'false' } },
    'security-context',
  ],
  ['a backup is suspended', 'cronjob', { 'spec.suspend': true }, 'availability'],
  ['a backup runs at another time', 'cronjob', { 'spec.schedule': '0 0 1 1 *' }, 'availability'],
  [
    'claims go with their set',
    'statefulset',
    { 'spec.persistentVolumeClaimRetentionPolicy': { whenDeleted: 'Delete' } },
    'data',
  ],
  ['a Service becomes a LoadBalancer', 'service', { 'spec.type': 'LoadBalancer' }, 'exposure'],
  [
    'a Service answers with another name',
    'service',
    { 'spec.type': 'ExternalName', 'spec.externalName': 'evil.example' },
    'exposure',
  ],
  ['a Service takes an external address', 'service', { 'spec.externalIPs': ['10.1.1.1'] }, 'exposure'],
  ['a Service leads to other pods', 'service', { 'spec.selector': { app: 'other' } }, 'exposure'],
  ['a LoadBalancer opens to more sources', 'entrance', { 'spec.loadBalancerSourceRanges[1]': '0.0.0.0/0' }, 'exposure'],
  ['a LoadBalancer forgets its sources', 'entrance', { 'spec.loadBalancerSourceRanges': absent }, 'exposure'],
  ['a LoadBalancer translates sources', 'entrance', { 'spec.externalTrafficPolicy': 'Cluster' }, 'exposure'],
  ['a LoadBalancer opens node ports', 'entrance', { 'spec.allocateLoadBalancerNodePorts': absent }, 'exposure'],
  [
    'a LoadBalancer becomes public by annotation',
    'entrance',
    { 'metadata.annotations': { 'cloud.example/address-type': 'internet' } },
    'exposure',
  ],
  ['a LoadBalancer serves another port', 'entrance', { 'spec.ports[1]': { port: 22 } }, 'exposure'],
  ['an entrance changes', 'ingress', { 'spec.rules[0].host': 'other.example' }, 'exposure'],
  [
    'an entrance gets an annotation',
    'ingress',
    { 'metadata.annotations': { 'nginx.ingress.kubernetes.io/auth-url': '' } },
    'exposure',
  ],
  ['an account’s token is mounted', 'account', { automountServiceAccountToken: absent }, 'credential'],
  [
    'an account is tied to a cloud role',
    'account',
    { 'metadata.annotations': { 'cloud.example/role': 'admin' } },
    'privilege',
  ],
  ['a role loses its resource names', 'role', { 'rules[0].resourceNames': absent }, 'privilege'],
  ['a role gains a name', 'role', { 'rules[0].resourceNames[1]': 'other' }, 'privilege'],
  ['a role gains a URL', 'role', { 'rules[1]': { nonResourceURLs: ['/metrics'], verbs: ['get'] } }, 'privilege'],
  [
    'a role is gathered into admin',
    'role',
    { 'metadata.labels': { 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' } },
    'privilege',
  ],
  [
    'a binding gains a subject',
    'rolebinding',
    { 'subjects[1]': { kind: 'Group', name: 'system:authenticated' } },
    'privilege',
  ],
  ['volumes are deleted with their claims', 'storageclass', { reclaimPolicy: 'Delete' }, 'data'],
  ['volumes are no longer encrypted', 'storageclass', { 'parameters.encrypted': absent }, 'data'],
  [
    'a class becomes the default',
    'storageclass',
    { 'metadata.annotations': { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    'data',
  ],
  ['a claim moves to another class', 'claim', { 'spec.storageClassName': 'plain' }, 'data'],
  ['a priority rises', 'priority', { value: 100000 }, 'placement'],
  ['a priority becomes everybody’s', 'priority', { globalDefault: true }, 'placement'],
  ['a budget allows more to be down', 'budget', { 'spec.minAvailable': 0 }, 'availability'],
  ['a budget guards other pods', 'budget', { 'spec.selector.matchLabels.app': 'other' }, 'availability'],
  ['an autoscaler goes lower', 'autoscaler', { 'spec.minReplicas': 1 }, 'availability'],
  ['a policy isolates other pods', 'deny', { 'spec.podSelector': { matchLabels: { app: 'web' } } }, 'reachability'],
  ['a policy no longer isolates egress', 'deny', { 'spec.policyTypes': ['Ingress'] }, 'reachability'],
  ['a collector is told something else', 'configmap', { 'data["collector.yaml"]': 'exporters: {}' }, 'configuration'],
  ['an alert rule goes', 'configmap', { 'data["alerts.yaml"]': absent }, 'configuration'],
  ['a secret changes', 'secret', { 'data.key': 'b3RoZXI=' }, 'credential'],
  ['a custom kind changes', 'crd', { 'spec.scope': 'Cluster' }, 'privilege'],
  ['an unknown kind changes', 'unknown', { 'spec.anything': 2 }, 'unknown-kind'],
  [
    'a channel stays open longer',
    'channel',
    { 'metadata.annotations["fadun.io/channel-expires"]': '2029-01-01' },
    'exchange',
  ],
];

describe('a change of one object is called widening or worse', () => {
  it.each(weakenings)('when %s', (_what, sample, change, kind) => {
    const before = samples[sample];
    expect(kindsOf(before, changed(before, change))).toContain(kind);
  });

  it.each<[string, unknown, string]>([
    [
      'a privileged namespace',
      changed(samples.namespace, { 'metadata.labels["pod-security.kubernetes.io/enforce"]': 'privileged' }),
      'pod-security',
    ],
    ['a namespace without a label', changed(samples.namespace, { 'metadata.labels': {} }), 'pod-security'],
    [
      'a namespace with a label that may exempt it',
      changed(samples.namespace, { 'metadata.labels.exempt': 'yes' }),
      'admission',
    ],
    ['a privileged workload', changed(samples.deployment, { [`${context}.privileged`]: true }), 'security-context'],
    [
      'a workload that reads a secret',
      changed(samples.deployment, { [`${container}.envFrom`]: [{ secretRef: { name: 'keys' } }] }),
      'credential',
    ],
    [
      'a workload that tolerates data nodes',
      changed(samples.deployment, { [`${pod}.tolerations`]: [{ operator: 'Exists' }] }),
      'placement',
    ],
    [
      'a workload on a host path',
      changed(samples.deployment, { [`${pod}.volumes[0]`]: { name: 'scratch', hostPath: { path: '/' } } }),
      'security-context',
    ],
    ['an account with its token', changed(samples.account, { automountServiceAccountToken: absent }), 'credential'],
    ['a LoadBalancer', samples.entrance, 'exposure'],
    [
      'a Service that is a name elsewhere',
      { ...samples.service, spec: { type: 'ExternalName', externalName: 'a.example' } },
      'exposure',
    ],
    ['an Ingress', samples.ingress, 'exposure'],
    ['a webhook', samples.webhook, 'privilege'],
    ['a mutating webhook', { ...samples.webhook, kind: 'MutatingWebhookConfiguration' }, 'privilege'],
    ['a binding', samples.rolebinding, 'privilege'],
    ['a custom kind', samples.crd, 'privilege'],
    ['an API service', { ...samples.crd, apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' }, 'privilege'],
    [
      'a certificate request',
      { ...samples.crd, apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' },
      'credential',
    ],
    ['an HTTP route', { ...samples.crd, apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' }, 'exposure'],
    ['a secret', samples.secret, 'credential'],
    ['a front end of a channel', samples.channel, 'exchange'],
    ['a kind nobody knows', samples.unknown, 'unknown-kind'],
  ])('when %s is new', (_what, after, kind) => {
    expect(kindsOf(undefined, after)).toContain(kind);
  });

  it.each<[keyof typeof samples, string]>([
    ['quota', 'quota'],
    ['limits', 'quota'],
    ['policy', 'admission'],
    ['binding', 'admission'],
    ['budget', 'availability'],
    ['deny', 'reachability'],
    ['webhook', 'admission'],
  ])('when a %s goes', (sample, kind) => {
    expect(kindsOf(samples[sample], undefined)).toContain(kind);
  });

  it('never shows the content of a secret', () => {
    const reasons = weakerObjects([{ before: undefined, after: samples.secret as unknown as KubernetesObject }]);
    expect(JSON.stringify(reasons)).not.toContain('c2VjcmV0');
  });

  it('and destructive where data goes with it', () => {
    const after = changed(samples.storageclass, { reclaimPolicy: 'Delete' }) as KubernetesObject;
    const reasons = weakerObjects([{ before: samples.storageclass as unknown as KubernetesObject, after }]);
    expect(reasons.map((reason) => reason.class)).toContain('destructive');
  });
});

describe('a change of one object is additive', () => {
  it.each<[string, unknown, unknown]>([
    ['a restricted workload is new', undefined, samples.deployment],
    ['a restricted namespace is new', undefined, samples.namespace],
    ['a quota is new', undefined, samples.quota],
    ['a policy is new', undefined, samples.policy],
    ['an inner Service is new', undefined, samples.service],
    ['a ConfigMap is new', undefined, samples.configmap],
    ['an account without a token is new', undefined, samples.account],
    [
      'an image is moved to another digest of the same repository',
      samples.deployment,
      changed(samples.deployment, { [`${container}.image`]: `registry.example/web@sha256:${'c'.repeat(64)}` }),
    ],
    ['there are more replicas', samples.deployment, changed(samples.deployment, { 'spec.replicas': 5 })],
    ['a quota is tightened', samples.quota, changed(samples.quota, { 'spec.hard["limits.cpu"]': '3500m' })],
    ['a quota gets a further bound', samples.quota, changed(samples.quota, { 'spec.hard.pods': '5' })],
    [
      'a quota is written in another unit',
      samples.quota,
      changed(samples.quota, { 'spec.hard["limits.cpu"]': '4000m' }),
    ],
    [
      'a validation is added',
      samples.policy,
      changed(samples.policy, { 'spec.validations[1]': { expression: 'false' } }),
    ],
    ['a claim grows', samples.claim, changed(samples.claim, { 'spec.resources.requests.storage': '20Gi' })],
    [
      'a LoadBalancer is closed to a range',
      samples.entrance,
      changed(samples.entrance, {
        'spec.loadBalancerSourceRanges': ['10.10.0.0/16'],
        'spec.allocateLoadBalancerNodePorts': false,
      }),
    ],
    ['a volume outlives its claim', changed(samples.storageclass, { reclaimPolicy: 'Delete' }), samples.storageclass],
    ['nothing changes', samples.unknown, samples.unknown],
  ])('when %s', (_what, before, after) => {
    expect(kindsOf(before, after)).toEqual([]);
  });
});

/** Leaves of an object by path, in the notation of `changed`. */
function leaves(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => leaves(item, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([field, inner]) => {
    const step = /[./]/.test(field) ? `["${field}"]` : path === '' ? field : `.${field}`;
    return leaves(inner, `${path}${step}`);
  });
}

/** Fields that may change both ways: what does not bear on security, or is an everyday change by agreement. */
const free =
  /^(apiVersion|kind|metadata\.(name|namespace|labels)|type$)|template\.metadata\.labels|spec\.(replicas|maxReplicas)$|\.image$|resources\.(requests|limits)|containerPort|\.name$|messageExpression|\.message$|sideEffects|periodSeconds|httpGet|\.port$|ports\[0\]\.protocol$|spec\.selector\.matchLabels|volumeClaimTemplates\[0\]\.(metadata|spec\.resources)|restartPolicy|timeoutSeconds|spec\.clusterIP|spec\.versions|admissionReviewVersions|volumeMode|emptyDir|successThreshold|concurrencyPolicy|roleRef\.apiGroup|spec\.metrics/;

/** Fields that have few values, and those that are not what the field has when it is left out. */
const choices: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/^spec\.type$/, ['LoadBalancer', 'NodePort', 'ExternalName']],
  [/failurePolicy$/, ['Ignore']],
  [/matchPolicy$/, ['Exact']],
  [/reclaimPolicy$/, ['Delete', absent]],
  [/preemptionPolicy$/, ['PreemptLowerPriority', absent]],
  [/^spec\.minReplicas$/, [1, 3]],
  [/automountServiceAccountToken$/, [true, absent]],
  [/allocateLoadBalancerNodePorts$/, [true, absent]],
  [/allowPrivilegeEscalation$/, [true, absent]],
];

describe('a tightening turned round is a weakening', () => {
  const names = Object.keys(samples) as (keyof typeof samples)[];

  const places = names.flatMap((name) =>
    leaves(samples[name])
      .filter((path) => !free.test(path))
      .map((path) => ({ name, path })),
  );
  /** Other values that the API admits for the field; where it is one of few, the others of them. */
  const others = (name: keyof typeof samples, path: string): readonly unknown[] => {
    const value = valueAt(samples[name], path);
    const few = choices.find(([pattern]) => pattern.test(path));
    if (few) return few[1];
    if (typeof value === 'boolean') return value ? [false, absent] : [true];
    return typeof value === 'number' ? [value + 1, 0, absent] : ['otherwise', absent];
  };

  it('whatever single field it is in', () => {
    expect(places.length).toBeGreaterThan(100);
    const passing = places.flatMap(({ name, path }) =>
      others(name, path).flatMap((value) => {
        const before = samples[name];
        const after = changed(before, { [path]: value });
        if (JSON.stringify(after) === JSON.stringify(before)) return [];
        const reasons = [...kindsOf(before, after), ...kindsOf(after, before)];
        return reasons.length > 0 ? [] : [`${name}: ${path} → ${String(value)}`];
      }),
    );
    expect(passing).toEqual([]);
  });

  it('and whatever other fields change with it', () => {
    const change = fc
      .constantFrom(...places)
      .chain((place) =>
        fc.record({ place: fc.constant(place), value: fc.constantFrom(...others(place.name, place.path)) }),
      );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const name = changes[0]!.place.name;
        const before = samples[name];
        const own = changes.filter(({ place }) => place.name === name);
        const after = own.reduce((object: unknown, { place, value }) => {
          // An earlier change may have taken the place away.
          return leaves(object).includes(place.path) ? changed(object, { [place.path]: value }) : object;
        }, before);
        fc.pre(JSON.stringify(after) !== JSON.stringify(before));
        expect([...kindsOf(before, after), ...kindsOf(after, before)]).not.toEqual([]);
      }),
      { numRuns: 2000, seed: 20261125 },
    );
  });
});
