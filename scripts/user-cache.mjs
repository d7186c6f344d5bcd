// Plain JavaScript: the entry needs it before anything can be compiled from TypeScript.
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * A folder of this user alone below `$XDG_CACHE_HOME/fadun`, or `~/.cache/fadun` (XDG Base Directory); undefined where
 * there can be none, or where others may write.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string | undefined}
 */
export function userCache(name, environment) {
  const named = environment.XDG_CACHE_HOME;
  const root = named && isAbsolute(named) ? named : join(environment.HOME || homedir(), '.cache');
  const folder = join(root, 'fadun', name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    return isOwn(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a file or folder is this user's and nobody else may write it.
 * @param {string} path
 * @returns {boolean}
 */
export function isOwn(path) {
  const { uid, mode } = lstatSync(path);
  return (process.getuid === undefined || uid === process.getuid()) && (mode & 0o022) === 0;
}

/**
 * Keeps compiled code of modules between runs, where only this user may write: whoever can write there runs code.
 * Commands start in a third of the time.
 * @param {NodeJS.ProcessEnv} environment
 */
export function keepCompiledCode(environment) {
  const folder = userCache('compiled', environment);
  // Node 20, which only hands over to the bundled one, has no such cache.
  if (folder) nodeModule.enableCompileCache?.(folder);
}
