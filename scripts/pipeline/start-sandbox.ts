import { type SandboxProgress, startSandbox } from '../sandbox/start.ts';
import type { Workspace } from './workspace.ts';

export interface SandboxRequest {
  readonly environment: NodeJS.ProcessEnv;
  readonly progress: (line: string) => void;
}

/** Starts the control planes of the city's networks, saying each step; those that run stay as they are. */
export async function startCitySandbox(
  city: { readonly site: { readonly id: string }; readonly workspace: Workspace; readonly networks: readonly string[] },
  { environment, progress }: SandboxRequest,
) {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await startSandbox({
      site: city.site.id,
      networks: city.networks,
      directory: city.workspace.sandbox,
      environment,
      signal: interrupted.signal,
      onProgress: reporter(progress),
    });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Build progress at most every ten seconds; networks when they are ready. */
function reporter(progress: (line: string) => void): (at: SandboxProgress) => void {
  let binary = '';
  let told = 0;
  return (at) => {
    switch (at.stage) {
      case 'waiting':
        progress(`waiting for another fadun (process ${at.holderPid}) to finish with this sandbox`);
        return;
      case 'network':
        if (at.step === 'ready') progress(`${at.network}: control plane ready after ${at.seconds.toFixed(1)} s`);
        return;
      case 'build':
        if (at.binary === binary && at.seconds - told < 10) return;
        [binary, told] = [at.binary, at.seconds];
        progress(
          `building ${at.binary} (${at.index} of ${at.of}), ${at.packages} packages, ${at.seconds.toFixed(0)} s`,
        );
        return;
      default:
        at satisfies never;
    }
  };
}
