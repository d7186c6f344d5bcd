import type { Text } from '../../../stacks/model/vocabulary.ts';
import type { Refusal } from '../refusal.ts';

interface RefusalTexts {
  readonly fault: Text;
  readonly remedy: Text;
}

const again = { zh: '请审批人对当前计划重新审批。', en: 'Ask the approver to approve the current plan.' };
const prepareAgain = { zh: '请重新生成计划并签名。', en: 'Prepare the plan again and sign it.' };
const keyHelp = { zh: '用 fadun keys list 查看密钥状态。', en: 'See the state of keys with fadun keys list.' };

/** Every reason for which an approval, a proposal or the whole decision is refused. `{detail}` is filled in. */
const texts = {
  'keyring-invalid': {
    fault: { zh: '密钥环有误：{detail}', en: 'the keyring is invalid: {detail}' },
    remedy: { zh: '先修正站点的密钥环。', en: 'Correct the keyring of the site first.' },
  },
  'keyring-of-other-site': {
    fault: { zh: '密钥环属于其他站点 {detail}', en: 'the keyring is that of site {detail}' },
    remedy: { zh: '使用本站点的密钥环。', en: "Use this site's keyring." },
  },
  'clock-invalid': {
    fault: { zh: '时钟无效', en: 'the clock is invalid' },
    remedy: { zh: '检查本机时间同步。', en: 'Check the time synchronisation of this machine.' },
  },
  'proposal-malformed': {
    fault: { zh: '送审件格式有误：{detail}', en: 'the proposal is malformed: {detail}' },
    remedy: prepareAgain,
  },
  'proposal-of-other-subject': {
    fault: {
      zh: '送审件与将要执行的内容不符（{detail}）',
      en: 'the proposal is not for what is about to run ({detail})',
    },
    remedy: prepareAgain,
  },
  'proposal-from-the-future': {
    fault: { zh: '送审时间 {detail} 晚于当前时间', en: 'it was prepared at {detail}, which is yet to come' },
    remedy: { zh: '检查两台机器的时间同步。', en: 'Check the time synchronisation of both machines.' },
  },
  'preparer-key-unusable': {
    fault: { zh: '编制人密钥不可用（{detail}）', en: "the preparer's key is not usable ({detail})" },
    remedy: keyHelp,
  },
  'preparer-not-key-owner': {
    fault: { zh: '编制人不是密钥持有人 {detail}', en: 'the preparer is not the owner of the key, {detail}' },
    remedy: prepareAgain,
  },
  'proposal-signature-invalid': {
    fault: { zh: '编制人签名无效', en: "the preparer's signature is not valid" },
    remedy: prepareAgain,
  },
  malformed: {
    fault: { zh: '审批格式有误：{detail}', en: 'the approval is malformed: expected {detail}' },
    remedy: again,
  },
  'wrong-kind': { fault: { zh: '审批对象是 {detail}', en: 'it approves a {detail}' }, remedy: again },
  'wrong-site': { fault: { zh: '审批的是站点 {detail}', en: 'it is for site {detail}' }, remedy: again },
  'wrong-network': { fault: { zh: '审批的是网络 {detail}', en: 'it is for network {detail}' }, remedy: again },
  'digest-differs': {
    fault: {
      zh: '摘要不符：计划在审批后被改动，或集群已变化',
      en: 'the digest differs: the plan was altered, or the cluster has changed since',
    },
    remedy: again,
  },
  'class-differs': {
    fault: { zh: '审批的类别是 {detail}', en: 'it approves a change of class {detail}' },
    remedy: again,
  },
  'key-unusable': {
    fault: { zh: '审批人密钥不可用（{detail}）', en: "the approver's key is not usable ({detail})" },
    remedy: keyHelp,
  },
  'not-key-owner': {
    fault: { zh: '审批人不是密钥持有人 {detail}', en: 'the approver is not the owner of the key, {detail}' },
    remedy: again,
  },
  'signature-invalid': { fault: { zh: '审批签名无效', en: 'the signature is not valid' }, remedy: again },
  'self-approval': {
    fault: { zh: '编制人不得审批自己的计划', en: 'nobody approves their own plan' },
    remedy: { zh: '请另一人审批。', en: 'Ask another person.' },
  },
  'role-not-held': {
    fault: { zh: '密钥没有角色 {detail}', en: 'the key does not hold the role {detail}' },
    remedy: keyHelp,
  },
  'network-not-held': {
    fault: { zh: '审批人岗位不含网络 {detail}', en: "the approver's post does not act in network {detail}" },
    remedy: {
      zh: '请该网络所属单位的审批人审批。',
      en: 'Ask a person whose post acts in that network.',
    },
  },
  'role-not-eligible': {
    fault: { zh: '此类变更不由 {detail} 审批', en: 'a {detail} does not approve changes of this class' },
    remedy: { zh: '按审批策略表请有权角色审批。', en: 'Ask a person in a role that the policy table names.' },
  },
  'wrong-path': {
    fault: { zh: '当前须走 {detail} 通道', en: 'this moment demands the {detail} path' },
    remedy: {
      zh: '按该通道重新审批；重保期须两人应急审批。',
      en: 'Approve again on that path; a guard period needs two emergency approvals.',
    },
  },
  'reason-missing': {
    fault: { zh: '应急审批未写明理由', en: 'an emergency approval states no reason' },
    remedy: { zh: '写明理由后重新审批。', en: 'Approve again with --reason.' },
  },
  'not-yet-valid': {
    fault: { zh: '{detail} 起才生效', en: 'it holds only from {detail}' },
    remedy: { zh: '到时再执行。', en: 'Run it then.' },
  },
  expired: { fault: { zh: '已于 {detail} 失效', en: 'it expired at {detail}' }, remedy: again },
  'period-invalid': { fault: { zh: '有效期起止颠倒', en: 'it ends before it begins' }, remedy: again },
  'period-too-long': {
    fault: { zh: '有效期超过 {detail} 小时', en: 'it holds for more than {detail} hours' },
    remedy: again,
  },
  replayed: { fault: { zh: '已用于 {detail}', en: 'it was used by {detail}' }, remedy: again },
  'same-approver-twice': {
    fault: { zh: '同一人只计一次', en: 'one person counts once' },
    remedy: { zh: '请另一人审批。', en: 'Ask another person.' },
  },
  'too-few-approvals': {
    fault: { zh: '有效审批人数不足：{detail}', en: 'too few good approvals: {detail}' },
    remedy: {
      zh: '请其他人补齐审批：变更用 `fadun approve`，手册用 `fadun runbook approve`；再逐份以 --approval 给出。',
      en: 'Have other people give the missing ones, with `fadun approve` for a change and `fadun runbook approve` for a runbook; then hand each in by --approval.',
    },
  },
  'role-missing': {
    fault: { zh: '缺少 {detail} 的审批', en: 'no approval by a {detail}' },
    remedy: { zh: '请该角色审批。', en: 'Ask a person in that role.' },
  },
} as const satisfies Record<string, RefusalTexts>;

export type ApprovalRefusalCode = keyof typeof texts;

export type ApprovalRefusal = Refusal<ApprovalRefusalCode>;

/** All codes, for tests and for the page that explains refusals. */
export const approvalRefusalCodes = Object.keys(texts) as readonly ApprovalRefusalCode[];

/** A refusal with its texts filled in. */
export function approvalRefusal(code: ApprovalRefusalCode, subject: string, detail = ''): ApprovalRefusal {
  const { fault, remedy }: RefusalTexts = texts[code];
  const fill = (text: Text): Text => ({
    zh: text.zh.replace('{detail}', () => detail),
    en: text.en.replace('{detail}', () => detail),
  });
  return { code, subject, fault: fill(fault), remedy };
}
