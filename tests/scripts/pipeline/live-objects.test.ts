import { describe, expect, it } from 'vitest';
import { deployment, pod } from '../../../policies/examples.ts';
import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import { uncontrolled } from '../../../scripts/pipeline/live-objects.ts';

const placed = (object: KubernetesObject, name: string, metadata: object = {}): KubernetesObject => ({
  ...object,
  metadata: { name, namespace: 'apps', ...metadata },
});
const ownedBy = (kind: string, uid: string, name = 'x') => ({
  ownerReferences: [{ kind, name, uid, controller: true }],
});
const set = { ...deployment(), kind: 'ReplicaSet' };
const named = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata.name);

describe('live objects', () => {
  const web = placed(deployment(), 'web', { uid: '1' });
  const ofWeb = placed(set, 'web-5d4f', { uid: '2', ...ownedBy('Deployment', '1', 'web') });

  it('count through the listed workload that controls them', () => {
    const made = placed(pod(), 'web-5d4f-a', ownedBy('ReplicaSet', '2', 'web-5d4f'));
    expect(named(uncontrolled([made, ofWeb, web]))).toEqual(['web']);
  });

  it.each<[string, object]>([
    ['an operator of a kind of its own', ownedBy('Rollout', '7')],
    ['nobody who is there', ownedBy('ReplicaSet', '8')],
    ['something that makes no pods', ownedBy('ConfigMap', '3')],
    ['a workload of another namespace', ownedBy('ReplicaSet', '4', 'elsewhere')],
    ['a workload that makes no such objects', ownedBy('Deployment', '1', 'web')],
    ['a workload by another name', ownedBy('ReplicaSet', '2', 'web')],
    ['a workload by another kind', ownedBy('StatefulSet', '2', 'web-5d4f')],
    [
      'a workload, but not as its controller',
      { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-5d4f', uid: '2' }] },
    ],
    ['a controller without a uid', { ownerReferences: [{ kind: 'ReplicaSet', name: 'x', controller: true }] }],
  ])('are judged themselves where they say they belong to %s', (_, owners) => {
    const settings = placed({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }, 'settings', { uid: '3' });
    const elsewhere = placed(set, 'elsewhere', { uid: '4', namespace: 'other' });
    const objects = [web, ofWeb, settings, elsewhere, placed(pod(), 'alone', owners)];
    expect(named(uncontrolled(objects))).toContain('alone');
  });

  it('of kinds without a template are judged themselves, whoever controls them', () => {
    const service: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: {} };
    expect(named(uncontrolled([web, placed(service, 'entrance', ownedBy('Deployment', '1', 'web'))]))).toContain(
      'entrance',
    );
  });
});
