import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ControlPlaneComponent,
  type ControlPlaneHost,
  type ControlPlaneMember,
  controlPlaneComponents,
} from '../../../runbooks/kit/control-plane-host.ts';
import { withoutAdmissionPlugins } from '../../control-plane/flags.ts';
import { demandFlagName, demandPlainName, refusedOperation } from '../../control-plane/member.ts';
import { isExecutable, reportedVersion } from '../binaries/versions.ts';
import { secretMode, writeWhole } from '../files.ts';
import {
  effectiveFlags,
  isCurrent,
  isRunning,
  isServing,
  type Overrides,
  readOverrides,
  readVersions,
} from '../run.ts';
import type { ControlPlaneParts } from './parts.ts';

type Reading = Pick<ControlPlaneHost, 'members' | 'flags' | 'changedFlags' | 'stagedVersions'>;
type Acting = Pick<
  ControlPlaneHost,
  'stop' | 'start' | 'restart' | 'setVersion' | 'setFlags' | 'disableAdmissionPlugins'
>;

export function processReading(parts: ControlPlaneParts): Reading {
  const { layout } = parts;
  return {
    members: () => Promise.all(controlPlaneComponents.map((component) => memberOf(parts, component))),
    async flags(component) {
      const flags = await effectiveFlags(parts, component);
      return Object.fromEntries(
        Object.entries(flags).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, typeof value === 'string' ? [value] : value]],
        ),
      );
    },
    changedFlags: async (component) => Object.keys((await readOverrides(layout))[component] ?? {}).sort(),
    async stagedVersions(component) {
      const names = await readdir(join(layout.root, 'versions')).catch(() => []);
      const ready = await Promise.all(names.map((name) => isExecutable(layout.staged(name, component))));
      return [await builtVersion(parts, component), ...names.filter((_, place) => ready[place])].toSorted();
    },
  };
}

export function processActing(parts: ControlPlaneParts): Acting {
  const { host, layout, network } = parts;
  const demandHost = (name: string | undefined) => {
    if (name !== undefined && name !== network)
      throw refusedOperation(
        `host ${name}`,
        { zh: '不是成员。', en: 'is no member.' },
        { zh: `唯一的成员是 ${network}。`, en: `The only member is ${network}.` },
      );
  };
  return {
    async stop(component) {
      await host.stop(component);
    },
    start: (component) => host.start(component),
    async restart(component, name) {
      demandHost(name);
      await host.start(component);
    },
    async setVersion(component, version, name) {
      demandHost(name);
      demandPlainName('version', version);
      const { [component]: _, ...others } = await readVersions(layout);
      const isBuilt = version === (await builtVersion(parts, component));
      if (!isBuilt && !(await isExecutable(layout.staged(version, component))))
        throw refusedOperation(
          `${component} ${version}`,
          { zh: '尚未备好。', en: 'is not staged.' },
          { zh: '请先在每台主机上备好该程序文件。', en: 'Lay the binary ready on every host first.' },
        );
      await writeJson(layout.versions, isBuilt ? others : { ...others, [component]: version });
    },
    setFlags: (component, changes) => changeOverrides(parts, component, changes),
    disableAdmissionPlugins: (plugins) => changeOverrides(parts, 'kube-apiserver', withoutAdmissionPlugins(plugins)),
  };
}

async function memberOf(parts: ControlPlaneParts, component: ControlPlaneComponent): Promise<ControlPlaneMember> {
  const running = await isRunning(parts.layout, component);
  const [version, healthy, current] = await Promise.all([
    configuredVersion(parts, component),
    running && isServing(parts, component),
    running && isCurrent(parts, component),
  ]);
  return { host: parts.network, component, version, running, healthy, current };
}

async function configuredVersion(parts: ControlPlaneParts, component: ControlPlaneComponent): Promise<string> {
  return (await readVersions(parts.layout))[component] ?? builtVersion(parts, component);
}

const reported = new Map<string, Promise<string>>();

/** The version of the binary that the sandbox was started with, asked from it once. */
function builtVersion({ binaries }: ControlPlaneParts, component: ControlPlaneComponent): Promise<string> {
  const path = binaries[component] ?? component;
  const known = reported.get(path) ?? reportedVersion(component, path).then((version) => version ?? 'unknown');
  reported.set(path, known);
  return known;
}

/** Merges deviations: a text sets a flag, false leaves it out, null takes the deviation back. */
export async function changeOverrides(
  { layout }: ControlPlaneParts,
  component: ControlPlaneComponent,
  changes: Readonly<Record<string, string | false | null>>,
): Promise<void> {
  const overrides = await readOverrides(layout);
  const merged: Record<string, NonNullable<Overrides[ControlPlaneComponent]>[string]> = { ...overrides[component] };
  for (const [name, change] of Object.entries(changes)) {
    demandFlagName(name);
    if (change === null) delete merged[name];
    else merged[name] = change === false ? null : change;
  }
  await writeJson(layout.overrides, { ...overrides, [component]: merged });
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`, secretMode);
}
