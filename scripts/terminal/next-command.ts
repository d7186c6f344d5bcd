import { quote } from 'zx/core';
import type { RunbookPlan } from '../../runbooks/kit/plan-runbook.ts';
import { shellOptions } from './shell-options.ts';

type Planned = Pick<RunbookPlan, 'target'>;

/** What was said at the call that is not the default: a printed command repeats it, or it would work elsewhere. */
export interface CalledWith {
  readonly out?: string;
  readonly keyring?: string;
  /** Of the cluster that the run acts in. */
  readonly kubeconfig?: string;
  readonly sshIdentity?: string;
  /** The run is unattended. */
  readonly yes?: boolean;
}

/** The members of the call's options that a following command repeats. */
export function calledWith(options: Record<string, unknown>): CalledWith {
  const named = ['keyring', 'kubeconfig', 'sshIdentity'].flatMap((name) =>
    typeof options[name] === 'string' ? [[name, options[name]] as const] : [],
  );
  const { out, yes } = options;
  return {
    ...(typeof out === 'string' && out !== 'fadun.out' ? { out } : {}),
    ...Object.fromEntries(named),
    ...(yes === true ? { yes } : {}),
  };
}

function repeated(called: CalledWith, names: readonly Exclude<keyof CalledWith, 'yes'>[]): string {
  const options = names.map((name) => [name === 'sshIdentity' ? 'ssh-identity' : name, called[name]] as const);
  const text = shellOptions(Object.fromEntries(options));
  return text === '' ? '' : ` ${text}`;
}

const acting = ['out', 'keyring', 'kubeconfig', 'sshIdentity'] as const;

/** The command that goes on with a run. */
export function resumeCommand(
  run: string,
  { target }: Planned,
  verb: 'resume' | 'undo' | 'abort' = 'resume',
  called: CalledWith = {},
): string {
  const rest = `${repeated(called, acting)}${called.yes ? ' --yes' : ''}`;
  return `fadun runbook ${verb} ${run} --site ${quote(target.site)} --network ${target.network} --key FILE${rest}`;
}

/** The command that plans a runbook anew, with the same parameters. */
export function planCommand(
  { runbook, target: { site, network }, parameters }: Pick<RunbookPlan, 'runbook' | 'target' | 'parameters'>,
  called: CalledWith = {},
): string {
  const given = Object.entries(parameters).map(([name, value]) => ` ${quote(`--${name}=${value}`)}`);
  const rest = repeated(called, ['out', 'kubeconfig', 'sshIdentity']);
  return `fadun runbook plan ${runbook} --site ${quote(site)} --network ${network}${given.join('')}${rest}`;
}

/** The command by which another person consents to a saved plan. */
export function approveCommand(
  file: string,
  { target, breakGlass }: Planned & Partial<Pick<RunbookPlan, 'breakGlass'>>,
  called: CalledWith = {},
): string {
  const reason = breakGlass ? ' --reason TEXT' : '';
  return `fadun runbook approve ${quote(file)} --site ${quote(target.site)} --key FILE${reason}${repeated(called, ['out', 'keyring'])}`;
}

/** The command that runs a saved plan with the approvals at hand; `missing` further ones stand as `--approval FILE`. */
export function runCommand(
  file: string,
  { target }: Planned,
  approval: string,
  missing: number,
  called: CalledWith = {},
): string {
  const given = approvalOptions(approval, missing);
  return `fadun runbook run ${quote(file)} --site ${quote(target.site)} --network ${target.network}${given} --key FILE${repeated(called, ['out', 'keyring'])}`;
}

/** The approvals as options, those that are still to be given with FILE for their path. */
export function approvalOptions(approval: string, missing: number): string {
  return ` --approval ${quote(approval)}${' --approval FILE'.repeat(Math.max(0, missing))}`;
}
