import { isRunId } from '../../../runbooks/kit/run/run-folder.ts';
import { FadunError } from '../../errors.ts';
import { consentToRun, newRunId } from '../../operations/perform-run.ts';
import { readPlanFile } from '../../operations/plan-file.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { conduct } from './conduct.ts';
import { planPath, runbookSetting, textOption, textsOption } from './setting.ts';

/** `fadun runbook run PLAN --approval FILE --key FILE`: runs an approved plan. JSON and exit codes: see `conduct`. */
export async function run(
  context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const file = readPlanFile(planPath(setting.folders, String(positional[0] ?? '')));
  return conduct({
    context,
    setting,
    options,
    plan: file.plan,
    run: idOption(options.id) ?? newRunId(file.plan.runbook, new Date()),
    what: (environment) => ({
      verb: 'run',
      plan: file.plan,
      consent: consentToRun(file, textsOption(options.approval), environment),
    }),
  });
}

/** @throws FadunError for an id that is no plain word: it names a folder */
function idOption(given: unknown): string | undefined {
  const id = textOption(given);
  if (id === undefined || isRunId(id)) return id;
  throw new FadunError(
    `--id ${JSON.stringify(id.slice(0, 64))}`,
    { zh: '不是合规的编号', en: 'it is no plain word' },
    {
      zh: '请用字母、数字、连字符，至多 63 个字符，或省略。',
      en: 'Give letters, digits and hyphens, 63 at most, or leave it out.',
    },
  );
}
