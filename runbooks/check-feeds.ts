import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { defineInspection } from './kit/inspection.ts';
import { hoursSince, samplesOf } from './looks/sources.ts';

/** Feeds that came over the diode are at most this old; a site that imports weekly sees it here. */
const longestHours = 7 * 24;

export const checkFeeds = defineInspection({
  id: 'check-feeds',
  title: runbooks['check-feeds'].title,
  purpose: {
    zh: '每日检查经光闸导入的特征库与漏洞库是否超过 7 天未更新。',
    en: 'Daily: whether signature and vulnerability feeds imported over the diode are older than seven days.',
  },
  alerts: [],
  duties: ['RB-D08'],
  roles: ['security-admin'],
  escalation: {
    zh: '超过 14 天的，报安全负责人并改用介质导入。',
    en: 'After 14 days tell the head of security, and import by media.',
  },
  scope: 'network',
  parameters: {},
  people: [],
  look: async (context) => {
    const { samples, missing } = await samplesOf(context, 'zf_feed_last_import_timestamp_seconds');
    const ages = samples.map(({ labels, value }) => ({
      feed: labels.job ?? labels.network ?? '',
      hours: hoursSince(context, value),
    }));
    return {
      findings: [
        ...missing,
        ...ages
          .filter(({ hours }) => hours > longestHours)
          .map(({ feed, hours }) => ({
            subject: feed,
            fault: { zh: `${hours} 小时未导入`, en: `nothing imported for ${hours} h` },
            remedy: { zh: '查看光闸与导入任务。', en: 'Look at the diode and the import.' },
          })),
      ],
      tables: [
        {
          title: { zh: '导入时效', en: 'Age of feeds' },
          columns: [
            { zh: '来源', en: 'feed' },
            { zh: '小时', en: 'hours' },
          ],
          rows: ages.map(({ feed, hours }) => [feed, String(hours)]),
        },
      ],
    };
  },
});
