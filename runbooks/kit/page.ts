import type { Role } from '../../stacks/model/person.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { type Action, showAction } from './action.ts';
import { type ApprovalRequirement, approvalPolicy, emergencyRequirement } from './approvals/policy.ts';
import type { Inspection } from './inspection.ts';
import type { ParameterSet } from './parameters.ts';
import type { Runbook } from './runbook.ts';

type Language = keyof Text;

/** What a page may show beyond the runbook itself. */
export interface PageFacts {
  /** Names of the alerts that lead here. */
  readonly alerts: readonly string[];
  /** Names of duties by id. */
  readonly duties: Readonly<Record<string, Text>>;
  /** The actions of each step as planned on an example target; a step that is missing depends on what stands there. */
  readonly example?: Readonly<Record<string, readonly Action[]>>;
}

export const roleNames: Readonly<Record<Role, Text>> = {
  'system-admin': { zh: '系统管理员', en: 'system administrator' },
  'security-admin': { zh: '安全管理员', en: 'security administrator' },
  'audit-admin': { zh: '审计管理员', en: 'audit administrator' },
  'on-call': { zh: '值班员', en: 'on-call engineer' },
  'data-security-officer': { zh: '数据安全负责人', en: 'data security officer' },
  'unit-leader': { zh: '分管领导', en: 'unit leader' },
  requester: { zh: '业务申请人', en: 'requester' },
};

const words = {
  zh: {
    when: '何时使用',
    alerts: '告警',
    duties: '运维任务',
    who: '由谁执行',
    consent: '由谁审批',
    people: (count: number) => `${count} 人`,
    hours: (hours: number) => `审批有效期不超过 ${hours} 小时`,
    none: '只读，不需审批',
    guard: '重保期间与应急授权',
    radius: '影响范围',
    parameters: '参数',
    optional: '可省略',
    commands: '命令',
    steps: '步骤',
    undo: '回退',
    nothing: '无需回退',
    final: '不可回退',
    depends: '具体操作取决于现场，以计划为准',
    example: '示例（以计划为准）',
    way: '安全停止与回退',
    stop: '执行中按 Ctrl-C：手头一项做完并记入日志后停下；再按一次立即切断，结果向目标核实。',
    reads: '自动检查',
    checklist: '由人完成并签名',
    escalation: '上报',
    irreversible: '含不可回退的步骤。',
    reversible: '每一步都可回退。',
  },
  en: {
    when: 'When',
    alerts: 'Alerts',
    duties: 'Duties',
    who: 'Who runs it',
    consent: 'Who approves it',
    people: (count: number) => (count === 1 ? 'one person' : `${count} people`),
    hours: (hours: number) => `an approval holds for at most ${hours} hours`,
    none: 'it reads only; nothing to approve',
    guard: 'in protection periods and for break-glass',
    radius: 'Blast radius',
    parameters: 'Parameters',
    optional: 'optional',
    commands: 'Commands',
    steps: 'Steps',
    undo: 'Undo',
    nothing: 'nothing to undo',
    final: 'cannot be undone',
    depends: 'what exactly it does depends on what stands there; the plan says',
    example: 'for example (the plan decides)',
    way: 'Stopping safely, and going back',
    stop: 'Ctrl-C during a run stops once the action in hand is done and recorded; a second one cuts it off, and the target is asked what came of it.',
    reads: 'Read by the platform',
    checklist: 'For people, signed',
    escalation: 'Escalation',
    irreversible: 'Some steps cannot be undone.',
    reversible: 'Every step can be undone.',
  },
} as const;

/** The page of a runbook as Markdown. */
export function runbookPage(runbook: Runbook, language: Language, facts: PageFacts): string {
  const say = words[language];
  const { id, parameters, steps } = runbook;
  const steplines = steps.flatMap((step, index) => [
    `### ${index + 1}. ${step.title[language]}`,
    '',
    ...actionLines(facts.example?.[step.id], language),
    `${say.undo}: ${step.undo === undefined ? say.final : step.undo === 'nothing' ? say.nothing : step.undo.describe[language]}`,
    '',
  ]);
  return page([
    ...head(runbook, language, facts),
    `## ${say.consent}`,
    '',
    ...consentLines(runbook, language),
    '',
    `## ${say.radius}`,
    '',
    runbook.blastRadius[language],
    '',
    ...parameterLines(parameters, language),
    `## ${say.commands}`,
    '',
    '```sh',
    `fadun runbook plan ${id}${exampleParameters(parameters)} --network NETWORK --key KEY`,
    'fadun runbook approve PLAN --key KEY',
    'fadun runbook run PLAN --approval APPROVAL --network NETWORK --key KEY',
    '```',
    '',
    `## ${say.steps}`,
    '',
    ...steplines,
    `## ${say.way}`,
    '',
    say.stop,
    '',
    runbook.reversible ? say.reversible : say.irreversible,
    '',
    '```sh',
    'fadun runbook resume RUN --key KEY',
    'fadun runbook undo RUN --key KEY',
    `fadun runbook abort RUN --key KEY --reason='…'`,
    '```',
    '',
    `## ${say.escalation}`,
    '',
    runbook.escalation[language],
  ]);
}

/** The page of an inspection as Markdown. */
export function inspectionPage(inspection: Inspection, language: Language, facts: PageFacts): string {
  const say = words[language];
  const { id, duties, scope, parameters, people } = inspection;
  const automated = inspection.look ? [`## ${say.reads}`, '', inspection.purpose[language], ''] : [];
  const listed =
    people.length > 0 ? [`## ${say.checklist}`, '', ...people.map((item) => `- [ ] ${item[language]}`), ''] : [];
  return page([
    ...head(inspection, language, facts),
    `## ${say.consent}`,
    '',
    say.none,
    '',
    ...parameterLines(parameters, language),
    `## ${say.commands}`,
    '',
    '```sh',
    `fadun duty run ${duties[0] ?? id}${exampleParameters(parameters)}${scope === 'network' ? ' --network NETWORK' : ''} --key KEY`,
    '```',
    '',
    ...automated,
    ...listed,
    `## ${say.escalation}`,
    '',
    inspection.escalation[language],
  ]);
}

function head(procedure: Runbook | Inspection, language: Language, facts: PageFacts): readonly string[] {
  const say = words[language];
  const { id, title, purpose, duties, roles } = procedure;
  const { alerts } = facts;
  return [
    `# ${title[language]}`,
    '',
    `\`${id}\``,
    '',
    `## ${say.when}`,
    '',
    purpose[language],
    '',
    ...(alerts.length > 0 ? [`- ${say.alerts}: ${alerts.join(', ')}`] : []),
    ...duties.map((duty) => `- ${say.duties}: ${duty} ${facts.duties[duty]?.[language] ?? ''}`.trimEnd()),
    ...(alerts.length + duties.length > 0 ? [''] : []),
    `## ${say.who}`,
    '',
    roles.map((role) => roleNames[role][language]).join(language === 'zh' ? '、' : ', '),
    '',
  ];
}

function consentLines(runbook: Runbook, language: Language): readonly string[] {
  const emergency = requirementLine(emergencyRequirement, language);
  if (runbook.breakGlass) return [`- ${emergency}`];
  return [`- ${requirementLine(approvalPolicy[runbook.class], language)}`, `- ${words[language].guard}: ${emergency}`];
}

function requirementLine(
  { approvers, eligible, including, longestHours }: ApprovalRequirement,
  language: Language,
): string {
  const say = words[language];
  const names = (roles: readonly Role[]) =>
    roles.map((role) => roleNames[role][language]).join(language === 'zh' ? '、' : ', ');
  const among =
    including.length > 0
      ? language === 'zh'
        ? `，其中须有${names(including)}`
        : `, a ${names(including)} among them`
      : '';
  const from =
    language === 'zh'
      ? `${say.people(approvers)}（${names(eligible)}${among}）`
      : `${say.people(approvers)} (${names(eligible)}${among})`;
  return `${from}; ${say.hours(longestHours)}`.replace('; ', language === 'zh' ? '；' : '; ');
}

function parameterLines(parameters: ParameterSet, language: Language): readonly string[] {
  const say = words[language];
  const rows = Object.entries(parameters).map(
    ([name, { description, example, optional }]) =>
      `- \`--${name}=${example}\` ${description[language]}${optional ? ` (${say.optional})` : ''}`,
  );
  return rows.length > 0 ? [`## ${say.parameters}`, '', ...rows, ''] : [];
}

function exampleParameters(parameters: ParameterSet): string {
  return Object.entries(parameters)
    .filter(([, { optional }]) => !optional)
    .map(([name, { example }]) => ` --${name}=${/^[\w.:/@-]+$/.test(example) ? example : `'${example}'`}`)
    .join('');
}

function actionLines(actions: readonly Action[] | undefined, language: Language): readonly string[] {
  const say = words[language];
  if (!actions || actions.length === 0) return [`${say.depends}`, ''];
  return [
    `${say.example}:`,
    '',
    ...actions.flatMap((action) => [
      `- ${action.does[language]}`,
      '',
      '  ```',
      ...showAction(action, language)
        .split('\n')
        .map((line) => `  ${line}`),
      '  ```',
      '',
    ]),
  ];
}

function page(lines: readonly string[]): string {
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}
