import { isRunbook, loadProcedures, type Procedure } from '../../runbooks/index.ts';
import { inspectionPage, type PageFacts, runbookPage } from '../../runbooks/kit/page.ts';
import { alertsServedBy } from '../../stacks/catalogue/alerts.ts';
import { duties } from '../../stacks/catalogue/duties/index.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import { examplePlan } from './example-plan.ts';

type Language = keyof Text;

/** The page of a procedure: Markdown, generated from its code. */
export async function pageOf(procedure: Procedure, language: Language): Promise<string> {
  const facts = await factsOf(procedure);
  return isRunbook(procedure) ? runbookPage(procedure, language, facts) : inspectionPage(procedure, language, facts);
}

/** All pages by file name: one a procedure and language, and an index a language. */
export async function pages(): Promise<ReadonlyMap<string, string>> {
  const procedures = await loadProcedures();
  const all = new Map<string, string>();
  for (const procedure of procedures) {
    for (const language of ['zh', 'en'] as const)
      all.set(`${procedure.id}.${language}.md`, await pageOf(procedure, language));
  }
  for (const language of ['zh', 'en'] as const) all.set(`index.${language}.md`, indexPage(procedures, language));
  return all;
}

async function factsOf(procedure: Procedure): Promise<PageFacts> {
  return {
    alerts: alertsServedBy(procedure.id),
    duties: Object.fromEntries(Object.entries(duties).map(([id, { name }]) => [id, name])),
    ...(isRunbook(procedure) ? { example: await examplePlan(procedure) } : {}),
  };
}

function indexPage(procedures: readonly Procedure[], language: Language): string {
  const zh = language === 'zh';
  const rows = procedures.map(
    ({ id, title, duties: served }) =>
      `| [${id}](${id}.${language}.md) | ${title[language]} | ${served.join(', ')} | ${alertsServedBy(id).join(', ')} |`,
  );
  return [
    zh ? '# 处置手册' : '# Runbooks',
    '',
    zh ? '由代码生成：`npm run docs:runbooks`。' : 'Generated from the code: `npm run docs:runbooks`.',
    '',
    zh ? '| 手册 | 名称 | 任务 | 告警 |' : '| runbook | title | duties | alerts |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
