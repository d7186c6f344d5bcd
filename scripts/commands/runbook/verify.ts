import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyEvidence } from '../../../runbooks/kit/evidence.ts';
import { anchorsIn } from '../../../runbooks/kit/journal/anchor.ts';
import { verifyJournal } from '../../../runbooks/kit/journal/verify-journal.ts';
import { runFolder } from '../../../runbooks/kit/run/run-folder.ts';
import type { Signature } from '../../../runbooks/kit/signing/signature.ts';
import { FadunError } from '../../errors.ts';
import { readJsonFile } from '../../operations/plan-file.ts';
import { planOfRun } from '../../operations/run-list.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { keyringOption, runbookSetting } from './setting.ts';

/**
 * `fadun runbook verify RUN`: whether anything of a run's journal was edited, cut, reordered or forged; and of its
 * evidence archive, where there is one. `RUN` may be the path of an archive. JSON: `{subject, sound, closed, count,
 * signers, faults}`. A run that has not ended is not `closed`, and may be sound so far. Exit 1 where it is not sound.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const keyring = await keyringOption(setting, options);
  const subject = String(positional[0] ?? '');
  const isPath = subject.endsWith('.tar');
  const archive = isPath ? subject : join(setting.folders.evidence, `${subject}.tar`);
  if (isPath && !existsSync(archive))
    throw new FadunError(
      subject,
      { zh: '没有该文件', en: 'there is no such file' },
      { zh: '请给出证据包路径或执行编号。', en: 'Give the path of an archive, or the id of a run.' },
    );
  const ofArchive = existsSync(archive) ? archiveVerdict(archive, keyring) : undefined;
  const ofJournal = isPath ? undefined : journalVerdict(subject);
  const faults = [...(ofJournal?.faults ?? []), ...(ofArchive?.faults ?? [])];
  const { closed, count, signers } = ofJournal ?? ofArchive?.journal ?? { closed: false, count: 0, signers: [] };
  const sound = (ofJournal !== undefined || ofArchive !== undefined) && faults.length === 0;
  return {
    exitCode: sound ? 0 : 1,
    data: { subject, sound, closed, count, signers, faults },
    human: (language) =>
      [
        language === 'zh'
          ? `${subject}: ${sound ? (closed ? '完好' : '尚未结束，至此完好') : '不可信'}，${count} 条记录，签名人 ${signers.map(({ person }) => person).join('、') || '无'}`
          : `${subject}: ${sound ? (closed ? 'sound' : 'open; sound so far') : 'NOT SOUND'}, ${count} records, signed by ${signers.map(({ person }) => person).join(', ') || 'nobody'}`,
        ...faults.map((fault) => `  ${fault}`),
      ].join('\n'),
  };

  function journalVerdict(id: string) {
    planOfRun(setting.folders.runs, id);
    const anchor = anchorsIn(setting.folders.anchors).read(id);
    const content = readFileSync(runFolder(setting.folders.runs, id).journal);
    const verdict = verifyJournal(content, {
      journal: id,
      keyring,
      mustBeClosed: false,
      ...(anchor ? { anchor } : {}),
    });
    const missing = anchor ? [] : ['anchor: none is kept, so a cut tail could not be seen'];
    const told = verdict.faults.map(
      ({ code, record }) => `journal: ${code}${record === undefined ? '' : ` at record ${record}`}`,
    );
    return { ...verdict, faults: [...told, ...missing] };
  }
}

function archiveVerdict(path: string, keyring: Parameters<typeof verifyEvidence>[2]) {
  const signature = readJsonFile(`${path}.signature.json`, 'signature') as Signature;
  const verdict = verifyEvidence(readFileSync(path), signature, keyring);
  return { journal: verdict.journal, faults: verdict.faults.map((fault) => `evidence: ${fault}`) };
}
