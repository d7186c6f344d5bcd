import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from './drill.ts';

const applied = 'application/apply-patch+yaml';
const manager = '?fieldManager=fadun-drill&force=true';

/** Makes sure that a namespace is there. */
export async function demandNamespace(stage: Stage, name: string): Promise<void> {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await stage.api.send('PATCH', `/api/v1/namespaces/${name}${manager}`, object, applied);
}

export function configMapPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/configmaps/${name}`;
}

export async function configMap(
  stage: Stage,
  namespace: string,
  name: string,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
  await stage.api.send('PATCH', `${configMapPath(namespace, name)}${manager}`, object, applied);
}

export function secretPath(namespace: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}

export async function secret(stage: Stage, namespace: string, name: string, value: string): Promise<void> {
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData: { value } };
  await stage.api.send('PATCH', `${secretPath(namespace, name)}${manager}`, object, applied);
}

/** The faults whose statement does not hold. */
export function problemsOf(statements: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(statements).flatMap(([problem, holds]) => (holds ? [] : [problem]));
}

/** True once a condition holds, within seconds; a fault on the way counts as not yet. */
export async function settled(condition: () => Promise<boolean>, seconds = 20): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    if (await condition().catch(() => false)) return true;
    if (performance.now() > deadline) return false;
    await delay(100);
  }
}
