import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { type BinaryName, binarySources } from './catalogue.ts';

/** The version a binary reports, as `v1.37.2`; undefined when it cannot be run or says none. */
export async function reportedVersion(name: BinaryName, path: string): Promise<string | undefined> {
  const output = await new Promise<string>((resolve) => {
    execFile(path, [...binarySources[name].versionArguments], { timeout: 20_000 }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    );
  });
  const match = /\bv?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)\b/.exec(output);
  return match?.[1] ? `v${match[1]}` : undefined;
}

/** The first executable file of this name on a PATH, as a shell would find it; relative entries are passed over. */
export async function findOnPath(name: string, path: string | undefined): Promise<string | undefined> {
  for (const directory of (path ?? '').split(delimiter)) {
    if (isAbsolute(directory) && (await isExecutable(join(directory, name)))) return join(directory, name);
  }
  return undefined;
}

/** True for a regular file that this user may execute. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
