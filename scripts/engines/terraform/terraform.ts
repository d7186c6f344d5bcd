import { runProcess } from '../../../runbooks/kit/process.ts';
import { createRedactor, type Redactor } from '../../../runbooks/kit/redaction/redactor.ts';
import { terraformFault } from './faults.ts';
import type { StackFolder } from './stack-folder.ts';

/** How long one call may take; terraform itself gives up on objects earlier. */
const deadlines = { init: 300, plan: 900, show: 120, apply: 3600, 'force-unlock': 60 } as const;

type Verb = keyof typeof deadlines;

/** Terraform in the folder of one stack. Every call throws FadunError with terraform's own words, redacted. */
export interface Terraform {
  /** Fetches the provider and binds the backend. */
  init(): Promise<void>;
  /** Plans into a file. Takes no lock: a plan of a state that moves meanwhile is stale, and terraform refuses it then. */
  plan(file: string): Promise<void>;
  /** A saved plan, or the state where no file is named, as `terraform show -json` gives it. */
  show(file?: string): Promise<unknown>;
  /** Applies exactly a saved plan, under the state's lock. */
  apply(file: string): Promise<void>;
  /** Takes a lock away whose holder is gone. */
  forceUnlock(id: string): Promise<void>;
}

/** Output that is data, not words for people: redaction would change it, and it is never shown. */
const asIs: Redactor = {
  text: (text) => text,
  value: (value) => value,
  stream: () => ({ push: (text) => text, flush: () => '' }),
};

/** Drives terraform in a stack's folder. */
export function terraformIn(folder: StackFolder, options: { readonly lockSeconds: number }): Terraform {
  const { kubeconfig, environment } = folder.settings;
  const spoken = createRedactor({ knownSecrets: secretsOf(environment) });
  const run = async (verb: Verb, flags: readonly string[], operands: readonly string[] = [], redactor = spoken) => {
    const result = await ownerOnly(() =>
      runProcess(
        { program: 'terraform', arguments: [verb, ...flags, ...operands] },
        {
          deadlineSeconds: deadlines[verb],
          // Terraform stops in order on SIGTERM: it finishes the objects that it is at and writes its state.
          graceSeconds: Math.min(120, deadlines[verb] / 2),
          environment: { ...environment, TF_CLI_CONFIG_FILE: folder.cliConfiguration, TF_DATA_DIR: folder.data },
          workingFolder: folder.path,
          redactor,
          longestOutput: 512 * 1024 * 1024,
        },
      ),
    );
    if (result.ended !== 'exited' || result.code !== 0) throw terraformFault(folder.stack, verb, result);
    return result.stdout;
  };
  const plain = ['-no-color', '-input=false'];
  return {
    init: async () => void (await run('init', plain)),
    plan: async (file) =>
      void (await run('plan', [...plain, '-lock=false', `-out=${file}`, `-var=kubeconfig=${kubeconfig}`])),
    show: async (file) => JSON.parse(await run('show', ['-json'], file ? [file] : [], asIs)),
    apply: async (file) => void (await run('apply', [...plain, `-lock-timeout=${options.lockSeconds}s`], [file])),
    forceUnlock: async (id) => void (await run('force-unlock', ['-force'], [id])),
  };
}

/** States and plans are written by terraform itself: its files are its owner's alone. The child takes the mask at its start. */
function ownerOnly<T>(start: () => Promise<T>): Promise<T> {
  const mask = process.umask(0o077);
  try {
    return start();
  } finally {
    process.umask(mask);
  }
}

function secretsOf(environment: Readonly<Record<string, string>>): string[] {
  const named = Object.entries(environment).filter(([name]) =>
    /^(PG_CONN_STR|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN)$/.test(name),
  );
  return named.map(([, value]) => value).filter((value) => value.length >= 4);
}
