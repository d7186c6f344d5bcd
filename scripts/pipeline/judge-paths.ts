import { resolve } from 'node:path';
import { checkManifests, type Keeping } from '../check/check-manifests.ts';
import type { PortionRequest } from '../check/portion.ts';
import { FadunError } from '../errors.ts';
import { type CheckPaths, sortPaths } from './check-inputs.ts';
import type { JudgementOutcome, JudgementRequest } from './judge-objects.ts';

/** What of the request concerns foreign input: there are no waivers, no facts, and nothing to prove. */
export interface PathsRequest extends Pick<JudgementRequest, 'packs' | 'failOn' | 'today'> {
  readonly language: 'zh' | 'en';
  /** Folder for what is kept for the next check; nothing is kept without. */
  readonly out?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Judges files and folders by what they are.
 * @throws FadunError for a path that is not there, and where there is nothing to judge
 */
export async function judgePaths(paths: readonly string[], request: PathsRequest): Promise<JudgementOutcome> {
  const begun = performance.now();
  const sorted = await sortPaths(paths);
  const outcome =
    sorted.stacks.length + sorted.plans.length === 0
      ? await judgeManifests(sorted.manifests, request, begun)
      : await judgeAll(sorted, request);
  if (outcome.result.objects === 0 && outcome.result.inputErrors.length === 0) {
    throw new FadunError(
      paths.join(', '),
      {
        zh: '没有可审核的内容：没有文件含 Kubernetes 对象',
        en: 'there is nothing to judge: no file holds a Kubernetes object',
      },
      {
        zh: '给出含 .yaml、.yml 或 .json 文件的目录，或直接给出文件，名称不限。',
        en: 'Name a folder with .yaml, .yml or .json files, or a file outright whatever its name.',
      },
    );
  }
  return outcome;
}

/** Everything in one go, where not all of it is manifests. */
async function judgeAll(
  paths: CheckPaths,
  { environment: _, out: _out, ...request }: PathsRequest,
): Promise<JudgementOutcome> {
  const { readCheckInputs } = await import('./check-inputs.ts');
  const { judgeObjects } = await import('./judge-objects.ts');
  const { objects, errors, skipped } = await readCheckInputs(paths);
  return judgeObjects({ ...request, objects, inputErrors: errors, skipped });
}

async function judgeManifests(
  paths: readonly string[],
  { packs, failOn, today, language, out, environment }: PathsRequest,
  begun: number,
): Promise<JudgementOutcome> {
  const portion: PortionRequest = { language, ...(packs && { packs }) };
  const keeping = out === undefined ? undefined : await keepingIn(out, { paths, portion, environment });
  const { judgement, errors, skipped } = await checkManifests(paths, { request: portion, keeping });
  const { outcomeOf } = await import('./judge-objects.ts');
  return outcomeOf(
    judgement,
    { today, inputErrors: errors, skipped, ...(packs && { packs }), ...(failOn && { failOn }) },
    begun,
  );
}

/** Verdicts of one set of paths are kept in one file; where nothing can be kept, the check goes on without. */
async function keepingIn(
  out: string,
  {
    paths,
    portion,
    environment,
  }: { paths: readonly string[]; portion: PortionRequest; environment: NodeJS.ProcessEnv },
): Promise<Keeping | undefined> {
  const { verdictsKeyOf } = await import('../check/verdicts-key.ts');
  const key = verdictsKeyOf(environment);
  if (!key) return undefined;
  const { readVerdicts, writeVerdicts } = await import('../check/verdict-file.ts');
  const { programDigest } = await import('../check/program.ts');
  const { digest } = await import('../../policies/parts.ts');
  const name = digest(...paths.map((path) => resolve(path)), JSON.stringify(portion)).slice(0, 16);
  const file = resolve(out, 'verdicts', name);
  return {
    surroundings: digest(programDigest(), process.cwd(), JSON.stringify(portion)),
    read: () => readVerdicts(file, key),
    write: (kept) => {
      try {
        writeVerdicts(file, key, kept);
      } catch {
        // A folder that may not be written only makes the next check as long as this one.
      }
    },
  };
}
