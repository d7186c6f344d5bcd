import { join } from 'node:path';
import { procedureIds } from '../../../runbooks/index.ts';
import { type DrillRecord, drilledRunbooks, drillsOf, performDrills } from '../../drills/perform-drills.ts';
import { FadunError } from '../../errors.ts';
import { writePrivately } from '../../operations/private-file.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { networkOption, runbookSetting } from './setting.ts';

/**
 * `fadun drill RUNBOOK | --all --network N`: drills runbooks on a sandbox made for it, and keeps how each came out, for
 * the exporter. JSON: `[DrillRecord]`. Exit 1 where one fails. The fault matrix is `npm run drill`.
 */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const runbook = typeof positional[0] === 'string' ? positional[0] : undefined;
  if ((runbook === undefined) !== (options.all === true))
    throw new FadunError(
      'drill',
      { zh: '须指明一本手册，或给出 --all', en: 'it needs one runbook, or --all' },
      { zh: '请指明手册，或给出 --all。', en: 'Name a runbook, or give --all.' },
    );
  const ids = await requireDrills(runbook);
  const { site, folders } = await runbookSetting(options);
  const network = networkOption(site, options);
  const said = {
    zh: `正在启动演练专用沙箱，依次演练 ${ids.length} 项；不触及 ${network} 本身，结果记在其名下`,
    en: `starting a sandbox of its own for ${ids.length === 1 ? 'one drill' : `${ids.length} drills`}; ${network} itself is not touched, the result is kept in its name`,
  };
  context.progress(said[context.language]);
  let done = 0;
  const records = await performDrills(
    ids,
    network,
    () => new Date(),
    (record) => {
      const name = `${record.at.replaceAll(/[:.]/g, '')}-${record.drill}.json`;
      writePrivately(join(folders.drills, name), `${JSON.stringify(record)}\n`);
      context.progress(`${++done}/${ids.length} ${record.drill}`);
    },
  );
  const failed = records.filter(({ passed }) => !passed).length;
  return {
    exitCode: failed > 0 ? 1 : 0,
    data: records,
    human: (language) => {
      const [passed, all] = [records.length - failed, records.map((record) => line(record, language))];
      return [
        ...all,
        language === 'zh'
          ? `${passed} 项通过，${failed} 项未通过；记录存于 ${folders.drills}`
          : `${passed} passed, ${failed} failed; kept in ${folders.drills}`,
      ].join('\n');
    },
  };
}

/** Ids of the drills of a runbook, or of all. @throws FadunError where there is none, naming those that there are */
async function requireDrills(runbook: string | undefined): Promise<readonly string[]> {
  const ids = await drillsOf(runbook);
  if (ids) return ids;
  const fault = procedureIds().includes(String(runbook))
    ? { zh: '该手册没有演练', en: 'the runbook has no drill' }
    : { zh: '没有该手册', en: 'there is no such runbook' };
  const known = await drilledRunbooks();
  throw new FadunError(`drill ${runbook}`, fault, {
    zh: `请指明其中之一：${known.join('、')}。`,
    en: `Name one of ${known.join(', ')}.`,
  });
}

function line({ drill, passed, seconds, problems }: DrillRecord, language: Language): string {
  const word = language === 'zh' ? (passed ? '通过' : '未通过') : passed ? 'passed' : 'FAILED';
  return [`${word}  ${drill} (${seconds} s)`, ...problems.map((problem) => `  ${problem}`)].join('\n');
}
