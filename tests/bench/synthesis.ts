/**
 * Synthesis grows linearly: the reference city at growing scales, each in a process of its own.
 * Targets on two cores: 18,000 resources in ≤ 15 s and ≤ 1 GiB. Run: `node tests/bench/synthesis.ts`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fadun-synthesis-'));

interface Measured {
  readonly scale: number;
  readonly resources: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** Runs `fadun synth` and samples its resident memory from /proc. */
function measure(scale: number): Promise<Measured> {
  const begun = performance.now();
  const words = ['scripts/cli.ts', 'synth', 'binhe', '--scale', String(scale), '--out', folder, '--format', 'json'];
  const child = spawn(process.execPath, words, { cwd: checkout, stdio: ['ignore', 'pipe', 'inherit'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  let peakMegabytes = 0;
  const sampling = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, highWaterMark(child.pid!));
  }, 100);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(sampling);
      if (code !== 0) return reject(new Error(`synth --scale ${scale} exited ${code}`));
      const { objects } = JSON.parse(Buffer.concat(output).toString()) as { objects: number };
      resolve({ scale, resources: objects, seconds: (performance.now() - begun) / 1000, peakMegabytes });
    });
  });
}

/** VmHWM of a process in megabytes; 0 once it is gone. */
function highWaterMark(pid: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

try {
  for (const scale of [1, 2, 4, 7]) {
    const { resources, seconds, peakMegabytes } = await measure(scale);
    const rate = Math.round(resources / seconds);
    console.log(
      `scale ${scale}: ${resources} resources, ${seconds.toFixed(1)} s, ${rate}/s, peak ${Math.round(peakMegabytes)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
