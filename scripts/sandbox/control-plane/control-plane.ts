import type { ControlPlaneHost, ControlPlaneReader } from '../../../runbooks/kit/control-plane-host.ts';
import { runMark } from '../../../runbooks/kit/process.ts';
import { sharedActing, sharedReading } from '../../control-plane/operations/shared.ts';
import { certificateActing, certificateReading } from './certificates.ts';
import { sandboxMember } from './member.ts';
import { type ControlPlaneParts, controlPlaneParts } from './parts.ts';
import { processActing, processReading } from './processes.ts';

/** What plans are given: nothing in this value changes the control plane. @throws SandboxError where there is none */
export async function sandboxControlPlaneReader(directory: string, network: string): Promise<ControlPlaneReader> {
  return reading(await controlPlaneParts(directory, network));
}

/**
 * The control plane of one sandboxed network, as a host to work on.
 * @param mark of the run on whose behalf it works, so that its tools are found when this program is killed
 * @throws SandboxError where there is none
 */
export async function sandboxControlPlane(
  directory: string,
  network: string,
  mark?: string,
): Promise<ControlPlaneHost> {
  const parts = await controlPlaneParts(directory, network, mark === undefined ? {} : { [runMark]: mark });
  return {
    ...reading(parts),
    ...processActing(parts),
    ...sharedActing([sandboxMember(parts)]),
    ...certificateActing(parts),
  };
}

function reading(parts: ControlPlaneParts): ControlPlaneReader {
  const member = sandboxMember(parts);
  return {
    ...sharedReading([member]),
    ...processReading(parts),
    ...certificateReading(member, parts),
  };
}
