import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../policies/kubernetes.ts';
import { unjudgedFields } from '../../../../scripts/engines/terraform/judged-objects.ts';

const object = (podSpec: object, spec: object = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'court' },
  spec: { selector: { matchLabels: { app: 'api' } }, ...spec, template: { spec: podSpec } },
});
const judged = object({ containers: [{ name: 'api', image: 'registry.invalid/api' }] });
const container = (members: object) =>
  object({ containers: [{ name: 'api', image: 'registry.invalid/api', ...members }] });
const pod = (members: object) => object({ containers: [{ name: 'api', image: 'registry.invalid/api' }], ...members });

describe('what a plan of terraform’s holds beyond what was judged', () => {
  test('is nothing where it is the judged object', () => {
    expect(unjudgedFields(judged, structuredClone(judged))).toEqual([]);
  });

  test.each([
    ['a number', object({ ...podOf(judged) }, { progressDeadlineSeconds: 0 })],
    ['a text', pod({ hostname: '', subdomain: '' })],
    ['a text of a container', container({ workingDir: '' })],
    ['a block of nothing but such', pod({ dnsConfig: { nameservers: [], searches: [''] } })],
    ['an empty map', container({ resources: { limits: {}, requests: {} } })],
  ])('is nothing where the provider’s schema fills in %s that nobody gave', (_what, planned) => {
    expect(unjudgedFields(judged, planned)).toEqual([]);
  });

  test.each([
    ['root as the user', container({ securityContext: { runAsUser: 0 } }), /runAsUser|securityContext/],
    ['root as a group', pod({ securityContext: { fsGroup: 0 } }), /fsGroup|securityContext/],
    ['no replica', object({ ...podOf(judged) }, { replicas: 0 }), /^\.spec\.replicas$/],
    ['no time to end in', pod({ terminationGracePeriodSeconds: 0 }), /terminationGracePeriodSeconds$/],
  ])('is named where 0 is a value of its own: %s', (_what, planned, field) => {
    expect(unjudgedFields(judged, planned)).toEqual([expect.stringMatching(field)]);
  });

  test('is named where an empty text is a value of its own: no storage class', () => {
    const claim = (spec: object): KubernetesObject => ({
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'spool', namespace: 'court' } },
      spec: { accessModes: ['ReadWriteOnce'], ...spec },
    });
    expect(unjudgedFields(claim({}), claim({ storageClassName: '', volumeName: '' }))).toEqual([
      '.spec.storageClassName',
    ]);
  });

  test('is named where it is false, or any other value', () => {
    expect(unjudgedFields(judged, pod({ automountServiceAccountToken: false }))).toEqual([
      '.spec.template.spec.automountServiceAccountToken',
    ]);
    expect(unjudgedFields(judged, pod({ hostname: 'other' }))).toEqual(['.spec.template.spec.hostname']);
  });

  test('is named where a judged value is 0 or empty in the plan', () => {
    const declared = object({ ...podOf(judged) }, { replicas: 3, progressDeadlineSeconds: 600 });
    const planned = object({ ...podOf(judged) }, { replicas: 0, progressDeadlineSeconds: 0 });
    expect(unjudgedFields(declared, planned)).toEqual(['.spec.replicas', '.spec.progressDeadlineSeconds']);
    expect(unjudgedFields(container({ workingDir: '/srv' }), container({ workingDir: '' }))).toHaveLength(1);
  });

  test('is nothing where terraform found it so and leaves it, and named where it would change it', () => {
    const found = object({ ...podOf(judged) }, { replicas: 2 });
    expect(unjudgedFields(judged, object({ ...podOf(judged) }, { replicas: 2 }), found)).toEqual([]);
    expect(unjudgedFields(judged, object({ ...podOf(judged) }, { replicas: 5 }), found)).toEqual(['.spec.replicas']);
    expect(unjudgedFields(judged, object({ ...podOf(judged) }, { replicas: 2 }))).toEqual(['.spec.replicas']);
  });
});

function podOf({ spec }: KubernetesObject): object {
  return (spec as { template: { spec: object } }).template.spec;
}
