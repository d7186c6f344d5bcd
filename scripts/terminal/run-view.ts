import { type RunbookPlan, showActionLines } from '../../runbooks/kit/plan-runbook.ts';
import type { NextStep, RunEvent, RunResult } from '../../runbooks/kit/run/session.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { type CalledWith, planCommand, resumeCommand } from './next-command.ts';

type Language = keyof Text;

const words = {
  zh: {
    run: '执行',
    step: (number: number, of: number) => `第 ${number} 步，共 ${of} 步`,
    undoing: '回退',
    radius: '影响范围',
    will: (count: number) => `将执行以下 ${count} 项`,
    nothing: '本步只检查，不改动',
    undo: '本步的回退方式',
    none: '无需回退',
    final: '不可回退',
    stop: '安全停止：按 Ctrl-C，手头这一项做完并记入日志后停下；再按一次立即切断。之后用下列命令继续',
    event: {
      checked: '前置检查已记录',
      saved: '现状已保存，供回退使用',
      planned: '回退计划已保存',
      intent: '开始',
      outcome: '结果已记录',
      verified: '本步已核验',
      closed: '日志已签名',
    },
    status: { finished: '已完成', stopped: '已停下', aborted: '已中止', undone: '已回退' },
    reason: {
      precheck: '前置条件不满足',
      act: '执行失败',
      unclear: '结果不明',
      verify: '核验未通过',
      irreversible: '不可回退',
      interrupted: '由值班员停下',
    },
    resume: '继续',
    back: '回退',
    end: '在当前位置结束',
    anew: '随后从现状重新计划',
    inEffect: '仍然有效',
    nothingInEffect: '没有任何改动仍然有效',
  },
  en: {
    run: 'run',
    step: (number: number, of: number) => `step ${number} of ${of}`,
    undoing: 'undoing',
    radius: 'blast radius',
    will: (count: number) => `will do ${count === 1 ? 'this' : `these ${count}`}`,
    nothing: 'this step only looks; it changes nothing',
    undo: 'undo of this step',
    none: 'nothing to undo',
    final: 'cannot be undone',
    stop: 'to stop safely: Ctrl-C stops once the action in hand is done and recorded; again cuts it off. Go on later with',
    event: {
      checked: 'prechecks recorded',
      saved: 'what stands is saved for undo',
      planned: 'the way back is saved',
      intent: 'begins',
      outcome: 'outcome recorded',
      verified: 'step verified',
      closed: 'journal signed',
    },
    status: { finished: 'finished', stopped: 'stopped', aborted: 'aborted', undone: 'undone' },
    reason: {
      precheck: 'a precheck does not hold',
      act: 'an action failed',
      unclear: 'the outcome cannot be seen',
      verify: 'the effect was not verified',
      irreversible: 'it cannot be undone',
      interrupted: 'stopped by the operator',
    },
    resume: 'go on',
    back: 'go back',
    end: 'end it where it stands',
    anew: 'then plan anew from there',
    inEffect: 'stays in effect',
    nothingInEffect: 'nothing of it stays in effect',
  },
} as const;

/** The screen before a step: where one is, what comes, what it touches, how to go back, how to stop. */
export function stepScreen(
  run: string,
  plan: RunbookPlan,
  next: NextStep,
  language: Language,
  called: CalledWith = {},
): readonly string[] {
  const say = words[language];
  const { direction, step, number, of, actions } = next;
  const undo = step.undo === null ? say.final : step.undo === 'nothing' ? say.none : step.undo[language];
  return [
    '',
    `── ${say.run} ${run} · ${plan.runbook} · ${plan.target.site}/${plan.target.network}`,
    `── ${direction === 'undo' ? `${say.undoing} · ` : ''}${say.step(number, of)}: ${step.title[language]}`,
    `${say.radius}: ${plan.blastRadius[language]}`,
    ...(actions.length === 0 ? [say.nothing] : [`${say.will(actions.length)}:`]),
    ...actions.flatMap((action) => [
      `  → ${action.does[language]}`,
      ...showActionLines(action, language).map((line) => `    ${line}`),
    ]),
    `${say.undo}: ${undo}`,
    `${say.stop}:`,
    `  ${resumeCommand(run, plan, 'resume', called)}`,
  ];
}

/** One line for what has just happened; undefined for what needs none. */
export function eventLine(event: RunEvent, language: Language): string | undefined {
  const { at, action, account } = event;
  const { event: said } = words[language];
  if (!(at in said)) return undefined;
  const head = `  · ${action ? `${action}: ` : ''}${said[at as keyof typeof said]}`;
  return account ? `${head}: ${account}` : head;
}

/** How a run has come out, with the commands that lead on: only those that lead somewhere. */
export function conclusion(
  result: RunResult,
  plan: RunbookPlan,
  language: Language,
  called: CalledWith = {},
): readonly string[] {
  const say = words[language];
  const { run, status, stop, undoable = true, inEffect } = result;
  const head = `${say.run} ${run}: ${say.status[status]}`;
  const back = undoable ? [`  ${say.back}: ${resumeCommand(run, plan, 'undo', called)}`] : [];
  const anew = [
    `  ${say.end}: ${resumeCommand(run, plan, 'abort', called)}`,
    `  ${say.anew}: ${planCommand(plan, called)}`,
  ];
  if (inEffect?.length === 0) return [head, `  ${say.nothingInEffect}`];
  if (inEffect)
    return [head, ...inEffect.map((name) => `  ${say.inEffect}: ${name}`), ...(undoable ? back : anew.slice(1))];
  if (!stop) return [head];
  const why = [
    `${head}: ${say.reason[stop.reason]}: ${stop.step}${stop.action ? `/${stop.action}` : ''}`,
    `  ${stop.message}`,
  ];
  if (stop.reason === 'irreversible') return [...why, ...anew];
  return [...why, `  ${say.resume}: ${resumeCommand(run, plan, 'resume', called)}`, ...(undoable ? back : anew)];
}
