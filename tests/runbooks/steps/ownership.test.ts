import { describe, expect, it } from 'vitest';
import type { Action } from '../../../runbooks/kit/action.ts';
import type { ActContext } from '../../../runbooks/kit/runbook.ts';
import type { Json } from '../../../runbooks/kit/signing/canonical-json.ts';
import { givingBack } from '../../../runbooks/steps/ownership.ts';

const action: Action = {
  id: 'start',
  kind: 'request',
  does: { zh: '恢复副本数', en: 'put the replicas back' },
  method: 'PATCH',
  path: '/apis/apps/v1/namespaces/xchg-filing/deployments/front-end?fieldManager=fadun-runbook',
  contentType: 'application/merge-patch+json',
  body: { spec: { replicas: 2 } },
};

interface Operation {
  readonly op: 'test' | 'remove';
  readonly path: string;
  readonly value?: string;
}

/** Plays one object: that a controller writes between a read and the patch after it cannot be timed on a real server. */
function played({ movesBeforePatch }: { movesBeforePatch: (patch: number) => boolean }) {
  let replicas = 0;
  let managers: string[] = ['fadun'];
  let patches = 0;
  const change = (operations: readonly Operation[]) => {
    if (movesBeforePatch(patches++)) managers = ['kube-controller-manager', ...managers];
    const left = [...managers];
    for (const { op, path, value } of operations) {
      const place = Number(path.split('/')[3]);
      if (op === 'remove') left.splice(place, 1);
      else if (left[place] !== value) throw Object.assign(new Error(`testing value ${path} failed`), { status: 422 });
    }
    managers = left;
  };
  const context = {
    read: {
      get: async () =>
        ({ spec: { replicas }, metadata: { managedFields: managers.map((manager) => ({ manager })) } }) as Json,
    },
    execute: async (one: Action) => {
      if (one.kind !== 'request') throw new Error('only requests are played');
      if (one.contentType === 'application/json-patch+json') change(one.body as unknown as readonly Operation[]);
      else {
        ({ replicas } = (one.body as { readonly spec: { readonly replicas: number } }).spec);
        managers.push('fadun-runbook');
      }
      return 'done';
    },
  } as unknown as ActContext<unknown>;
  return { context, managers: () => managers, patches: () => patches };
}

describe('giving a field back', () => {
  it('takes the name off the field, wherever a controller has moved it meanwhile', async () => {
    const object = played({ movesBeforePatch: (patch) => patch < 2 });
    await givingBack.act(object.context, action);
    expect(object.managers()).toEqual(['kube-controller-manager', 'kube-controller-manager', 'fadun']);
    expect(await givingBack.observe(object.context, action)).toBe('done');
  });

  it('is not done while the value is back and the name still on it', async () => {
    const object = played({ movesBeforePatch: () => false });
    expect(await givingBack.observe(object.context, action)).toBe('not-done');
    await object.context.execute(action);
    expect(await givingBack.observe(object.context, action)).toBe('not-done');
    await givingBack.act(object.context, action);
    expect(await givingBack.observe(object.context, action)).toBe('done');
  });

  it('fails, and says why, where the name cannot be taken off', async () => {
    const object = played({ movesBeforePatch: () => true });
    await expect(givingBack.act(object.context, action)).rejects.toThrow('testing value');
    expect(object.patches()).toBe(5);
    expect(await givingBack.observe(object.context, action)).toBe('not-done');
  });
});
