import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { load } from 'js-yaml';

/** What stands in for a kubelet: it does with a folder of static pods what a kubelet does, with processes for containers. */
export interface StaticPods {
  stop(): Promise<void>;
}

interface Pod {
  readonly text: string;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

const graceMilliseconds = 10_000;

/**
 * Runs the command of each manifest of a folder, and again where it ends; a manifest that goes or changes ends it.
 * @param images paths of programs by image reference
 */
export function runStaticPods(folder: string, images: Readonly<Record<string, string>>, logs: string): StaticPods {
  const pods = new Map<string, Pod>();
  let running = true;
  const sync = async () => {
    const wanted = manifestsIn(folder);
    for (const [name, pod] of pods) if (wanted.get(name) !== pod.text) await end(pods, name);
    for (const [name, text] of wanted) if (!pods.has(name)) start(pods, name, text, images, logs);
  };
  const loop = (async () => {
    while (running) {
      await sync();
      await delay(200);
    }
  })();
  return {
    async stop() {
      running = false;
      await loop;
      await Promise.all([...pods.keys()].map((name) => end(pods, name)));
    },
  };
}

/** Texts by name of file; names with a dot before are passed over, as the kubelet does. */
function manifestsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return new Map(
    names.flatMap((name) => {
      try {
        return [[name, readFileSync(join(folder, name), 'utf8')] as const];
      } catch {
        return [];
      }
    }),
  );
}

function start(
  pods: Map<string, Pod>,
  name: string,
  text: string,
  images: Readonly<Record<string, string>>,
  logs: string,
): void {
  const { spec } = load(text) as { spec: { containers: [{ image: string; command: string[] }] } };
  const [{ image, command }] = spec.containers;
  const program = images[image];
  if (program === undefined) return;
  const log = openSync(join(logs, `${name}.log`), 'a');
  const child = spawn(program, command.slice(1), {
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/bin:/bin', HOME: logs },
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const pod = { text, child, ended };
  pods.set(name, pod);
  void ended.then(async () => {
    await delay(1_000);
    if (pods.get(name) === pod) pods.delete(name);
  });
}

async function end(pods: Map<string, Pod>, name: string): Promise<void> {
  const pod = pods.get(name);
  if (!pod) return;
  pod.child.kill('SIGTERM');
  const timer = setTimeout(() => pod.child.kill('SIGKILL'), graceMilliseconds);
  await pod.ended;
  clearTimeout(timer);
  pods.delete(name);
}
