import { type Problem, SiteInvalid } from './problem.ts';
import type { Site } from './site.ts';
import { judges } from './validate/index.ts';
import { readDeclaration } from './validate/structure/read.ts';

/**
 * Every problem of a declaration, whatever it is: structure first, then meaning. Entries whose structure is broken
 * are judged no further; everything around them is.
 */
export function siteProblems(declaration: unknown): Problem[] {
  const { problems, view } = readDeclaration(declaration);
  return view ? [...problems, ...judges.flatMap((judge) => judge(view))] : [...problems];
}

/**
 * The declaration as a site.
 * @param subject what the declaration is to its reader, e.g. the file it stands in
 * @throws SiteInvalid with all problems at once
 */
export function loadSite(declaration: unknown, subject: string): Site {
  const problems = siteProblems(declaration);
  if (problems.length > 0) throw new SiteInvalid(subject, problems);
  return declaration as Site;
}
