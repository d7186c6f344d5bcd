import type { KubernetesObject } from '../../../policies/kubernetes.ts';
import type { Aspect, Aspects } from './aspects.ts';
import { valued } from './fields.ts';

const podSecurity = 'pod-security.kubernetes.io/';
const levels = ['restricted', 'baseline', 'privileged'];

/** Labels that a site gives to namespaces; others may take a namespace out of a policy's or webhook's selector. */
const usualLabels = [
  'kubernetes.io/metadata.name',
  'fadun.io/',
  'app.kubernetes.io/',
  'applyset.kubernetes.io/',
  podSecurity,
];

/** What a namespace admits (Pod Security Admission, KEP-2579), and who else may select it. */
export function namespaceAspects({ metadata }: KubernetesObject): Aspects {
  const labels = metadata.labels ?? {};
  const identity = Object.entries(labels)
    .filter(([key]) => !key.startsWith(podSecurity))
    .map(([key, value]) => valued('admission', `label ${key}`, value));
  const annotations = Object.entries(metadata.annotations ?? {}).map(([key, value]) =>
    valued('admission', `annotation ${key}`, value),
  );
  const unusual = Object.keys(labels).filter((key) => !usualLabels.some((usual) => key.startsWith(usual)));
  return {
    powers: [
      ...enforcement(labels),
      ...unusual.map((key) => valued('admission', `label ${key}`, labels[key])),
      ...annotations.filter(({ key }) => /scheduler\.alpha\.kubernetes\.io/.test(key)),
    ],
    bearings: [...identity, ...annotations],
    guards: [...identity, ...annotations, ...['audit', 'warn'].flatMap((mode) => watching(labels, mode))],
  };
}

/** An absent level is `privileged`, an absent version is `latest`. */
function enforcement(labels: Readonly<Record<string, string>>): Aspect[] {
  const level = levelOf(labels[`${podSecurity}enforce`]);
  const minor = minorOf(labels[`${podSecurity}enforce-version`]);
  return [
    ...(level > 0
      ? [
          {
            key: 'enforce',
            kind: 'pod-security',
            detail: `admits pods of level ${levels[level]}`,
            size: level,
          } as const,
        ]
      : []),
    ...(minor === undefined
      ? []
      : [
          {
            key: 'enforce-version',
            kind: 'pod-security',
            detail: `judges pods as of v1.${minor}`,
            size: 100_000 - minor,
          } as const,
        ]),
  ];
}

function watching(labels: Readonly<Record<string, string>>, mode: string): Aspect[] {
  const level = labels[podSecurity + mode];
  if (level === undefined) return [];
  const minor = minorOf(labels[`${podSecurity}${mode}-version`]);
  const version = minor === undefined ? 0 : 1 - minor / 100_000;
  return [{ key: mode, kind: 'pod-security', detail: `${mode} at ${level}`, size: levelOf(level) + version }];
}

function levelOf(label: string | undefined): number {
  const at = levels.indexOf(label ?? 'privileged');
  return at < 0 ? levels.length - 1 : at;
}

/** Undefined for `latest`; an unreadable version counts as the oldest. */
function minorOf(version: string | undefined): number | undefined {
  if (version === undefined || version === 'latest') return undefined;
  return Number(/^v1\.(\d{1,4})$/.exec(version)?.[1] ?? 0);
}
