import type { Aspect, Aspects } from './aspects.ts';
import { eachValued, type Fields, fields, ifPresent, json, list, valued } from './fields.ts';

const knownFields = new Set([
  ...['name', 'image', 'imagePullPolicy', 'command', 'args', 'workingDir', 'ports', 'env', 'envFrom', 'resources'],
  ...['securityContext', 'volumeMounts', 'volumeDevices', 'lifecycle', 'restartPolicy', 'stdin', 'stdinOnce', 'tty'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe', 'terminationMessagePath', 'terminationMessagePolicy'],
  ...['targetContainerName', 'resizePolicy'],
]);

/** Everything that a container says about what it may do; its own security context goes before the pod's. */
export function containerAspects(container: Fields, podContext: Fields): Aspects {
  const name = `container ${container.name}`;
  const own = fields(container.securityContext);
  const effective = (field: string) => own[field] ?? podContext[field];
  const unknown = Object.entries(container).filter(([field]) => !knownFields.has(field));
  const surprises = unknown.map(([field, value]) => valued('security-context', `${name}: ${field}`, value));
  return {
    powers: [...unrestrained(name, own, effective), ...reaches(name, container), ...loose(name, container)],
    bearings: [...bearings(name, container, effective), ...surprises],
    guards: [...guards(name, container, own, effective), ...surprises],
  };
}

/** Restraints that are missing: what the API server gives where nothing is said counts as said. */
function unrestrained(name: string, own: Fields, effective: (field: string) => unknown): Aspect[] {
  const { type } = fields(effective('seccompProfile'));
  const { add, drop } = fields(own.capabilities);
  const runAsUser = effective('runAsUser');
  const found: [boolean, string][] = [
    [own.privileged === true, 'privileged'],
    [own.allowPrivilegeEscalation !== false, 'may escalate privileges'],
    [own.readOnlyRootFilesystem !== true, 'writes its root filesystem'],
    [effective('runAsNonRoot') !== true, 'may run as root'],
    [runAsUser === 0, 'runs as user 0'],
    [effective('runAsGroup') === 0, 'runs as group 0'],
    [!list(drop).includes('ALL'), 'keeps default capabilities'],
    [type === undefined || type === 'Unconfined', 'no seccomp profile'],
    [fields(effective('appArmorProfile')).type === 'Unconfined', 'no AppArmor profile'],
    [own.procMount !== undefined && own.procMount !== 'Default', 'unmasked /proc'],
  ];
  return [
    ...found.flatMap(([holds, detail]) => (holds ? [restraint(name, detail)] : [])),
    ...list(add).map((capability) => restraint(name, `capability ${capability}`)),
  ];
}

function restraint(name: string, detail: string): Aspect {
  return { key: `${name}: ${detail}`, kind: 'security-context', detail: `${name}: ${detail}` };
}

/** Secrets, host ports, devices. */
function reaches(name: string, container: Fields): Aspect[] {
  const secrets = new Set([
    ...list(container.env).flatMap((entry) => nameOf(fields(fields(entry).valueFrom).secretKeyRef)),
    ...list(container.envFrom).flatMap((entry) => nameOf(fields(entry).secretRef)),
  ]);
  const hostPorts = list(container.ports).flatMap((port) => fields(port).hostPort ?? []);
  const propagated = list(container.volumeMounts).filter(
    (mount) => !['None', undefined].includes(fields(mount).mountPropagation as undefined),
  );
  return [
    ...[...secrets].map((secret) => valued('credential', 'reads secret', secret)),
    ...hostPorts.map((port) => valued('exposure', `${name}: host port`, port)),
    ...propagated.map((mount) => valued('security-context', `${name}: mount propagation`, mount)),
    ...eachValued('security-context', `${name}: device`, container.volumeDevices),
  ];
}

function nameOf(reference: unknown): string[] {
  const { name } = fields(reference);
  return typeof name === 'string' ? [name] : [];
}

function loose(name: string, container: Fields): Aspect[] {
  const limits = fields(fields(container.resources).limits);
  return [
    ...['cpu', 'memory'].flatMap((resource): Aspect[] =>
      limits[resource] === undefined
        ? [{ key: `${name}: no ${resource} limit`, kind: 'quota', detail: `${name}: no ${resource} limit` }]
        : [],
    ),
    ...(/@sha256:[0-9a-f]{64}$/.test(String(container.image ?? ''))
      ? []
      : [{ key: `${name}: tag`, kind: 'image', detail: `${name}: image ${container.image} has no digest` } as const]),
  ];
}

function bearings(name: string, container: Fields, effective: (field: string) => unknown): Aspect[] {
  const context = ['runAsUser', 'runAsGroup', 'seccompProfile', 'appArmorProfile', 'seLinuxOptions'];
  return [
    // A container that is new to a pod has whatever the pod's other containers have, and is new itself.
    { key: name, kind: 'configuration', detail: `${name} is new in this workload` },
    valued('image', `${name}: image from`, repositoryOf(String(container.image ?? ''))),
    ...['command', 'args', 'lifecycle', 'workingDir'].flatMap((field) =>
      ifPresent('configuration', `${name}: ${field}`, container[field]),
    ),
    ...list(container.env).map((entry) => valued('configuration', `${name}: env`, entry)),
    ...list(container.envFrom).map((entry) => valued('configuration', `${name}: envFrom`, entry)),
    ...list(container.volumeMounts).map((mount) => mountAspect(name, fields(mount))),
    ...context.flatMap((field) => ifPresent('security-context', `${name}: ${field}`, effective(field))),
    ...ifPresent('security-context', `${name}: windowsOptions`, effective('windowsOptions')),
  ];
}

/** Reading where it could write is no gain, so the two are told apart by size. */
function mountAspect(name: string, { name: volume, mountPath, subPath, readOnly }: Fields): Aspect {
  const detail = `${name}: mounts ${volume}${subPath ? `/${subPath}` : ''} at ${mountPath}${readOnly ? ', to read' : ''}`;
  const key = json([name, volume ?? null, mountPath ?? null, subPath ?? null]);
  return { key, kind: 'configuration', detail, size: readOnly ? 1 : 2 };
}

function guards(name: string, container: Fields, own: Fields, effective: (field: string) => unknown): Aspect[] {
  const { drop } = fields(own.capabilities);
  return [
    ...list(drop).map((capability) => restraint(name, `drops capability ${capability}`)),
    ...['command', 'args'].flatMap((field) => ifPresent('configuration', `${name}: ${field}`, container[field])),
    ...list(container.env).map((entry) => valued('configuration', `${name}: env`, entry)),
    ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile'].flatMap((field) =>
      ifPresent('security-context', `${name}: ${field}`, effective(field)),
    ),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((field): Aspect[] =>
      container[field] === undefined
        ? []
        : [{ key: `${name}: ${field}`, kind: 'availability', detail: `${name}: ${field}` }],
    ),
  ];
}

/** `registry/repository` without tag and digest. */
function repositoryOf(image: string): string {
  const named = image.replace(/@sha256:[0-9a-f]+$/, '');
  return named.replace(/:[^:/]*$/, '');
}
