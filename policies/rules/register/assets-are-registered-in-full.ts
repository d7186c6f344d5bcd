import { soundAsset } from './register-facts.ts';
import { type RegisterFault, registerRule } from './register-rule.ts';

const sharings = ['unconditional', 'conditional', 'none'];
const media = ['object-store', 'tape', 'dr-site'];
const rank: Readonly<Record<string, number>> = { general: 0, important: 1, core: 2 };

/**
 * Each data asset names who provides, uses and manages it, its class, basis, sharing and backup; its system is graded for it
 * (就高从严). Evidence for mlps3:8.1.10.11 a), c).
 */
export const assetsAreRegisteredInFull = registerRule({
  id: 'assets-are-registered-in-full',
  title: {
    en: 'Data assets are registered with parties, class, basis and backup',
    zh: '数据资产登记完整：各相关方、分级、依据与备份',
  },
  reason: {
    en: 'What is not registered is backed up by chance and shared by habit.',
    zh: '未登记的数据，备份靠运气，共享凭习惯。',
  },
  severity: 'high',
  controls: [
    'mlps3:8.1.10.2 c)',
    'mlps3:8.1.10.11 a)',
    'mlps3:8.1.10.11 c)',
    'data:DSL 38, 39',
    'data:DSL 41, 42',
    'data:政务数据共享条例',
    'data:GB/T 43697-2024',
  ],
  remedy: {
    en: 'Complete the asset: provider, users, manager, class not above its system’s, legal basis, sharing, backup.',
    zh: '补全资产：提供方、使用方、管理方、不高于所属系统的分级、法律依据、共享属性与备份。',
  },
  judge({ assets, systems }) {
    const classes = new Map(systems.map(({ id, dataClass }) => [id, dataClass]));
    const faults = assets.flatMap((asset): RegisterFault[] => {
      const { path, backup } = asset;
      const fault = (field: string, message: string): RegisterFault => ({ path: `${path}.${field}`, message });
      return [
        [asset.provider, asset.manager].some((party) => party.trim() === '') || asset.users.length === 0
          ? [fault('provider', 'a party is missing')]
          : [],
        rank[asset.dataClass] === undefined ? [fault('dataClass', `"${asset.dataClass}" is no data class`)] : [],
        (rank[asset.dataClass] ?? 0) > (rank[classes.get(asset.system) ?? ''] ?? -1)
          ? [fault('dataClass', `${asset.dataClass} data in "${asset.system}", which is not graded for it`)]
          : [],
        asset.legalBasis.trim() === '' ? [fault('legalBasis', 'there is no legal basis')] : [],
        sharings.includes(asset.sharing) ? [] : [fault('sharing', `"${asset.sharing}" is no sharing attribute`)],
        backup.frequencyHours > 0 &&
        backup.frequencyHours <= 24 &&
        backup.retentionDays >= 30 &&
        media.includes(backup.medium)
          ? []
          : [fault('backup', 'no daily backup, kept a month or more, on a known medium')],
      ].flat();
    });
    return { judged: assets.length, faults };
  },
  examples: {
    compliant: [{}],
    violating: [
      { provider: ' ' },
      { manager: '' },
      { users: [] },
      { dataClass: 'secret' },
      { dataClass: 'core' },
      { system: 'gone' },
      { legalBasis: '' },
      { sharing: 'any' },
      { backup: { ...soundAsset.backup, frequencyHours: 48 } },
      { backup: { ...soundAsset.backup, frequencyHours: 0 } },
      { backup: { ...soundAsset.backup, retentionDays: 7 } },
      { backup: { ...soundAsset.backup, medium: 'laptop' } },
    ].map((change) => ({ assets: [{ ...soundAsset, ...change }] })),
  },
});
