import type { Rule } from '../../policies/rule.ts';
import type { Finding } from '../../policies/verdict.ts';
import { covers, isUnder, judgeWaivers, longestWaiverDays, type Waiver } from '../../policies/waiver.ts';
import { FadunError } from '../errors.ts';

/** What a waiver is wanted for. */
export interface WaiverWish {
  readonly rule: string;
  readonly network: string;
  /** `Kind/name` or `Kind/namespace/name`. */
  readonly object: string;
  /** May be left out where the rule finds one field of the object at fault. */
  readonly path?: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly until: string;
}

/** What the waiver must fit into. */
export interface WaiverPlace {
  readonly findings: readonly Finding[];
  readonly waivers: readonly Waiver[];
  readonly rules: readonly Rule[];
  /** First day, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * The narrowest waiver for one finding. It names no approver, so that it does not count until another person is entered.
 * @throws FadunError where there is no such finding, several fields are at fault, or the waiver would be faulty
 */
export function draftWaiver(wish: WaiverWish, place: WaiverPlace): Waiver {
  if (!place.rules.some(({ id }) => id === wish.rule)) {
    throw new FadunError(
      `--rule ${wish.rule}`,
      { zh: '没有此规则', en: 'there is no such rule' },
      { zh: '规则编号见 `fadun rules`。', en: 'See `fadun rules` for their ids.' },
    );
  }
  const scope = { network: wish.network, ...objectOf(wish.object) };
  const paths = place.findings
    .filter(({ rule, verdict }) => rule === wish.rule && verdict === 'fail')
    .filter(({ object }) => covers(scope, object, ''))
    .map(({ path }) => path);
  const waiver: Waiver = {
    id: `${wish.rule}-${wish.ticket}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    rule: wish.rule,
    scope: { ...scope, path: chosenPath(wish, paths) },
    reason: wish.reason,
    owner: wish.owner,
    approver: '',
    ticket: wish.ticket,
    from: place.today,
    until: wish.until,
  };
  refuseFaulty(waiver, place);
  return waiver;
}

function objectOf(written: string): { kind: string; namespace?: string; name: string } {
  const parts = written.split('/');
  const [kind, second, third] = parts;
  if (!kind || !second || parts.length > 3 || third === '') {
    throw new FadunError(
      `--object ${written}`,
      { zh: '未指明对象', en: 'it names no object' },
      {
        zh: '写作 Kind/name；命名空间内的对象写作 Kind/namespace/name。',
        en: 'Write Kind/name, or Kind/namespace/name for an object in a namespace.',
      },
    );
  }
  return third ? { kind, namespace: second, name: third } : { kind, name: second };
}

/** The field that the rule finds at fault; the one asked for where there are several. */
function chosenPath({ rule, object, path }: WaiverWish, found: readonly string[]): string {
  if (found.length === 0) {
    throw new FadunError(
      `--object ${object}`,
      { zh: `${rule} 未发现其有尚未豁免的问题`, en: `${rule} finds nothing wrong with it that is not waived already` },
      {
        zh: '发现见 `fadun check`；豁免须对应其中一项。',
        en: 'See `fadun check` for the findings; a waiver is for one of them.',
      },
    );
  }
  const wanted = path ?? (found.length === 1 ? found[0] : undefined);
  if (wanted !== undefined && found.some((one) => isUnder(one, wanted))) return wanted;
  throw new FadunError(
    path === undefined ? '--path' : `--path ${path}`,
    path === undefined
      ? { zh: `${rule} 发现 ${found.length} 个字段有问题`, en: `${rule} finds ${found.length} fields at fault` }
      : { zh: `对其豁免不涉及 ${rule} 的任何发现`, en: `a waiver of it covers no finding of ${rule}` },
    { zh: `从中选择一个：${found.join('、')}。`, en: `Choose one of ${found.join(', ')}.` },
  );
}

/** Every fault that it would still have with an approver. */
function refuseFaulty(waiver: Waiver, { waivers, rules, today }: WaiverPlace): void {
  const approved = { ...waiver, approver: `not ${waiver.owner}` };
  const fault = judgeWaivers([...waivers, approved], { rules, today }).find((one) => one.waiver === waiver.id);
  if (!fault) return;
  const remedy =
    fault.fault === 'too-long'
      ? { zh: `--until 须在 ${longestWaiverDays} 天以内。`, en: `Give --until a day within ${longestWaiverDays} days.` }
      : fault.remedy;
  throw new FadunError(`waiver ${waiver.id}`, fault.message.replace(`waiver ${waiver.id}: `, ''), remedy);
}
