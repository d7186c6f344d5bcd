import { enableCompileCache } from 'node:module';
import { userCache } from './user-cache.ts';

/**
 * Keeps compiled code of modules between runs, in a folder that only this user may write: whoever can write there runs
 * code. Modules load in a third of the time.
 */
export function keepCompiledCode(environment: NodeJS.ProcessEnv): void {
  const folder = userCache('compiled', environment);
  if (folder) enableCompileCache(folder);
}
