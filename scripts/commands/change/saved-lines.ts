import { quote } from 'zx/core';
import { shellOptions } from '../../terminal/shell-options.ts';
import type { Language } from '../context.ts';

interface Saved {
  /** Whether somebody put the plan up for approval in their name. */
  readonly signed: boolean;
  /** Options by which approving finds what the plan is of; those that are not given are left out. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Where a plan was saved, and the command that comes next. */
export function savedLines(file: string, { signed, options }: Saved, language: Language): string[] {
  const command = ['fadun approve', quote(file), shellOptions(options), '--as PERSON --key FILE'];
  const approve = command.filter(Boolean).join(' ');
  if (!signed)
    return language === 'zh'
      ? [`→ ${file}`, '  未署名,不能审批:须以 --as 人员 --key 私钥 重新计划']
      : [`→ ${file}`, '  nobody put it up for approval: plan again with --as PERSON --key FILE'];
  return language === 'zh'
    ? [`→ ${file}`, `  下一步,由他人审批:${approve}`]
    : [`→ ${file}`, `  next, by another person: ${approve}`];
}
