import { quarantineNode } from '../../runbooks/quarantine-node.ts';
import { drill, type Stage } from './drill.ts';
import { problemsOf } from './objects.ts';

const node = 'zone-a-app-1';

interface Spec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly { readonly key: string }[];
}

/** Keys of its taints, without those by which the controllers follow its state. */
function lasting({ taints = [] }: Spec): readonly string[] {
  return taints.map(({ key }) => key).filter((key) => !key.startsWith('node.kubernetes.io/'));
}

async function specOf(stage: Stage): Promise<Spec> {
  return ((await stage.api.get(`/api/v1/nodes/${node}`)) as unknown as { readonly spec: Spec }).spec;
}

export const quarantineNodeDrill = drill({
  id: 'quarantine-node',
  runbook: quarantineNode,
  writesTo: ['api'],
  async prepare(stage) {
    return { parameters: { node, ticket: 'INC-2026-031' }, kept: lasting(await specOf(stage)) };
  },
  async check(stage) {
    const { unschedulable, taints = [] } = await specOf(stage);
    return problemsOf({
      'the node still takes pods': unschedulable === true,
      'the node is not tainted': taints.some(({ key }) => key === 'fadun.io/quarantine'),
    });
  },
  async checkUndone(stage, kept) {
    const spec = await specOf(stage);
    return problemsOf({
      'the node takes no pods': spec.unschedulable !== true,
      'its taints are not as they were': JSON.stringify(lasting(spec)) === JSON.stringify(kept),
    });
  },
});
