import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { UsedApprovals } from '../../runbooks/kit/approvals/used-approvals.ts';
import { usedApprovalsIn } from '../../runbooks/kit/approvals/used-approvals.ts';
import type { ControlPlaneHost } from '../../runbooks/kit/control-plane-host.ts';
import { anchorsIn } from '../../runbooks/kit/journal/anchor.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { createRedactor } from '../../runbooks/kit/redaction/redactor.ts';
import type { RunEnvironment } from '../../runbooks/kit/run/session.ts';
import type { ReadAccess } from '../../runbooks/kit/runbook.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { Access } from './access.ts';
import { type ActingMeans, answering, executor } from './execute.ts';
import type { OperationsFolders } from './folders.ts';
import type { Signer } from './people.ts';
import { writePrivately } from './private-file.ts';
import { readMetadata, readText } from './reads.ts';

/** What a run is made of, beside the runbook and its plan. */
export interface OperationsSetting {
  readonly site: Site;
  readonly folders: OperationsFolders;
  readonly keyring: Keyring;
  /** The file that it was read from, where the operator named one; commands of a run then trust the same keys. */
  readonly keyringFile?: string;
  readonly operator: Signer;
  /** Reads. The same as `acting` where only one credential is at hand. */
  readonly reading: Access;
  readonly acting: Access;
  readonly host?: ControlPlaneHost;
  readonly read: ReadAccess;
  readonly usedApprovals?: UsedApprovals;
}

/** How a run speaks with whoever watches it. */
export type RunConversation = Pick<RunEnvironment, 'onEvent' | 'proceed' | 'interrupted'> &
  Pick<ActingMeans, 'ask' | 'signal' | 'onOutput'>;

/** The surroundings of a run: folders, keys, credentials, redaction and conversation put together. */
export function runEnvironment(setting: OperationsSetting, conversation: RunConversation): RunEnvironment {
  const { site, folders, keyring, keyringFile, operator, reading, acting, host, read } = setting;
  const redactor = createRedactor({
    knownSecrets: [...reading.secrets, ...acting.secrets, operator.pair.privatePem],
  });
  const { onEvent, proceed, interrupted, ...means } = conversation;
  return {
    runs: folders.runs,
    keyring,
    guardPeriods: site.guardPeriods,
    usedApprovals: setting.usedApprovals ?? usedApprovalsIn(folders.usedApprovals),
    anchors: anchorsIn(folders.anchors),
    operator,
    read: host ? { ...read, host } : read,
    execute: executor({
      access: acting,
      redactor,
      ...(host ? { host } : {}),
      ...(keyringFile ? { keyring: keyringFile } : {}),
      ...means,
    }),
    answerTo: answering(acting, means.signal),
    handOver: async (name, content) => {
      const path = join(folders.handedOver, name);
      writePrivately(path, content);
      return path;
    },
    takeBack: async (name) => rmSync(join(folders.handedOver, name), { force: true }),
    readMetadata: readMetadata(acting),
    readText: readText(acting),
    redactor,
    now: () => new Date(),
    ...(onEvent ? { onEvent } : {}),
    ...(proceed ? { proceed } : {}),
    ...(interrupted ? { interrupted } : {}),
  };
}
