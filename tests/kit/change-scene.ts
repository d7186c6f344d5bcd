import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Approval,
  approve,
  type SignedApproval,
  type SignedProposal,
} from '../../runbooks/kit/approvals/approval.ts';
import type { EnrolledKey, Keyring } from '../../runbooks/kit/keyring.ts';
import { writeKeyFile } from '../../runbooks/kit/signing/key-file.ts';
import { generateKeys, type KeyPair, type SignatureAlgorithm } from '../../runbooks/kit/signing/keys.ts';
import { planSubject } from '../../scripts/change/make-plan.ts';
import type { PlanEntry, PlanFile } from '../../scripts/change/plan.ts';
import type { CommandContext, CommandModule } from '../../scripts/commands/context.ts';
import { exitCodeOf } from '../../scripts/errors.ts';
import type { Role } from '../../stacks/model/person.ts';
import { checkout } from './command-line.ts';

/** A member of staff of the scene, with a key that is enrolled and a key file. */
export interface ScenePerson {
  readonly id: string;
  readonly pair: KeyPair;
  readonly enrolled: EnrolledKey;
  /** Options with which a command signs as this person. */
  readonly signs: { readonly as: string; readonly key: string };
}

/** How a command ended: its value, or what it said. */
export interface Outcome {
  readonly code: number;
  readonly data: unknown;
  readonly message: string;
}

/** Staff, keyring and folder of a test that plans, approves and applies. */
export interface ChangeScene {
  readonly folder: string;
  readonly keyring: string;
  readonly people: Readonly<
    Record<'onCall' | 'system' | 'system2' | 'security' | 'security2' | 'audit' | 'leader' | 'gone', ScenePerson>
  >;
  readonly ring: Keyring;
  /** Writes a value as JSON (0600) and gives its path. */
  file(name: string, value: unknown): string;
  /** A site that is `minimal` with some members changed: TypeScript of an object literal that may name `site`. */
  site(name: string, members: string): string;
  remove(): void;
}

const day = 86_400_000;

/** Makes a scene in a temporary folder. */
export function changeScene(): ChangeScene {
  const folder = mkdtempSync(join(tmpdir(), 'fadun-change-'));
  const person = (id: string, roles: readonly Role[], algorithm: SignatureAlgorithm = 'ed25519'): ScenePerson => {
    const pair = generateKeys(algorithm);
    const key = join(folder, `${id}.key`);
    writeKeyFile(key, pair);
    const enrolled: EnrolledKey = {
      id: pair.id,
      algorithm,
      pem: pair.pem,
      owner: id,
      roles,
      networks: ['justice-net'],
      validFrom: new Date(Date.now() - 30 * day).toISOString(),
      validUntil: new Date(Date.now() + 300 * day).toISOString(),
      enrolledBy: 'p-900',
    };
    return { id, pair, enrolled, signs: { as: id, key } };
  };
  const people = {
    onCall: person('p-001', ['on-call']),
    system: person('p-002', ['system-admin']),
    system2: person('p-003', ['system-admin']),
    security: person('p-004', ['security-admin'], 'sm2-sm3'),
    security2: person('p-005', ['security-admin']),
    audit: person('p-006', ['audit-admin']),
    leader: person('p-007', ['unit-leader']),
    gone: person('p-404', ['security-admin']),
  };
  const { gone: _, ...staff } = people;
  const ring: Keyring = { site: 'minimal', keys: Object.values(staff).map(({ enrolled }) => enrolled) };
  const file = (name: string, value: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(value), { mode: 0o600 });
    return path;
  };
  const keyring = file('keyring.json', ring);
  const site = (name: string, members: string) => {
    const path = join(folder, name);
    writeFileSync(
      path,
      `import site from ${JSON.stringify(`${checkout}/stacks/sites/minimal.ts`)};\nexport default { ...site, ${members} };\n`,
    );
    return path;
  };
  return { folder, keyring, people, ring, file, site, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Signs consent to a plan, with some members of the approval set otherwise. */
export function consentOf(
  { plan }: Pick<PlanEntry, 'plan'>,
  person: ScenePerson,
  overrides: Partial<Approval> = {},
): SignedApproval {
  const hour = 3_600_000;
  const approval = {
    subject: planSubject(plan),
    approver: person.id,
    role: person.enrolled.roles[0]!,
    path: 'normal',
    notBefore: new Date(Date.now() - hour).toISOString(),
    expires: new Date(Date.now() + hour).toISOString(),
  } as const;
  return approve({ ...approval, ...overrides }, person.pair);
}

/** An approval file's content. */
export function approvalFile(...approvals: readonly unknown[]): unknown {
  return { type: 'fadun/approval-file/v1', approvals };
}

/** A plan file's content. */
export function planFile(
  ...plans: readonly { plan: unknown; digest: unknown; proposal: SignedProposal | null }[]
): PlanFile {
  return { type: 'fadun/plan-file/v1', site: 'minimal', plans: plans as unknown as PlanFile['plans'] };
}

/** Runs a command's module in this process, as the command line would. */
export async function invoke(
  load: Promise<CommandModule>,
  positional: readonly (string | string[])[],
  options: Record<string, unknown>,
): Promise<Outcome> {
  const said: string[] = [];
  const context: CommandContext = {
    language: 'en',
    format: 'json',
    environment: process.env,
    interactive: false,
    print: (text) => said.push(text),
    complain: (text) => said.push(text),
    progress: () => {},
  };
  try {
    const { run } = await load;
    const { exitCode, data } = await run(context, positional, { format: 'json', ...options });
    return { code: exitCode, data, message: said.join('\n') };
  } catch (error) {
    return { code: exitCodeOf(error), data: undefined, message: (error as Error).message };
  }
}
