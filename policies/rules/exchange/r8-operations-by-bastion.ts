import { parseCidr } from '../../reachability/addresses.ts';
import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { ExchangeFacts, LinkFact } from './estate-facts.ts';
import { facts, link } from './examples.ts';

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
  judge: (all) => ({
    judged: all.links.length,
    faults: all.links.flatMap((one) => [...peerFaults(all, one), ...componentFaults(one)]),
  }),
  examples: {
    compliant: [
      facts(),
      facts({
        links: [link({ from: { text: 'peer:bastion', kind: 'peer', networks: ['inner'], peer: 'bastion' } })],
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

function peerFaults({ networks }: ExchangeFacts, { path, network, from, to }: LinkFact): CrossingFault[] {
  const own = networks.find(({ id }) => id === network);
  const peer = own?.peers.find(({ id }) => from.kind === 'peer' && id === from.peer);
  const operations = own && parseCidr(own.ranges.operations ?? '');
  const block = peer && parseCidr(peer.cidr);
  if (!operations || !block || peer.kind === 'public' || peer.kind === 'bastion') return [];
  if (to.componentKind === 'bastion' || block.start >= operations.end || operations.start >= block.end) return [];
  return [{ path, message: `"${from.text}" comes from operations and reaches "${to.text}" past the bastion.` }];
}

function componentFaults({ path, from, to }: LinkFact): CrossingFault[] {
  if (from.segment !== 'ops' || from.componentKind === 'bastion') return [];
  if (!businessSegments.includes(to.segment ?? '')) return [];
  return [{ path, message: `"${from.text}" of the operations zone reaches "${to.text}" past the bastion.` }];
}
