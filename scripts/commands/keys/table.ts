import type { CommandSpec, OptionSpec } from '../command.ts';
import { key, keyring, person, signer, site } from '../shared-options.ts';

const newKeyOptions: readonly OptionSpec[] = [
  { flags: '--request <file>', summary: { zh: '登记申请写到何处', en: 'where the enrolment request goes' } },
  { flags: '--days <n>', summary: { zh: '有效天数', en: 'days for which it holds' }, fallback: '365' },
  {
    flags: '--new-passphrase-file <file>',
    summary: { zh: '以该文件首行的口令加密私钥', en: 'encrypt the new key with the first line of this file' },
  },
];

/** Whose signatures count. */
export const keysCommands: readonly CommandSpec[] = [
  {
    name: 'keys list',
    isDefault: true,
    summary: { zh: '密钥及其状态', en: 'enrolled keys and their state' },
    options: [site, keyring],
    load: () => import('./list.ts'),
  },
  {
    name: 'keys generate',
    summary: { zh: '本人生成密钥与登记申请', en: 'make a key of one’s own, and the request to enrol it' },
    options: [
      site,
      signer,
      key,
      {
        flags: '--post <post>',
        summary: { zh: '岗位(角色与网络由此而来)', en: 'post, which gives roles and networks' },
      },
      {
        flags: '--algorithm <name>',
        summary: { zh: '算法', en: 'algorithm' },
        choices: ['sm2', 'ed25519'],
        fallback: 'sm2',
      },
      ...newKeyOptions,
    ],
    load: () => import('./generate.ts'),
  },
  {
    name: 'keys init',
    arguments: '<requests...>',
    summary: { zh: '首次登记:三员同时在场', en: 'the first keyring, with the three administrators in one room' },
    options: [site, keyring],
    load: () => import('./init.ts'),
  },
  {
    name: 'keys enrol',
    arguments: '<request>',
    summary: { zh: '由另一名管理员登记密钥', en: 'enrol a key, by another administrator' },
    options: [site, keyring, ...person],
    load: () => import('./enrol.ts'),
  },
  {
    name: 'keys rotate',
    summary: { zh: '轮换:旧密钥为新密钥背书', en: 'make the follower of a key, vouched for by the old one' },
    options: [
      site,
      keyring,
      ...person,
      { flags: '--new-key <file>', summary: { zh: '新私钥', en: 'the new private key' } },
      ...newKeyOptions,
    ],
    load: () => import('./rotate.ts'),
  },
  {
    name: 'keys revoke',
    arguments: '<key>',
    summary: { zh: '吊销:其签名不再有效', en: 'revoke a key: what it signed counts no more' },
    options: [
      site,
      keyring,
      ...person,
      {
        flags: '--reason <reason>',
        summary: { zh: '原因', en: 'reason' },
        choices: ['lost', 'compromised', 'owner-left', 'role-changed', 'superseded'],
      },
      {
        flags: '--distrusted-since <time>',
        summary: { zh: '泄露时:最早可疑时间', en: 'when compromised: since when it is not trusted' },
      },
    ],
    load: () => import('./revoke.ts'),
  },
  {
    name: 'keys lost',
    arguments: '[person]',
    summary: { zh: '密钥丢失怎么办', en: 'what to do about a lost key' },
    options: [site, keyring],
    load: () => import('./lost.ts'),
  },
];
