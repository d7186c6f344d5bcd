import { crossingRule } from './crossing-rule.ts';
import { facts } from './examples.ts';

/** R9: a classified network is a name that nothing refers to. */
export const classifiedNever = crossingRule({
  id: 'r9',
  title: { en: 'Nothing refers to a classified network', zh: '任何声明不得引用涉密网络' },
  reason: {
    en: 'Classified networks are under the rules on state secrets, outside this platform; even a declared wish to connect is wrong.',
    zh: '涉密网络适用分级保护，不在本平台范围内，连接意图本身即不允许。',
  },
  controls: ['exchange:classified-outside'],
  remedy: {
    en: 'Remove the reference; an exchange with a classified network is declared as refused, without routes.',
    zh: '删除该引用；与涉密网络的交换只能声明为拒绝，且不得有路由。',
  },
  judge: ({ references, classified }) => ({
    judged: references.length,
    faults: references
      .filter(({ id }) => classified.includes(id))
      .map(({ path, id }) => ({ path, message: `"${id}" is a classified network.` })),
  }),
  examples: {
    compliant: [facts()],
    violating: [facts({ references: [{ path: 'channels.filing.to.network', id: 'secret' }] })],
  },
});
