import { object } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { kinds } from '../../targets.ts';

const namespace = (labels: Readonly<Record<string, string>>) => object('v1', 'Namespace', {}, { name: 'app', labels });
const labelled = (level: string, dataClass: string) =>
  namespace({ 'fadun.io/mlps-level': level, 'fadun.io/data-class': dataClass });

/** Important and core data live in systems of level 3. Evidence for mlps3:8.1.4.2 g), data:DSL 21. */
export const levelsSuitTheirData = rule({
  id: 'levels-suit-their-data',
  title: { en: 'Important data live in systems of level 3', zh: '重要数据只存于三级系统' },
  reason: {
    en: 'The data decide what the system must withstand, not the other way round (GB/T 22240).',
    zh: '系统防护等级由其数据决定，而非相反（GB/T 22240）。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.4.2 g)', 'mlps3:8.1.10.2 c)', 'data:class-at-boundary'],
  basis: 'object',
  targets: kinds('Namespace'),
  where: '"fadun.io/data-class" in labels && "fadun.io/mlps-level" in labels',
  expression:
    'labels["fadun.io/data-class"] == "general" || (labels["fadun.io/data-class"] in ["important", "core"] && labels["fadun.io/mlps-level"] == "3")',
  path: 'metadata.labels',
  value: 'labels["fadun.io/data-class"]',
  message: '{value} data below level 3, or of a class that does not exist',
  remedy: { en: 'Raise the level of the system, or correct the data class.', zh: '提高系统定级，或更正数据分级。' },
  examples: {
    compliant: [
      labelled('3', 'important'),
      labelled('3', 'core'),
      labelled('2', 'general'),
      namespace({ 'fadun.io/data-class': 'important' }),
    ],
    violating: [labelled('2', 'important'), labelled('2', 'core'), labelled('3', 'secret'), labelled('2', 'open')],
  },
});
