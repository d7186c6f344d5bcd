import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout } from './command-line.ts';

/** Kills fadun and terraform together, each at a later moment of the apply, until as many kills as are asked for have struck. */
export async function killedOften(
  words: readonly string[],
  { kills, folder, afterwards }: { kills: number; folder: string; afterwards: () => Promise<void> },
) {
  let killed = 0;
  const ended: string[] = [];
  for (let turn = 0; turn < kills + 4 && killed < kills; turn++) {
    const child = spawn(process.execPath, [join(checkout, 'scripts/cli.ts'), ...words], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    let seen = '';
    child.stderr.on('data', (chunk: Buffer) => {
      seen += String(chunk);
    });
    const begun = async () => {
      while (!seen.includes('terraform apply of')) await sleep(50);
      await sleep(300 + turn * 1700);
      return 'now' as const;
    };
    const first = await Promise.race([begun(), exit]);
    if (first !== 'now') {
      ended.push(`turn ${turn} with ${first}: ${seen.trim()}`);
      continue;
    }
    for (const pid of processesUnder(child.pid!)) killQuietly(pid);
    await exit;
    killed += 1;
    await afterwards();
  }
  return { killed, ended };
}

/** The process and all that it started, found by parent. */
function processesUnder(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const isUnder = (pid: number): boolean => pid === root || (parents.has(pid) && isUnder(parents.get(pid)!));
  return [...parents.keys()].filter(isUnder);
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
