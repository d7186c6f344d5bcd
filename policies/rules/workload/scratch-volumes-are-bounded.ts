import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

/** Scratch volumes have a size limit. Evidence for mlps3:8.1.2.1 a), nsa:resource-policies. */
export const scratchVolumesAreBounded = rule({
  id: 'scratch-volumes-are-bounded',
  title: { en: 'Scratch volumes have a size limit', zh: '临时卷设有容量上限' },
  reason: { en: 'An unbounded scratch volume fills the node’s disk.', zh: '无上限的临时卷会占满节点磁盘。' },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 a)', 'nsa:resource-policies'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allVolumes',
  holds: '!has(item.emptyDir) || has(item.emptyDir.sizeLimit)',
  path: 'emptyDir.sizeLimit',
  value: 'item.name',
  message: 'volume "{value}" has no limit',
  remedy: { en: 'Set emptyDir.sizeLimit.', zh: '设置 emptyDir.sizeLimit。' },
  examples: {
    compliant: [pod(), pod({}, { volumes: [{ name: 'a', emptyDir: { sizeLimit: '64Mi' } }] })],
    violating: [pod({}, { volumes: [{ name: 'a', emptyDir: {} }] })],
  },
});
