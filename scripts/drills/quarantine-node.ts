import { quarantineNode } from '../../runbooks/quarantine-node.ts';
import { drill, type Stage } from './drill.ts';
import { problemsOf } from './objects.ts';

const node = 'zone-a-app-1';

interface Spec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly { readonly key: string }[];
}

async function specOf(stage: Stage): Promise<Spec> {
  return ((await stage.api.get(`/api/v1/nodes/${node}`)) as unknown as { readonly spec: Spec }).spec;
}

export const quarantineNodeDrill = drill({
  id: 'quarantine-node',
  runbook: quarantineNode,
  writesTo: ['api'],
  async prepare(stage) {
    const { taints = [] } = await specOf(stage);
    return { parameters: { node, ticket: 'INC-2026-031' }, kept: taints.map(({ key }) => key) };
  },
  async check(stage) {
    const { unschedulable, taints = [] } = await specOf(stage);
    return problemsOf({
      'the node still takes pods': unschedulable === true,
      'the node is not tainted': taints.some(({ key }) => key === 'fadun.io/quarantine'),
    });
  },
  async checkUndone(stage, kept) {
    const { unschedulable, taints = [] } = await specOf(stage);
    return problemsOf({
      'the node takes no pods': unschedulable !== true,
      'its taints are not as they were': JSON.stringify(taints.map(({ key }) => key)) === JSON.stringify(kept),
    });
  },
});
