import { lockRemedy, TerraformError } from '../../engines/terraform/faults.ts';
import { calledWith } from '../../terminal/next-command.ts';
import { shellOptions } from '../../terminal/shell-options.ts';

/**
 * Does terraform's work; where another holds a state's lock, the refusal names the whole command that takes it away, with the
 * options by which this command reached the stack.
 */
export async function namingUnlock<T>(
  { site, options }: { readonly site: string; readonly options: Record<string, unknown> },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TerraformError) || !error.lock) throw error;
    const { kubeconfig, out, keyring } = calledWith(options);
    const remedy = lockRemedy(error.lock, shellOptions({ site, kubeconfig, out, keyring }));
    throw new TerraformError(error.kind, error.subject, error.words.fault, remedy, error.exitCode);
  }
}
