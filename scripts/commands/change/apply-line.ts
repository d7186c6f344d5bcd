import { quote } from 'zx/core';
import { approvalOptions } from '../../terminal/next-command.ts';
import { shellOptions } from '../../terminal/shell-options.ts';
import type { Language } from '../context.ts';

/** What was approved, and how the approving command was called. */
interface Approved {
  readonly plan: string;
  /** The approval file that was just written. */
  readonly approval: string;
  /** Persons who have to consent in all. */
  readonly approvers: number;
  /** Options of the approving command. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The command that applies an approved plan; approvals that are still to be given stand as `--approval FILE`. */
export function applyLine({ plan, approval, approvers, options }: Approved, language: Language): string {
  const { site, bundle, keyring } = options;
  const verb =
    typeof bundle === 'string'
      ? `fadun bundle apply ${quote(bundle)}`
      : ['fadun apply', typeof site === 'string' ? quote(site) : ''].filter(Boolean).join(' ');
  const rest = [shellOptions({ keyring }), '--as PERSON --key FILE'].filter(Boolean).join(' ');
  const command = `${verb} --plan ${quote(plan)}${approvalOptions(approval, approvers - 1)} ${rest}`;
  if (language === 'zh') return `  共需 ${approvers} 人审批;下一步:${command}`;
  return `  ${approvers === 1 ? 'no other approval is needed' : `${approvers} approvals are needed in all`}; next: ${command}`;
}
