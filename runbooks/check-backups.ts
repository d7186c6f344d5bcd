import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection, type InspectionFinding } from './kit/inspection.ts';
import { samplesOf, systemsHere, unknownSource } from './looks/sources.ts';

export const checkBackups = defineInspection({
  id: 'check-backups',
  title: runbooks['check-backups'].title,
  purpose: {
    zh: '每日核对各系统最近一次成功备份是否在 RPO 之内。',
    en: 'Daily: whether each system’s latest good backup is within its recovery point objective.',
  },
  alerts: [],
  duties: ['RB-D05'],
  roles: ['system-admin'],
  escalation: {
    zh: '连续两日未成功的，报系统负责人并安排 drill-backup。',
    en: 'Two days without success: tell the system’s owner, and drill the backup.',
  },
  scope: 'network',
  parameters: {},
  people: [],
  look: async (context) => {
    const { samples } = await samplesOf(context, 'zf_backup_last_success_timestamp_seconds');
    const now = context.now().getTime() / 1000;
    const lastBySystem = new Map(samples.map(({ labels, value }) => [labels.system, value]));
    const kept = systemsHere(context).filter(([, { kind }]) => kind === 'deployed');
    const looked = kept.map(([id, { availability }]) => {
      const last = lastBySystem.get(id);
      const minutes = last === undefined ? undefined : Math.floor((now - last) / 60);
      return { id, rpo: availability.rpoMinutes, minutes };
    });
    const findings = looked.flatMap(({ id, rpo, minutes }): readonly InspectionFinding[] => {
      if (minutes === undefined) {
        const remedy = { zh: '核对备份任务与 --prometheus。', en: 'Check its backup job, and --prometheus.' };
        return [unknownSource(id, { zh: '最近成功备份的时间', en: 'time of the latest good backup' }, remedy)];
      }
      if (minutes <= rpo) return [];
      return [
        {
          subject: id,
          fault: {
            zh: `最近成功备份在 ${minutes} 分钟前，RPO ${rpo} 分钟`,
            en: `latest good backup ${minutes} min ago, RPO ${rpo} min`,
          },
          remedy: { zh: '查看备份任务并补做。', en: 'Look at the backup job, and take one now.' },
        },
      ];
    });
    return {
      findings,
      tables: [
        {
          title: { zh: '备份', en: 'Backups' },
          columns: [
            { zh: '系统', en: 'system' },
            { zh: '距今（分钟）', en: 'minutes ago' },
            { zh: 'RPO（分钟）', en: 'RPO, minutes' },
          ],
          rows: looked.map(({ id, minutes, rpo }) => [id, minutes === undefined ? '—' : String(minutes), String(rpo)]),
        },
      ],
      facts: { systems: String(looked.length), 'systems outside their RPO': String(findings.length) },
    };
  },
});
