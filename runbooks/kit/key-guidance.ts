import type { Text } from '../../stacks/model/vocabulary.ts';
import type { RevocationReason } from './keyring.ts';

export type KeyEvent = RevocationReason | 'expiring' | 'new-person';

/** What to do with a key, step by step, as `fadun keys` shows it. */
export interface KeyGuidance {
  readonly title: Text;
  readonly steps: readonly Text[];
}

/** One entry for each event of a key's life. */
export const keyGuidance: Readonly<Record<KeyEvent, KeyGuidance>> = {
  lost: {
    title: { zh: '密钥丢失', en: 'A key is lost' },
    steps: [
      { zh: '立即告知安全管理员；不要等到找回。', en: 'Tell the security administrator now; do not wait to find it.' },
      {
        zh: '由另一人执行 fadun keys revoke --reason=lost；此后该密钥的审批一律拒绝。',
        en: 'Another person runs fadun keys revoke --reason=lost; from then on its approvals are refused.',
      },
      {
        zh: '未使用的审批作废，需由新密钥重新审批；已签名的日志仍然有效。',
        en: 'Unused approvals lapse and are given again with the new key; journals already signed stay good.',
      },
      {
        zh: '丢失的密钥不能为继任密钥背书：按新人员核验身份后重新登记。',
        en: 'A lost key cannot vouch for its follower: enrol anew, checking the person as for a newcomer.',
      },
      {
        zh: '五日内不能排除被他人取得的，按泄露处理。',
        en: 'If another person may have it and that is not ruled out in five days, treat it as compromised.',
      },
    ],
  },
  compromised: {
    title: { zh: '密钥泄露', en: 'A key is compromised' },
    steps: [
      {
        zh: '执行 fadun keys revoke --reason=compromised --distrusted-since=<最早可疑时间>。',
        en: 'Run fadun keys revoke --reason=compromised --distrusted-since=<earliest suspicious time>.',
      },
      {
        zh: '列出该时间以后由此密钥审批或签名的变更与日志，逐项复核。',
        en: 'List the changes and journals approved or signed with it since then, and review each.',
      },
      {
        zh: '启动密钥事件处置预案（RB-I08），开始报告时限计时。',
        en: 'Start the key-compromise runbook (RB-I08); its reporting clock runs.',
      },
      {
        zh: '生成新密钥，由安全管理员核验身份后登记。',
        en: 'Make a new key; the security administrator checks the person and enrols it.',
      },
    ],
  },
  'owner-left': {
    title: { zh: '人员离岗', en: 'The owner has left' },
    steps: [
      { zh: '离岗当日吊销，收回介质。', en: 'Revoke on the day of leaving; take back the token.' },
      {
        zh: '核对其未执行的审批，由接任者重新审批。',
        en: 'Check approvals not yet used; the successor gives them again.',
      },
    ],
  },
  'role-changed': {
    title: { zh: '岗位变动', en: 'The role has changed' },
    steps: [
      {
        zh: '先吊销旧岗位密钥，再登记新岗位密钥；三员不得兼任。',
        en: 'Revoke the key of the old post, then enrol one for the new; nobody holds two of the three administrators.',
      },
    ],
  },
  superseded: {
    title: { zh: '已轮换', en: 'Rotated' },
    steps: [
      {
        zh: '新密钥生效并试签后吊销旧密钥；旧公钥保留，用于核验历史日志。',
        en: 'Once the new key is in force and tried, revoke the old; its public half stays to verify old journals.',
      },
    ],
  },
  expiring: {
    title: { zh: '密钥即将到期', en: 'A key is about to expire' },
    steps: [
      {
        zh: '到期前 30 日执行 fadun keys rotate：新密钥由旧密钥背书。',
        en: 'Thirty days before, run fadun keys rotate: the old key vouches for the new.',
      },
      {
        zh: '由另一名管理员登记，两把密钥的有效期重叠不超过 30 日。',
        en: 'Another administrator enrols it; the two overlap for no more than 30 days.',
      },
    ],
  },
  'new-person': {
    title: { zh: '新人员登记', en: 'Enrolling a person' },
    steps: [
      {
        zh: '本人执行 fadun keys generate，私钥不离开本人介质。',
        en: 'The person runs fadun keys generate; the private key stays on their token.',
      },
      {
        zh: '当面核对密钥指纹，由安全管理员登记；其本人的密钥由系统管理员登记。',
        en: 'Compare the fingerprint in person; the security administrator enrols it, and the system administrator enrols theirs.',
      },
    ],
  },
};
