import type { ControlPlaneComponent } from '../../../runbooks/kit/control-plane-host.ts';
import type { Flags } from '../flags.ts';
import type { Machine } from '../machine/machine.ts';
import { demandFlagName, refusedOperation, secretMode } from '../member.ts';
import type { KubeadmLayout } from './layout.ts';
import { flagsOf, type Manifest, manifestText, readManifest, withDataFolder, withFlag } from './manifest.ts';

/** A machine and how kubeadm laid it out. */
export interface KubeadmParts {
  readonly host: string;
  readonly machine: Machine;
  readonly layout: KubeadmLayout;
}

/** Flags that were changed, by component: what each was, which is what is declared, and what it was set to. */
type Changes = Readonly<Partial<Record<ControlPlaneComponent, Readonly<Record<string, Change>>>>>;

interface Change {
  readonly from: Flags[string] | null;
  readonly to: Flags[string] | null;
}

const places = ['pending', 'active', 'stopped'] as const;

/** The manifest that a component is started with next. @throws FadunError where it has none */
export async function nextManifest(parts: KubeadmParts, component: ControlPlaneComponent): Promise<Manifest> {
  const { host, machine, layout } = parts;
  const found = await machine.readFirst(places.map((place) => layout[place](component)));
  if (found) return readManifest(`${host}: ${found.path}`, found.text, component);
  throw refusedOperation(
    `${host}: ${component}`,
    { zh: '没有静态 Pod。', en: 'has no static pod.' },
    {
      zh: `请指定由 kubeadm 建成控制平面的主机：kubeadm 会写 ${layout.active(component)}。`,
      en: `Name a host that kubeadm has made a control plane: it writes ${layout.active(component)}.`,
    },
  );
}

/** Writes the manifest that a component gets at its next start; the kubelet does not see it before. */
export async function writeNext(
  { machine, layout }: KubeadmParts,
  component: ControlPlaneComponent,
  manifest: Manifest,
): Promise<void> {
  await machine.write(layout.pending(component), manifestText(manifest), secretMode);
}

/** Names of flags that deviate from what is declared, sorted; what somebody else has set since does not count. */
export async function changedFlags(parts: KubeadmParts, component: ControlPlaneComponent): Promise<readonly string[]> {
  const changes = (await readChanges(parts))[component] ?? {};
  const flags = flagsOf(await nextManifest(parts, component));
  return Object.keys(changes)
    .filter((name) => same(flags[name], changes[name]!.to))
    .sort();
}

/** Sets flags for the next start: a text sets one, false leaves it out, null returns it to what is declared. */
export async function changeFlags(
  parts: KubeadmParts,
  component: ControlPlaneComponent,
  wanted: Readonly<Record<string, string | false | null>>,
): Promise<void> {
  let manifest = await nextManifest(parts, component);
  const flags = flagsOf(manifest);
  const changes = await readChanges(parts);
  const noted: Record<string, Change> = { ...changes[component] };
  const settled: Record<string, Change> = { ...changes[component] };
  for (const [name, value] of Object.entries(wanted)) {
    demandFlagName(name);
    if (typeof value === 'string' && /\p{Cc}/u.test(value))
      throw refusedOperation(
        `flag ${name}`,
        { zh: '值含控制字符。', en: 'is to get a control character.' },
        { zh: '请给出单行的值。', en: 'Give a value of one line.' },
      );
    const known = noted[name];
    const isOurs = known !== undefined && same(flags[name], known.to);
    const declared = isOurs ? known.from : (flags[name] ?? null);
    const next = value === null ? declared : value === false ? null : value;
    manifest =
      name === 'data-dir' && typeof next === 'string'
        ? withDataFolder(manifest, next)
        : withFlag(manifest, name, next ?? undefined);
    if (same(declared, next)) delete settled[name];
    else settled[name] = { from: declared, to: next };
    noted[name] = settled[name] ?? known ?? { from: declared, to: next };
  }
  // Noted before, settled after: however this is cut off, what was declared is not forgotten.
  await writeChanges(parts, { ...changes, [component]: noted });
  await writeNext(parts, component, manifest);
  await writeChanges(parts, { ...changes, [component]: settled });
}

/** What a flag is by declaration, whatever it was changed to. */
export async function declaredFlag(parts: KubeadmParts, component: ControlPlaneComponent, name: string) {
  const flags = flagsOf(await nextManifest(parts, component));
  const change = (await readChanges(parts))[component]?.[name];
  return change && same(flags[name], change.to) ? (change.from ?? undefined) : flags[name];
}

async function readChanges({ machine, layout }: KubeadmParts): Promise<Changes> {
  return JSON.parse((await machine.read(layout.changes)) ?? '{}') as Changes;
}

async function writeChanges({ machine, layout }: KubeadmParts, changes: Changes): Promise<void> {
  await machine.write(layout.changes, `${JSON.stringify(changes, null, 2)}\n`, secretMode);
}

function same(left: Flags[string] | null, right: Flags[string] | null): boolean {
  return JSON.stringify([left ?? []].flat()) === JSON.stringify([right ?? []].flat());
}
