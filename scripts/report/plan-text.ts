import { quote } from 'zx/core';
import type { ChangeAction, ChangeCounts, ChangePlan, ClassReason, PlanEntry } from '../change/plan.ts';
import { totalOf } from '../change/plan.ts';

type Language = 'zh' | 'en';

const classNames = {
  additive: { zh: '新增型', en: 'additive' },
  widening: { zh: '放宽型', en: 'widening' },
  destructive: { zh: '破坏型', en: 'destructive' },
} as const;

const actionNames = {
  add: { sign: '+', zh: '新增', en: 'to add' },
  change: { sign: '~', zh: '修改', en: 'to change' },
  replace: { sign: '±', zh: '重建', en: 'to replace' },
  move: { sign: '→', zh: '更名', en: 'to move' },
  remove: { sign: '-', zh: '删除', en: 'to remove' },
} as const satisfies Record<ChangeAction, { sign: string; zh: string; en: string }>;

const reasonNames = {
  removal: { zh: '删除对象', en: 'removal' },
  'take-back': { zh: '收回字段', en: 'field taken back' },
  rollback: { zh: '回退到旧包', en: 'rollback' },
  replacement: { zh: '重建对象', en: 'replacement' },
  data: { zh: '数据风险', en: 'data at risk' },
  reachability: { zh: '新增可达', en: 'new reachability' },
  privilege: { zh: '新增权限', en: 'new privilege' },
  exposure: { zh: '新增暴露', en: 'new exposure' },
  exchange: { zh: '开放交换通道', en: 'opened exchange' },
  'pod-security': { zh: '容器基线放宽', en: 'weaker pod security' },
  admission: { zh: '准入放宽', en: 'weaker admission' },
  waiver: { zh: '豁免', en: 'waiver' },
  quota: { zh: '配额放宽', en: 'weaker quota' },
  'security-context': { zh: '工作负载约束放宽', en: 'weaker workload' },
  image: { zh: '镜像来源', en: 'image' },
  credential: { zh: '凭据', en: 'credential' },
  configuration: { zh: '配置', en: 'configuration' },
  placement: { zh: '调度', en: 'placement' },
  availability: { zh: '可用性', en: 'availability' },
  'unknown-kind': { zh: '未知类型', en: 'unknown kind' },
} as const satisfies Record<ClassReason['kind'], { zh: string; en: string }>;

/** Reasons of one kind that a person is shown before the rest is only counted; the JSON has all. */
const reasonsShown = 12;

/** One plan for people: class and counts, what happens to which object, field by field, and why it is graver than additive. */
export function planText({ plan, digest }: Pick<PlanEntry, 'plan' | 'digest'>, language: Language): string {
  const { network, changes, reasons, kept, held, guardPeriod, author, cluster, engine } = plan;
  const holders = [...new Set(held.map(({ manager }) => `--take-from ${quote(manager)}`))].join(' ');
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const name = classNames[plan.class][language];
  return [
    say(
      `${network}:${name};${countsText(plan.counts, language)}`,
      `${network}: ${name}; ${countsText(plan.counts, language)}`,
    ),
    `  SM3 ${digest.sm3}`,
    say(`  引擎 ${engine},集群 ${cluster}`, `  engine ${engine}, cluster ${cluster}`) +
      (author ? say(`,编制人 ${author}`, `, prepared by ${author}`) : ''),
    ...(guardPeriod
      ? [say(`  重保期 ${guardPeriod}:须走应急通道`, `  guard period ${guardPeriod}: the emergency path`)]
      : []),
    ...changes.flatMap(({ action, object, from, fields = [] }) => [
      `  ${actionNames[action].sign} ${from ? `${from} → ` : ''}${object}`,
      ...fields.map((field) => `      ${field.field}: ${JSON.stringify(field.from)} → ${JSON.stringify(field.to)}`),
    ]),
    ...reasonLines(reasons, language).map((line) => `  ! ${line}`),
    ...held.map(({ object, field, manager }) =>
      say(`  × ${object}: ${field} 由 ${manager} 持有`, `  × ${object}: ${field} is held by ${manager}`),
    ),
    ...(held.length > 0 && engine === 'direct'
      ? [
          say(
            `    声明现值,或加 ${holders} 重新计划:经审批收回这些字段`,
            `    declare the live values, or plan again with ${holders}: the plan takes these fields back`,
          ),
        ]
      : []),
    ...kept.map(({ object, why }) => `  = ${object}: ${why}`),
  ].join('\n');
}

/** The sum over several plans, as one line. */
export function totalText(plans: readonly ChangePlan[], language: Language): string {
  const counts = countsText(totalOf(plans.map((plan) => plan.counts)), language);
  const classes = (['additive', 'widening', 'destructive'] as const)
    .map((one) => [one, plans.filter((plan) => plan.class === one).length] as const)
    .filter(([, count]) => count > 0)
    .map(([one, count]) => `${classNames[one][language]} ${count}`)
    .join(', ');
  return language === 'zh'
    ? `合计 ${plans.length} 个网络(${classes}):${counts}`
    : `${plans.length} networks in total (${classes}): ${counts}`;
}

/** The plans for a merge request. */
export function planMarkdown(entries: readonly PlanEntry[], language: Language): string {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const plans = entries.map(({ plan }) => plan);
  const header = [
    say('网络', 'Network'),
    say('类别', 'Class'),
    ...Object.values(actionNames).map((one) => one[language]),
    'SM3',
  ];
  const rows = entries.map(({ plan, digest }) => [
    plan.network,
    classNames[plan.class][language],
    ...Object.keys(actionNames).map((action) => String(plan.counts[action as ChangeAction])),
    `\`${digest.sm3.slice(0, 16)}\``,
  ]);
  return [
    say('## 变更计划', '## Plan'),
    '',
    totalText(plans, language),
    '',
    row(header),
    row(header.map(() => '---')),
    ...rows.map(row),
    ...entries.flatMap((entry) => networkMarkdown(entry, language)),
  ].join('\n');
}

function networkMarkdown({ plan }: PlanEntry, language: Language): string[] {
  const { network, changes, reasons, kept, held } = plan;
  if (changes.length === 0 && kept.length === 0 && held.length === 0) return [];
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  return [
    '',
    `### ${network}`,
    '',
    ...reasonLines(reasons, language).map((line) => `- **!** ${escaped(line)}`),
    ...held.map(({ object, field, manager }) => `- **×** ${escaped(`${object}: ${field} (${manager})`)}`),
    ...kept.map(({ object, why }) => `- = ${escaped(`${object}: ${why}`)}`),
    '',
    `<details><summary>${say('对象与字段', 'Objects and fields')} (${changes.length})</summary>`,
    '',
    ...changes.flatMap(({ action, object, from, fields = [] }) => [
      `- \`${actionNames[action].sign}\` ${escaped(`${from ? `${from} → ` : ''}${object}`)}`,
      ...fields.map(
        (field) => `  - \`${field.field}\`: ${escaped(`${JSON.stringify(field.from)} → ${JSON.stringify(field.to)}`)}`,
      ),
    ]),
    '',
    '</details>',
  ];
}

function countsText(counts: ChangeCounts, language: Language): string {
  const named = Object.entries(actionNames)
    .filter(
      ([action]) =>
        counts[action as ChangeAction] > 0 || action === 'add' || action === 'change' || action === 'remove',
    )
    .map(([action, names]) =>
      language === 'zh'
        ? `${names.zh} ${counts[action as ChangeAction]}`
        : `${counts[action as ChangeAction]} ${names.en}`,
    );
  return named.join(language === 'zh' ? ',' : ', ');
}

/** Reasons by kind, the gravest first; of many the first ones and how many more. */
function reasonLines(reasons: readonly ClassReason[], language: Language): string[] {
  const groups = Map.groupBy(reasons, (reason) => `${reason.class}/${reason.kind}`);
  const sorted = [...groups.values()].sort(([left], [right]) => (left!.class < right!.class ? -1 : 1));
  return sorted.flatMap((group) => {
    const [first] = group;
    const title = `${classNames[first!.class][language]}(${reasonNames[first!.kind][language]})`;
    const more = group.length - reasonsShown;
    return [
      ...group.slice(0, reasonsShown).map(({ subject, detail }) => `${title}: ${subject}: ${detail}`),
      ...(more > 0 ? [language === 'zh' ? `${title}: 另有 ${more} 项` : `${title}: and ${more} more`] : []),
    ];
  });
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Object names and values come from clusters: they shall not become markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ');
}
