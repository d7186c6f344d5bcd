import type { CommandSpec } from '../command.ts';
import { siteArgument } from '../shared-options.ts';

/** Statutory limits. */
export const clockCommands: readonly CommandSpec[] = [
  {
    name: 'clock list',
    isDefault: true,
    arguments: siteArgument,
    summary: { zh: '法定时限一览', en: 'every statutory clock' },
    load: () => import('./list.ts'),
  },
  {
    name: 'clock show',
    arguments: '<id> [site]',
    summary: { zh: '计算某法定时限何时届满', en: 'when a statutory limit ends, and why' },
    options: [
      {
        flags: '--from <time>',
        summary: { zh: '起算时间,如 2026-03-01T10:00', en: 'start, such as 2026-03-01T10:00' },
      },
      {
        flags: '--branch <id>',
        summary: { zh: '适用的延长或情形(可重复)', en: 'extension or case that applies (may repeat)' },
        many: true,
      },
      { flags: '--custody', summary: { zh: '在押:届满不顺延', en: 'somebody is in custody: the end never moves' } },
    ],
    load: () => import('./show.ts'),
  },
];
