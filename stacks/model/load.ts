import { type Problem, SiteInvalid } from './problem.ts';
import type { Site } from './site.ts';
import { judges } from './validate/index.ts';
import { readDeclaration } from './validate/structure/read.ts';
import type { IsoDate } from './vocabulary.ts';

/**
 * Every problem of a declaration, whatever it is: structure first, then meaning. Entries whose structure is broken
 * are judged no further; everything around them is.
 * @param on the date at which expiries are judged; @default the declaration's `declaredOn`
 */
export function siteProblems(declaration: unknown, on?: IsoDate): Problem[] {
  const { problems, view } = readDeclaration(declaration, on);
  return view ? [...problems, ...judges.flatMap((judge) => judge(view))] : [...problems];
}

/**
 * The declaration as a site.
 * @param subject what the declaration is to its reader, e.g. the file it stands in
 * @param on the date at which expiries are judged; @default the declaration's `declaredOn`
 * @throws SiteInvalid with all problems at once
 */
export function loadSite(declaration: unknown, subject: string, on?: IsoDate): Site {
  const problems = siteProblems(declaration, on);
  if (problems.length > 0) throw new SiteInvalid(subject, problems);
  return declaration as Site;
}
