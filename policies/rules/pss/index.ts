import type { Rule } from '../../rule.ts';
import { allowedAppArmorAnnotations } from './allowed-apparmor-annotations.ts';
import { allowedAppArmorProfiles } from './allowed-apparmor-profiles.ts';
import { allowedSelinuxOptions } from './allowed-selinux-options.ts';
import { defaultProcMount } from './default-proc-mount.ts';
import { defaultProcMountAlways } from './default-proc-mount-always.ts';
import { dropAllCapabilities } from './drop-all-capabilities.ts';
import { noHostInProbes } from './no-host-in-probes.ts';
import { noHostNamespaces } from './no-host-namespaces.ts';
import { noHostPathVolumes } from './no-host-path-volumes.ts';
import { noHostPorts } from './no-host-ports.ts';
import { noPrivilegeEscalation } from './no-privilege-escalation.ts';
import { noPrivilegedContainers } from './no-privileged-containers.ts';
import { noUnconfinedSeccomp } from './no-unconfined-seccomp.ts';
import { noWindowsHostProcess } from './no-windows-host-process.ts';
import { onlyDefaultCapabilities } from './only-default-capabilities.ts';
import { onlySafeSysctls } from './only-safe-sysctls.ts';
import { restrictedVolumeTypes } from './restricted-volume-types.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { runAsNonZeroUser } from './run-as-non-zero-user.ts';
import { seccompProfileSet } from './seccomp-profile-set.ts';

/** Pod Security Standards, baseline and restricted, with upstream's semantics at v1.37. */
export const pssRules: readonly Rule[] = [
  allowedAppArmorAnnotations,
  allowedAppArmorProfiles,
  allowedSelinuxOptions,
  defaultProcMount,
  defaultProcMountAlways,
  dropAllCapabilities,
  noHostInProbes,
  noHostNamespaces,
  noHostPathVolumes,
  noHostPorts,
  noPrivilegeEscalation,
  noPrivilegedContainers,
  noUnconfinedSeccomp,
  noWindowsHostProcess,
  onlyDefaultCapabilities,
  onlySafeSysctls,
  restrictedVolumeTypes,
  runAsNonRoot,
  runAsNonZeroUser,
  seccompProfileSet,
];
