import type { Waiver } from '../../policies/waiver.ts';
import type { SignedApproval } from '../../runbooks/kit/approvals/approval.ts';
import { type Decision as ConsentDecision, decide } from '../../runbooks/kit/approvals/decide.ts';
import { approvalRefusal } from '../../runbooks/kit/approvals/refusals.ts';
import type { JournalAnchor } from '../../runbooks/kit/journal/record.ts';
import type { Keyring } from '../../runbooks/kit/keyring.ts';
import { Refused } from '../../runbooks/kit/refusal.ts';
import type { Json } from '../../runbooks/kit/signing/canonical-json.ts';
import { digestOfJson, sameDigest } from '../../runbooks/kit/signing/digest.ts';
import type { Site } from '../../stacks/model/site.ts';
import type { Text } from '../../stacks/model/vocabulary.ts';
import type { Engine, EngineTarget, OnStage } from '../engines/engine.ts';
import { errorText, FadunError, inBoth } from '../errors.ts';
import { inStage } from '../telemetry/stage.ts';
import { type ChangeRun, type ChangeStanding, changeRecords, changeRunId, openRun, standingOf } from './change-run.ts';
import type { ChangeState } from './change-state.ts';
import { makePlan, planSubject, renderedDigest } from './make-plan.ts';
import { type ChangePlan, type PlanEntry, takenFrom } from './plan.ts';
import type { EnrolledSigner } from './signer.ts';
import { dueAgain, staleness } from './stale.ts';

/** One planned change with everything that its application rests on. */
export interface ApplyRequest {
  readonly site: Site;
  readonly entry: PlanEntry;
  readonly target: EngineTarget;
  readonly engine: Engine;
  readonly approvals: readonly SignedApproval[];
  readonly keyring: Keyring;
  readonly state: ChangeState;
  readonly now: () => Date;
  /** Who applies; signs the journal at its close. */
  readonly operator?: EnrolledSigner;
  readonly waivers: readonly Waiver[];
  /** Of the declaration as it is now. */
  readonly gate: ChangePlan['gate'];
  readonly proof: ChangePlan['proof'];
  /** Of the bundle that the objects come from. */
  readonly bundle?: ChangePlan['bundle'];
  /** Proves the policies that stand in the cluster after the change; what it finds wrong is listed. */
  readonly proveLive: () => Promise<readonly string[]>;
  /** What is to be settled under the network's lock before the first write; by throwing it refuses the change. */
  readonly beforeWriting?: () => void | Promise<void>;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What applying one plan came to. */
export interface AppliedPlan {
  readonly network: string;
  readonly run: string;
  readonly class: ChangePlan['class'];
  readonly resumed: boolean;
  readonly changed: number;
  readonly pruned: readonly string[];
  readonly objects: number;
  /** Live objects that equal the declaration. */
  readonly verified: number;
  readonly proofHolds: boolean;
  readonly approvers: readonly string[];
  /** Emergency path: when the review is due. */
  readonly reviewDue?: string;
  /** Journal of the change, hash-chained; keep the anchor elsewhere. */
  readonly journal: string;
  readonly anchor: JournalAnchor;
  readonly seconds: number;
}

/** A request that has passed every check. */
interface Cleared {
  readonly request: ApplyRequest;
  readonly run: string;
  readonly resuming: boolean;
}

/**
 * Looks at everything that can be looked at without writing: consent, plan, declaration, gate, proof and cluster.
 * @throws FadunError or Refused (exit code 1) with the reasons; nothing has been written then
 */
export async function clearToApply(request: ApplyRequest): Promise<Cleared> {
  const { entry, state } = request;
  const run = changeRunId(entry.digest);
  requireConsent(request, run);
  const standing = standingOf(state, run);
  if (standing === 'finished') throw new Refused([approvalRefusal('replayed', `plan of ${entry.plan.network}`, run)]);
  if (standing === 'new') await requireNotBegunElsewhere(request, run);
  requireSameDeclaration(request);
  requireGate(request);
  await request.engine.ready?.(request.target, entry.plan);
  await requireSameCluster(request, standing);
  return { request, run, resuming: standing !== 'new' };
}

/** A used approval stays used where this machine's state knows nothing of it: the cluster remembers as well. */
async function requireNotBegunElsewhere({ engine, target, entry: { plan } }: ApplyRequest, run: string): Promise<void> {
  const begun = (await engine.begun?.(target)) ?? [];
  if (begun.includes(run)) throw new Refused([approvalRefusal('replayed', `plan of ${plan.network}`, run)]);
}

/**
 * Decides on consent. Cheap: nothing but the files is looked at.
 * @throws Refused with every reason
 */
export function requireConsent(
  {
    site,
    entry,
    approvals,
    keyring,
    state,
    now,
  }: Pick<ApplyRequest, 'site' | 'entry' | 'approvals' | 'keyring' | 'state' | 'now'>,
  run: string,
): Extract<ConsentDecision, { accepted: true }> {
  const { plan, proposal } = entry;
  if (!proposal) {
    throw new FadunError(
      `plan of ${plan.network}`,
      { zh: '计划无人署名编制', en: 'nobody prepared it in their name' },
      {
        zh: '请以 --as PERSON --key FILE 重新生成计划并送审。',
        en: 'Plan again with --as PERSON --key FILE, and have it approved.',
      },
      1,
    );
  }
  if (proposal.proposal.preparedBy !== plan.author) {
    throw new FadunError(
      `plan of ${plan.network}`,
      {
        zh: `编制人是 ${plan.author}，签名的是 ${proposal.proposal.preparedBy}`,
        en: `its author is ${plan.author}, and ${proposal.proposal.preparedBy} signed it`,
      },
      { zh: '请重新生成计划并送审。', en: 'Plan again, and have it approved.' },
      1,
    );
  }
  const decision = decide({
    subject: planSubject(plan),
    proposal,
    approvals: approvalsFor(plan, approvals),
    keyring,
    now: now(),
    guardPeriods: site.guardPeriods,
    usedBy: state.used.usedBy,
    run,
  });
  if (!decision.accepted) throw new Refused(decision.refusals);
  return decision;
}

/** Approval files may speak of several networks; only where none speaks of this one are the others looked at, to say why. */
function approvalsFor({ network }: ChangePlan, approvals: readonly SignedApproval[]): readonly SignedApproval[] {
  const own = approvals.filter(({ approval }) => approval.subject.network === network);
  return own.length > 0 ? own : approvals;
}

function requireSameDeclaration({ site, entry: { plan }, target, engine, bundle = null }: ApplyRequest): void {
  const faults: Text[] = [];
  const [planned, given] = [bundleText(plan.bundle), bundleText(bundle)];
  if (!sameDigest(digestOfJson(plan.bundle), digestOfJson(bundle)))
    faults.push({
      zh: `它是${planned.zh}的计划，不是${given.zh}的`,
      en: `it is a plan of ${planned.en}, not of ${given.en}`,
    });
  if (plan.engine !== engine.id)
    faults.push({
      zh: `计划所用引擎是 ${plan.engine}，站点指定的是 ${engine.id}`,
      en: `it was planned for engine ${plan.engine}, the site names ${engine.id}`,
    });
  if (!sameDigest(plan.rendered, renderedDigest(target.objects)))
    faults.push({ zh: '声明渲染出的对象与计划不符', en: 'the declaration renders other objects than were planned' });
  if (!sameDigest(plan.declaration, digestOfJson(site)))
    faults.push({ zh: '站点声明已不是计划时的那一份', en: 'the declaration of the site is another one' });
  refuse(plan, faults);
}

function bundleText(bundle: ChangePlan['bundle']): Text {
  if (!bundle) return { zh: '声明', en: 'the declaration' };
  const { number, payload } = bundle;
  const digest = payload.sm3.slice(0, 16);
  return { zh: `发布包 ${number}（${digest}）`, en: `bundle ${number} (${digest})` };
}

function requireGate({ entry: { plan }, gate, proof }: ApplyRequest): void {
  const faults: Text[] = [];
  if (!gate.open)
    faults.push({
      zh: `门禁因 ${gate.blocking} 项发现未放行（见 \`fadun check\`）`,
      en: `the gate is closed by ${gate.blocking} findings (see \`fadun check\`)`,
    });
  if (!proof.holds)
    faults.push({
      zh: '该网络的证明不成立（见 `fadun prove`）',
      en: 'the proof of the network fails (see `fadun prove`)',
    });
  refuse(plan, faults);
}

/** Plans the same change afresh and holds it against the approved one, to the last field and reason. */
async function requireSameCluster(request: ApplyRequest, standing: Exclude<ChangeStanding, 'finished'>): Promise<void> {
  const { site, entry, target, engine, waivers, gate, proof, now, bundle } = request;
  const { plan } = entry;
  const resuming = standing !== 'new';
  const prune = resuming ? await stillGoing(request) : plan.prune;
  const fresh = await makePlan({
    site,
    target,
    engine,
    author: plan.author,
    now: now(),
    prune,
    takeFrom: takenFrom(plan),
    waivers,
    gate,
    proof,
    bundle,
  });
  const faults: Text[] = [
    ...staleness(plan, fresh, resuming),
    ...(standing === 'written' || standing === 'applied' ? dueAgain(fresh, standing) : []),
  ];
  if (!resuming && plan.class !== fresh.class)
    faults.push({
      zh: `实际类别是 ${fresh.class}，计划所写是 ${plan.class}`,
      en: `it is ${fresh.class}, and says it is ${plan.class}`,
    });
  if (!resuming && faults.length === 0 && !isSameChange(plan, fresh))
    faults.push({ zh: '计划所列字段或理由与实际变更不符', en: 'its fields or reasons are not those of the change' });
  refuse(plan, faults);
}

/** A killed run may have removed some of the named objects already. */
async function stillGoing({ entry: { plan }, target, engine }: ApplyRequest): Promise<string[]> {
  const outlook = await engine.outlook(target, { prune: plan.prune, progress: () => {} });
  const going = new Set(outlook.changes.flatMap(({ action, object }) => (action === 'remove' ? [object] : [])));
  return plan.prune.filter((object) => going.has(object));
}

function isSameChange(plan: ChangePlan, fresh: ChangePlan): boolean {
  // The engine's own plan file is made anew at each look and never twice the same: `ready` has looked at the approved one.
  const essence = ({ changes, reasons, counts, kept, prune, waivers, objects }: ChangePlan) =>
    digestOfJson({ changes, reasons, counts, kept, prune, waivers, objects });
  return sameDigest(essence(plan), essence(fresh));
}

function refuse({ network }: ChangePlan, faults: readonly Text[]): void {
  if (faults.length === 0) return;
  const first = faults.slice(0, 20);
  const more = faults.length - first.length;
  throw new FadunError(
    `plan of ${network}`,
    {
      zh: `不得下发：\n  ${first.map(({ zh }) => zh).join('\n  ')}${more > 0 ? `\n  另有 ${more} 项` : ''}`,
      en: `it may not be applied:\n  ${first.map(({ en }) => en).join('\n  ')}${more > 0 ? `\n  and ${more} more` : ''}`,
    },
    { zh: '请重新生成计划，并将新计划送审。', en: 'Plan again, and have the new plan approved.' },
    1,
  );
}

/**
 * Carries out a cleared change: claims the approvals, applies exactly the plan, verifies, closes the journal.
 * @throws FadunError with exit code 4 where it stopped half-way: the same command with the same approvals resumes
 */
export async function carryOut({ request, run: id, resuming }: Cleared): Promise<AppliedPlan> {
  const begun = performance.now();
  const { entry, target, engine, progress, signal, beforeWriting, state, now } = request;
  const { plan } = entry;
  const run = openRun(state, id, now);
  try {
    const consent = claim(request, run);
    run.journal.append(changeRecords.begun, beginning(request, consent, resuming));
    const attributes = { 'fadun.network': target.network };
    const onStage: OnStage = async (stage) => {
      if (stage === 'writing') await beforeWriting?.();
      run.journal.append(changeRecords[stage], {});
    };
    const applied = await orStopped(run, plan, () =>
      inStage('apply', attributes, () =>
        engine.apply(target, plan, { prune: plan.prune, progress, onStage, ...(signal && { signal }) }),
      ),
    );
    run.journal.append(changeRecords.applied, { changed: applied.changed, pruned: applied.pruned });
    const verified = await inStage('verify', attributes, () => verification(request));
    run.journal.append(changeRecords.verified, verified as unknown as Record<string, Json>);
    requireVerified(run, plan, verified);
    run.journal.append(changeRecords.finished, { plan: { ...entry.digest } });
    if (request.operator) run.journal.sign(request.operator.pair, request.operator.person);
    const result: AppliedPlan = {
      network: plan.network,
      run: id,
      class: plan.class,
      resumed: resuming,
      changed: applied.changed,
      pruned: applied.pruned,
      objects: target.objects.length,
      verified: verified.equal,
      proofHolds: verified.proof.length === 0,
      approvers: consent.approvers.map(({ person }) => person),
      ...(consent.reviewDue && { reviewDue: consent.reviewDue }),
      journal: run.folder.journal,
      anchor: run.journal.anchor(),
      seconds: Math.round(performance.now() - begun) / 1000,
    };
    run.folder.write('evidence.json', {
      type: 'fadun/change-evidence/v1',
      entry,
      approvals: request.approvals,
      result,
    });
    return result;
  } finally {
    run.release();
  }
}

/** Decides once more, at the moment of acting, and takes the approvals for this run. */
function claim(request: ApplyRequest, run: ChangeRun): Extract<ConsentDecision, { accepted: true }> {
  const consent = requireConsent(request, run.id);
  const nonces = consent.approvers.map(({ nonce }) => nonce);
  const taken = request.state.used.claim(nonces, run.id, request.now());
  if (taken.length === 0) return consent;
  throw new Refused(taken.map((nonce) => approvalRefusal('replayed', `approval ${nonce.slice(0, 8)}`, 'another run')));
}

function beginning(
  { entry, operator, keyring, approvals }: ApplyRequest,
  { approvers, path, reviewDue }: Extract<ConsentDecision, { accepted: true }>,
  resuming: boolean,
) {
  const { plan, digest } = entry;
  return {
    site: plan.site,
    network: plan.network,
    cluster: plan.cluster,
    plan: { ...digest },
    class: plan.class,
    author: plan.author,
    approvers: approvers.map((one) => ({ ...one })),
    // By which keys it was decided: whoever reads the journal sees whether they are the site's.
    keyring: digestOfJson(keyring as unknown as Json).sm3,
    keys: approvals.map(({ signature }) => signature.key),
    path,
    operator: operator?.person ?? null,
    resuming,
    ...(reviewDue && { reviewDue }),
  };
}

async function orStopped<T>(run: ChangeRun, plan: ChangePlan, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    run.journal.append(changeRecords.stopped, { why: (error as Error).message.slice(0, 2000) });
    // Both come before anything is written: the change as it is due is not the planned one, or another holds the lock.
    if (error instanceof FadunError || (error as { code?: string }).code === 'locked') throw error;
    throw new FadunError(
      `plan of ${plan.network}`,
      { zh: `中途停止：${errorText(error as Error, 'zh')}`, en: `it stopped half-way: ${(error as Error).message}` },
      {
        zh: '请先解决，再以同一命令、同样的审批执行，即从中断处继续。',
        en: 'Mend that and run the same command with the same approvals: it resumes.',
      },
      4,
    );
  }
}

/** What stands after the change. */
interface Verification {
  readonly equal: number;
  readonly missing: readonly string[];
  readonly different: readonly string[];
  /** What the proof of the live policies finds wrong. */
  readonly proof: readonly string[];
}

async function verification({ engine, target, proveLive }: ApplyRequest): Promise<Verification> {
  const [{ equal, missing, different }, proof] = await Promise.all([engine.verify(target), proveLive()]);
  return { equal, missing, different: different.map(({ object, field }) => `${object}: ${field}`), proof };
}

function requireVerified(run: ChangeRun, plan: ChangePlan, { missing, different, proof }: Verification): void {
  const faults = [
    ...missing.map((object) => ({ zh: `缺少 ${object}`, en: `${object} is missing` })),
    ...[...different, ...proof].map(inBoth),
  ];
  if (faults.length === 0) return;
  const said = faults.map(({ en }) => en);
  run.journal.append(changeRecords.stopped, { why: 'the cluster is not as planned', faults: said.slice(0, 100) });
  const first = faults.slice(0, 20);
  throw new FadunError(
    `plan of ${plan.network}`,
    {
      zh: `已下发，但集群与计划不符：\n  ${first.map(({ zh }) => zh).join('\n  ')}`,
      en: `it was applied, and the cluster is not as planned:\n  ${first.map(({ en }) => en).join('\n  ')}`,
    },
    {
      zh: '请查看 `fadun drift`；以同一命令、同样的审批执行即可继续。',
      en: 'Look at `fadun drift`; the same command with the same approvals goes on.',
    },
    4,
  );
}
