import { daysLeft, isInForce, type Waiver, type WaiverFinding, type WaiverScope } from '../../../policies/waiver.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { table } from '../text-table.ts';
import { judgedSite } from './judged-site.ts';

/** A waiver as it stands that day. */
export interface WaiverStanding extends Waiver {
  readonly inForce: boolean;
  /** Days that it still holds, that day included; 0 or less when it has ended. */
  readonly daysLeft: number;
  /** Findings that it covers. */
  readonly covers: number;
  readonly faults: readonly WaiverFinding[];
}

/**
 * `fadun waiver [list] [SITE]`: the site's waivers, how long each holds, what it covers and what is wrong with it. JSON:
 * `[{id, rule, scope, reason, owner, approver, ticket, from, until, inForce, daysLeft, covers, faults}]`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const { site, result, waivers, today } = await judgedSite(positional, options);
  const standings = waivers.map((waiver): WaiverStanding => {
    return {
      ...waiver,
      inForce: isInForce(waiver, today),
      daysLeft: daysLeft(waiver, today),
      covers: result.findings.filter((finding) => finding.waiver === waiver.id).length,
      faults: result.waivers.filter((fault) => fault.waiver === waiver.id),
    };
  });
  return { exitCode: 0, data: standings, human: (language) => describe(site, standings, language) };
}

function describe(site: string, standings: readonly WaiverStanding[], language: Language): string {
  if (standings.length === 0) return language === 'zh' ? `${site} 没有豁免。` : `${site} has no waiver.`;
  const header = {
    zh: ['豁免', '规则', '对象与字段', '申请人', '批准人', '工单', '截止', '剩余天数', '覆盖发现'],
    en: ['waiver', 'rule', 'object and field', 'owner', 'approver', 'ticket', 'until', 'days left', 'findings covered'],
  }[language];
  return [
    table(
      standings.map((one) => [
        one.id,
        one.rule,
        scopeText(one.scope),
        one.owner,
        one.approver,
        one.ticket,
        one.until,
        String(Math.max(0, one.daysLeft)),
        String(one.covers),
      ]),
      header,
    ),
    ...standings.flatMap(({ faults }) =>
      faults.map(({ severity, message, remedy }) => `${severity} ${message}\n  ${remedy}`),
    ),
  ].join('\n');
}

function scopeText({ network, kind, namespace, name, path }: WaiverScope): string {
  return `${network ?? '*'} ${[kind, namespace, name].filter(Boolean).join('/')} ${path ?? '*'}`;
}
