import { join } from 'node:path';
import { collectEvidence } from '../../runbooks/kit/evidence.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import type { RunEnvironment } from '../../runbooks/kit/run/session.ts';
import { canonicalJson } from '../../runbooks/kit/signing/canonical-json.ts';
import type { OperationsFolders } from './folders.ts';
import { writePrivately } from './private-file.ts';

/** Archives a run that has ended, with its detached signature beside it. @returns the archive's path */
export function archiveRun(folders: OperationsFolders, run: string, environment: RunEnvironment): string {
  const { archive, signature } = collectEvidence(
    folders.runs,
    run,
    anchorsIn(folders.anchors),
    environment.redactor,
    environment.operator,
    environment.now(),
  );
  const path = join(folders.evidence, `${run}.tar`);
  writePrivately(path, archive);
  writePrivately(`${path}.signature.json`, `${canonicalJson(signature)}\n`);
  return path;
}
