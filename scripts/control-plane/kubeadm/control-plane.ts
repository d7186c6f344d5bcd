import {
  type ControlPlaneComponent,
  type ControlPlaneHost,
  type ControlPlaneMember,
  type ControlPlaneReader,
  controlPlaneComponents,
} from '../../../runbooks/kit/control-plane-host.ts';
import { withoutAdmissionPlugins } from '../flags.ts';
import { demandPlainName, type Member, refusedOperation } from '../member.ts';
import { sharedActing, sharedReading } from '../operations/shared.ts';
import { allCertificates, certificateActing, servedOn } from './certificates.ts';
import { flagsOf, imageOf, withVersion } from './manifest.ts';
import { changedFlags, changeFlags, type KubeadmParts, nextManifest, writeNext } from './manifests.ts';
import { kubeadmMember } from './member.ts';
import { isCurrent, isServing, runningProcess } from './processes.ts';

/** What plans are given: nothing in this value changes the control plane. @param machines at least one */
export function kubeadmControlPlaneReader(machines: readonly KubeadmParts[]): ControlPlaneReader {
  const members = machines.map(kubeadmMember);
  const first = machines[0]!;
  const onAll = async <Result>(work: (parts: KubeadmParts, member: Member) => Promise<readonly Result[]>) =>
    (await Promise.all(machines.map((parts, place) => work(parts, members[place]!)))).flat();
  return {
    ...sharedReading(members),
    members: () => onAll((parts) => Promise.all(controlPlaneComponents.map((component) => memberOf(parts, component)))),
    async flags(component) {
      const flags = flagsOf(await nextManifest(first, component));
      return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, [value ?? []].flat()]));
    },
    async changedFlags(component) {
      return [...new Set(await onAll((parts) => changedFlags(parts, component)))].sort();
    },
    async stagedVersions(component) {
      const staged = await Promise.all(machines.map((parts) => stagedOn(parts, component)));
      return staged[0]!.filter((version) => staged.every((versions) => versions.includes(version))).toSorted();
    },
    certificates: () => allCertificates(machines),
    servedCertificates: () => onAll(servedOn),
  };
}

/** A control plane of kubeadm's static pods, as hosts to work on. @param machines at least one */
export function kubeadmControlPlane(machines: readonly KubeadmParts[]): ControlPlaneHost {
  const members = machines.map(kubeadmMember);
  const named = (host: string | undefined) => {
    const chosen = machines.map((parts, place) => ({ parts, member: members[place]! }));
    const found = host === undefined ? chosen : chosen.filter(({ parts }) => parts.host === host);
    if (found.length > 0) return found;
    const all = machines.map((parts) => parts.host).join(', ');
    throw refusedOperation(
      `host ${host}`,
      { zh: '不是成员。', en: 'is no member.' },
      { zh: `成员有：${all}。`, en: `Members are: ${all}.` },
    );
  };
  return {
    ...kubeadmControlPlaneReader(machines),
    ...sharedActing(members),
    ...certificateActing(machines),
    async stop(component) {
      for (const member of members) await member.stop(component);
    },
    async start(component) {
      // Members of an etcd wait for each other.
      if (component === 'etcd') await Promise.all(members.map((member) => member.start(component)));
      else for (const member of members) await member.start(component);
    },
    async restart(component, host) {
      for (const { member } of named(host)) await member.start(component);
    },
    async setVersion(component, version, host) {
      demandPlainName('version', version);
      for (const { parts } of named(host)) await setVersion(parts, component, version);
    },
    async setFlags(component, changes) {
      for (const parts of machines) await changeFlags(parts, component, changes);
    },
    async disableAdmissionPlugins(plugins) {
      for (const parts of machines) await changeFlags(parts, 'kube-apiserver', withoutAdmissionPlugins(plugins));
    },
  };
}

async function memberOf(parts: KubeadmParts, component: ControlPlaneComponent): Promise<ControlPlaneMember> {
  const manifest = await nextManifest(parts, component);
  const running = await runningProcess(parts, component, manifest);
  const [healthy, current] = running
    ? await Promise.all([isServing(parts, manifest), isCurrent(parts, component, manifest, running)])
    : [false, false];
  const { version } = imageOf(manifest);
  return { host: parts.host, component, version, running: running !== undefined, healthy, current };
}

async function setVersion(parts: KubeadmParts, component: ControlPlaneComponent, version: string): Promise<void> {
  const manifest = await nextManifest(parts, component);
  if (!(await stagedOn(parts, component)).includes(version))
    throw refusedOperation(
      `${parts.host}: ${component} ${version}`,
      { zh: '尚未备好。', en: 'is not staged.' },
      {
        zh: '请先在每台主机上拉取其镜像（kubeadm config images pull）。',
        en: 'Pull its image on every host first (kubeadm config images pull).',
      },
    );
  await writeNext(parts, component, withVersion(manifest, version));
}

interface Images {
  readonly images: readonly { readonly repoTags?: readonly string[] }[];
}

/** Versions of a component whose images lie on a machine, from the repository that its manifest names. */
async function stagedOn(parts: KubeadmParts, component: ControlPlaneComponent): Promise<readonly string[]> {
  const { repository, version } = imageOf(await nextManifest(parts, component));
  const { stdout } = await parts.machine.run('crictl', ['images', '--output', 'json']);
  const tags = (JSON.parse(stdout) as Images).images.flatMap(({ repoTags = [] }) => repoTags);
  const ofComponent = tags
    .filter((tag) => tag.startsWith(`${repository}:`))
    .map((tag) => tag.slice(repository.length + 1));
  return [...new Set([...ofComponent, version])].toSorted();
}
