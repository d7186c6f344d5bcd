import type { KubernetesObject } from '../../../policies/kubernetes.ts';

/** A random number generator that gives the same numbers for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Fields = Record<string, unknown>;

/** Makes Pods that differ in everything Pod Security looks at, most of them valid to the API. */
export class PodGenerator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** @param strictness 0 draws bad values often, 1 hardly ever: both answers must occur for each profile */
  pod(name: string, strictness: number): KubernetesObject {
    const bad = (odds: number) => this.chance(odds * (1 - strictness));
    const hostUsers = this.chance(0.15) ? this.pick([false, true]) : undefined;
    const windows = this.chance(0.04);
    const spec = {
      containers: this.many(1, 3, (at) => this.container(`c${at}`, bad, strictness, hostUsers)),
      ...(this.chance(0.3) && {
        initContainers: this.many(1, 2, (at) => this.container(`i${at}`, bad, strictness, hostUsers)),
      }),
      ...(this.chance(0.5) && { volumes: this.many(1, 3, (at) => this.volume(`v${at}`, bad)) }),
      ...(this.chance(0.7) && { securityContext: this.podContext(bad, strictness) }),
      ...(hostUsers !== undefined && { hostUsers }),
      ...(bad(0.05) && hostUsers !== false && { [this.pick(['hostNetwork', 'hostPID', 'hostIPC'])]: this.chance(0.8) }),
      ...(this.chance(0.03) && { os: { name: 'linux' } }),
    };
    const metadata = { name, ...(bad(0.08) ? { annotations: this.annotations() } : {}) };
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec: windows ? this.windowsSpec(bad) : spec };
  }

  /** Windows pods may hold hardly any of the fields. */
  private windowsSpec(bad: (odds: number) => boolean): Fields {
    const options = () => ({ windowsOptions: { ...(bad(0.5) ? { hostProcess: true } : { runAsUserName: 'user' }) } });
    const context = this.chance(0.5)
      ? { ...options(), ...(this.chance(0.5) && { runAsNonRoot: this.chance(0.8) }) }
      : undefined;
    const process = JSON.stringify(context ?? {}).includes('hostProcess');
    return {
      os: { name: 'windows' },
      containers: [
        { name: 'c1', image: 'a', ...(this.chance(0.3) && !process && { securityContext: { runAsNonRoot: true } }) },
      ],
      ...(context && { securityContext: context }),
      ...(process && { hostNetwork: true }),
    };
  }

  private container(
    name: string,
    bad: (odds: number) => boolean,
    strictness: number,
    hostUsers: boolean | undefined,
  ): Fields {
    const ports = this.chance(0.3) && [{ containerPort: 8080, ...(bad(0.2) && { hostPort: this.pick([0, 8080]) }) }];
    return {
      name,
      image: 'registry.example/app:1',
      ...(ports && { ports }),
      ...(this.chance(0.1 + strictness * 0.85) && { securityContext: this.context(bad, strictness, hostUsers) }),
      ...(name.startsWith('c') && this.handlers(bad)),
    };
  }

  private handlers(bad: (odds: number) => boolean): Fields {
    const action = () => ({
      ...(this.chance(0.5)
        ? { httpGet: { port: 8080, ...(bad(0.1) && { host: this.pick(['', '10.0.0.1']) }) } }
        : { tcpSocket: { port: 8080, ...(bad(0.1) && { host: this.pick(['', 'db.example']) }) } }),
    });
    return {
      ...(this.chance(0.2) && { livenessProbe: action() }),
      ...(this.chance(0.2) && { readinessProbe: action() }),
      ...(this.chance(0.1) && { lifecycle: { [this.pick(['postStart', 'preStop'])]: action() } }),
    };
  }

  private context(bad: (odds: number) => boolean, strictness: number, hostUsers: boolean | undefined): Fields {
    const good = () => this.chance(0.3 + strictness * 0.68);
    const privileged = bad(0.06) && hostUsers !== false;
    const escalation = privileged ? undefined : good() ? false : bad(0.5) ? true : undefined;
    return {
      ...(privileged && { privileged: true }),
      ...(escalation !== undefined && { allowPrivilegeEscalation: escalation }),
      ...(this.chance(0.1) && !privileged && { privileged: false }),
      ...((good() || bad(0.3)) && { capabilities: this.capabilities(bad, good) }),
      ...this.shared(bad, good),
      ...(bad(0.05) && { procMount: hostUsers === false ? this.pick(['Default', 'Unmasked']) : 'Default' }),
    };
  }

  private capabilities(bad: (odds: number) => boolean, good: () => boolean): Fields {
    const add = ['NET_BIND_SERVICE', 'CHOWN', 'SETFCAP', 'NET_RAW', 'NET_ADMIN', 'SYS_TIME', 'chown', 'CAP_CHOWN'];
    return {
      ...(good()
        ? { drop: this.pick([['ALL'], ['CHOWN', 'ALL'], ['ALL', 'NET_RAW']]) }
        : bad(0.4) && { drop: this.pick([[], ['CHOWN'], ['all']]) }),
      ...(this.chance(0.1) && { add: this.pick([[], ['NET_BIND_SERVICE']]) }),
      ...(bad(0.2) && { add: this.many(1, 2, () => this.pick(add)) }),
    };
  }

  private podContext(bad: (odds: number) => boolean, strictness: number): Fields {
    const good = () => this.chance(0.2 + strictness * 0.6);
    const sysctls = [
      'kernel.shm_rmid_forced',
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_rmem',
      'net.ipv4.tcp_notsent_lowat',
      'kernel.msgmax',
      'net.core.somaxconn',
    ];
    return {
      ...this.shared(bad, good),
      ...(this.chance(0.06) && {
        sysctls: [{ name: this.pick(bad(0.7) ? sysctls : sysctls.slice(0, 4)), value: '1' }],
      }),
    };
  }

  /** Fields that pods and containers share. */
  private shared(bad: (odds: number) => boolean, good: () => boolean): Fields {
    const seccomp = good() ? 'RuntimeDefault' : bad(0.3) ? 'Unconfined' : undefined;
    const profile = (type: string) => ({ type, ...(type === 'Localhost' && { localhostProfile: 'app' }) });
    const selinux = {
      type: this.pick(['', 'container_t', 'container_engine_t', 'spc_t']),
      user: this.pick(['', '', 'u']),
      role: this.pick(['', '', 'r']),
    };
    return {
      ...(good() ? { runAsNonRoot: true } : bad(0.3) && { runAsNonRoot: false }),
      ...(this.chance(0.3) && { runAsUser: bad(0.2) ? 0 : 10001 }),
      ...(seccomp && { seccompProfile: profile(this.chance(0.1) && seccomp !== 'Unconfined' ? 'Localhost' : seccomp) }),
      ...(bad(0.1) && { seLinuxOptions: selinux }),
      ...(bad(0.12) && { appArmorProfile: profile(this.pick(['RuntimeDefault', 'Localhost', 'Unconfined'])) }),
    };
  }

  private volume(name: string, bad: (odds: number) => boolean): Fields {
    const safe: readonly Fields[] = [
      { emptyDir: {} },
      {},
      { configMap: { name: 'a' } },
      { secret: { secretName: 'a' } },
      { persistentVolumeClaim: { claimName: 'a' } },
      { projected: { sources: [{ configMap: { name: 'a' } }] } },
      { downwardAPI: { items: [] } },
      { csi: { driver: 'csi.example' } },
    ];
    const unsafe: readonly Fields[] = [
      { hostPath: { path: '/var/log' } },
      { nfs: { server: 'nfs.example', path: '/' } },
      { iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
      { gcePersistentDisk: { pdName: 'disk' } },
      { fc: { targetWWNs: ['a'], lun: 1 } },
    ];
    return { name, ...this.pick(bad(0.25) ? unsafe : safe) };
  }

  private annotations(): Record<string, string> {
    const key = this.pick([
      'container.apparmor.security.beta.kubernetes.io/c1',
      'note',
      'seccomp.security.alpha.kubernetes.io/pod',
    ]);
    return { [key]: this.pick(['runtime/default', 'localhost/app', 'unconfined']) };
  }

  private chance(odds: number): boolean {
    return this.random() < odds;
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)]!;
  }

  private many<Item>(least: number, most: number, make: (at: number) => Item): Item[] {
    const count = least + Math.floor(this.random() * (most - least + 1));
    return Array.from({ length: count }, (_, at) => make(at + 1));
  }
}
