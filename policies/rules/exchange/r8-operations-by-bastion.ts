import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { LinkFact } from './estate-facts.ts';
import { facts, link } from './examples.ts';
import { type IsPeerInRange, peersInRange } from './peers-in-range.ts';

/** R8: operators reach workloads through the bastion of their own network, and no other way. */
export const operationsByBastion = crossingRule({
  id: 'r8',
  title: { en: 'The bastion is the only way from operations to workloads', zh: '运维仅经堡垒机访问业务' },
  reason: {
    en: 'What operators do past the bastion is neither authorised by person nor recorded.',
    zh: '绕过堡垒机的运维操作既无逐人授权，也无审计记录。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.5.4 b)', 'mlps3:8.1.4.4 c)'],
  remedy: {
    en: 'Let operators enter by the bastion (a peer of kind bastion, or a bastion component) and remove the direct flow.',
    zh: '运维人员经堡垒机（bastion 类型的对端或组件）进入，删除直连流。',
  },
  judge: ({ networks, links }) => {
    const isOperator = peersInRange(networks, 'operations', ['bastion']);
    return {
      judged: links.length,
      faults: links.flatMap((one) => [...peerFaults(isOperator, one), ...componentFaults(one)]),
    };
  },
  examples: {
    compliant: [
      facts(),
      facts({
        links: [link({ from: { text: 'peer:bastion', kind: 'peer', networks: ['inner'], peer: 'bastion' } })],
      }),
      facts({
        links: [
          link({
            from: { ...link().from, text: 'ops/git', componentKind: 'repository', segment: 'ops' },
            to: { ...link().to, text: 'common/login', componentKind: 'identity-provider' },
          }),
        ],
      }),
      facts({
        links: [link({ from: { ...link().from, text: 'ops/bastion', componentKind: 'bastion', segment: 'ops' } })],
      }),
    ],
    violating: [
      facts({ links: [link({ from: { text: 'peer:desk', kind: 'peer', networks: ['inner'], peer: 'desk' } })] }),
      facts({
        links: [link({ from: { ...link().from, text: 'ops/git', componentKind: 'repository', segment: 'ops' } })],
      }),
    ],
  },
});

const businessSegments = ['web', 'app', 'data'];
/** Services that tools of the operations zone use like every other system of the network (X37). */
const commonServices = ['identity-provider', 'signer', 'key-management'];

function peerFaults(isOperator: IsPeerInRange, { path, network, from, to }: LinkFact): CrossingFault[] {
  if (to.componentKind === 'bastion' || !isOperator(network, from)) return [];
  return [{ path, message: `"${from.text}" comes from operations and reaches "${to.text}" past the bastion.` }];
}

function componentFaults({ path, from, to }: LinkFact): CrossingFault[] {
  if (from.segment !== 'ops' || from.componentKind === 'bastion') return [];
  if (!businessSegments.includes(to.segment ?? '') || commonServices.includes(to.componentKind ?? '')) return [];
  return [{ path, message: `"${from.text}" of the operations zone reaches "${to.text}" past the bastion.` }];
}
