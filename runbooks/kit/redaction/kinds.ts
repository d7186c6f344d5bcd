import {
  insideHexadecimal,
  isBirthDate,
  looksRandom,
  passesCreditCheck,
  passesLuhn,
  passesResidentCheck,
} from './checks.ts';

/** One kind of secret or identifier: where it may be, what confirms it, and which part of the match is hidden. */
export interface RedactionKind {
  readonly id: string;
  readonly group: 'secret' | 'identifier';
  /** Global pattern. Group `keep`, if any, stays in front of the label; group `after` stays behind it. */
  readonly pattern: RegExp;
  /** Further condition on the matched text (separators removed). @default always */
  readonly confirms?: (match: string, written: string) => boolean;
  readonly note?: string;
}

const label = String.raw`(?!\[redacted:|(?:true|false|null)\b)`;
const value = String.raw`(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\"[^"\\]*\\"?|[^\s"']\S*)`;
const secretWord = `(?:pass(?:wor)?d|passphrase|passwd|pwd|secret|token|credentials?|api[-_]?key|access[-_]?key(?:[-_]?id)?|accesskey|private[-_]?key|(?:client|signing|encryption)[-_]?key|session(?:[-_]?id)?|AKSK|口令|密码|密钥)s?`;

/** Names of members and variables whose value is a secret; names of references to secrets are not among them. */
export const secretName = new RegExp(
  `${secretWord}(?:[-_]?(?:data|value|hash|base64|b64))?$|^auth$|^authorization$|cookie$`,
  'i',
);

/** Digits that may be written with single blanks or hyphens between. */
const spaced = (digits: string) => `(?<![0-9A-Za-z.])${digits}(?![0-9A-Za-z])`;

/**
 * In order: named secrets first, so that the name survives for the reader; then shapes; then identifiers. Names of
 * people have no shape: only those behind a label (姓名：…) are found, which is why none may enter in the first place.
 */
export const redactionKinds: readonly RedactionKind[] = [
  {
    id: 'private-key',
    group: 'secret',
    pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/gs,
  },
  {
    id: 'authorization',
    group: 'secret',
    pattern: new RegExp(
      String.raw`(?<keep>\b(?:proxy-)?authorization["']?\s*[:=]\s*["']?)${label}(?:(?:bearer|basic|digest|negotiate|token|ntlm)\s+)?[^\s"',;]+`,
      'gi',
    ),
  },
  {
    id: 'bearer-token',
    group: 'secret',
    pattern: new RegExp(String.raw`(?<keep>\bbearer\s+)${label}[A-Za-z0-9._~+/=-]{6,}`, 'gi'),
  },
  { id: 'cookie', group: 'secret', pattern: /(?<keep>\b(?:set-)?cookie["']?\s*[:=]\s*)(?!\[redacted:)[^\n]+/gi },
  {
    id: 'url-password',
    group: 'secret',
    pattern: /(?<keep>\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,128}:)(?!\[redacted:)[^\s/]{1,512}(?<after>@)/gi,
  },
  {
    id: 'url-token',
    group: 'secret',
    pattern: new RegExp(
      String.raw`(?<keep>[?&](?:${secretWord}|sig|signature|x-amz-signature|auth|code|key)=)${label}[^&\s"'#]+`,
      'gi',
    ),
  },
  {
    id: 'kubeconfig-data',
    group: 'secret',
    pattern: new RegExp(
      String.raw`(?<keep>\b(?:client-key-data|client-certificate-data|certificate-authority-data)["']?\s*:\s*)${label}${value}`,
      'gi',
    ),
  },
  {
    id: 'registry-auth',
    group: 'secret',
    pattern: new RegExp(
      String.raw`(?<keep>"(?:auth|identitytoken|\.dockerconfigjson|\.dockercfg)"\s*:\s*)${label}${value}`,
      'gi',
    ),
  },
  {
    id: 'secret-argument',
    group: 'secret',
    pattern: new RegExp(
      String.raw`(?<keep>(?<![\w-])--?[\w.-]{0,40}${secretWord}(?:=|\s+))${label}(?!-)${value}`,
      'gi',
    ),
  },
  {
    id: 'user-argument',
    group: 'secret',
    pattern: /(?<keep>(?<![\w-])(?:-u|--user)[= ]\s*["']?[^\s:"']{1,128}:)(?!\[redacted:)[^\s"']+/g,
  },
  {
    id: 'named-secret',
    group: 'secret',
    pattern: new RegExp(
      String.raw`(?<keep>(?<![\w.-])[\w.-]{0,60}${secretWord}(?:[-_]?(?:data|value|hash|base64|b64))?\\?["']?\s*[:=：]\s*)${label}${value}`,
      'gi',
    ),
  },
  {
    id: 'jwt',
    group: 'secret',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/g,
  },
  { id: 'aws-access-key', group: 'secret', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])/g },
  {
    id: 'aliyun-access-key',
    group: 'secret',
    pattern: /(?<![A-Za-z0-9])(?:LTAI|STS\.)[0-9A-Za-z]{12,30}(?![A-Za-z0-9])/g,
  },
  { id: 'tencent-secret-id', group: 'secret', pattern: /(?<![A-Za-z0-9])AKID[0-9A-Za-z]{13,40}(?![A-Za-z0-9])/g },
  {
    id: 'git-token',
    group: 'secret',
    pattern:
      /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|glrt-[\w-]{16,64})/g,
  },
  { id: 'chat-token', group: 'secret', pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]-[\w-]{10,}|SEC[0-9a-f]{64}\b)/g },
  {
    id: 'service-token',
    group: 'secret',
    pattern: /(?<![A-Za-z0-9])(?:hv[sbr]\.[\w-]{20,}|sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{30,})/g,
    note: 'Vault, API providers, npm',
  },
  {
    id: 'bootstrap-token',
    group: 'secret',
    pattern: /(?<![a-z0-9.])[a-z0-9]{6}\.[a-z0-9]{16}(?![a-z0-9.])/g,
    confirms: (text) => /\d/.test(text.slice(7)) && /[a-z]/.test(text),
    note: 'kubeadm',
  },
  { id: 'password-hash', group: 'secret', pattern: /\$(?:2[aby]|[156]|y|argon2id?)\$[./A-Za-z0-9,=+$-]{20,}/g },
  {
    id: 'base64-secret',
    group: 'secret',
    pattern: /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{40,}={0,2}/g,
    confirms: looksRandom,
  },

  {
    id: 'labelled-name',
    group: 'identifier',
    pattern:
      /(?<keep>(?:姓名|当事人|被告人|犯罪嫌疑人|嫌疑人|原告|被告|申请人|罪犯|户主|联系人)["']?\s*[:：=]\s*["']?)(?!\[redacted:)[\u4e00-\u9fff·]{2,15}/g,
  },
  {
    id: 'case-number',
    group: 'identifier',
    pattern:
      /[（(〔【[]\s*(?:19|20)\d{2}\s*[）)〕】\]]\s*[\u4e00-\u9fff]{0,6}\d{0,6}[\u4e00-\u9fff]{0,12}\s*(?:字)?\s*第?\s*\d{1,8}(?:-\d{1,4})?(?:之[一二三四五六七八九十\d]{1,3})?号/g,
  },
  { id: 'police-case-number', group: 'identifier', pattern: /(?<![0-9A-Za-z])[AJXZ]\d{20,24}(?![0-9A-Za-z])/g },
  {
    id: 'resident-id',
    group: 'identifier',
    pattern: new RegExp(spaced(String.raw`[1-9]\d{5}[ -]?\d{8}[ -]?\d{3}[0-9Xx]`), 'g'),
    confirms: (id) => isBirthDate(id.slice(6, 14)) || passesResidentCheck(id),
  },
  {
    id: 'resident-id-15',
    group: 'identifier',
    pattern: new RegExp(spaced(String.raw`[1-9]\d{14}`), 'g'),
    confirms: (id) => isBirthDate(`19${id.slice(6, 12)}`),
  },
  {
    id: 'credit-code',
    group: 'identifier',
    pattern: /(?<![0-9A-Za-z])[1-9A-GY][0-9A-HJ-NPQRTUWXY]{17}(?![0-9A-Za-z])/g,
    confirms: passesCreditCheck,
  },
  {
    id: 'bank-card',
    group: 'identifier',
    pattern: new RegExp(spaced(String.raw`[3-6]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,4}){1,2}`), 'g'),
    confirms: (card) => card.length >= 15 && card.length <= 19 && passesLuhn(card),
  },
  { id: 'mobile-number', group: 'identifier', pattern: /(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/g },
  { id: 'landline', group: 'identifier', pattern: /(?<![\w.-])0\d{2,3}-[2-9]\d{6,7}(?![\w.-])/g },
  {
    id: 'licence-plate',
    group: 'identifier',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·-]?(?:[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z0-9]{6})(?![A-Za-z0-9])/g,
    confirms: (plate) => /\d/.test(plate),
  },
  {
    id: 'passport',
    group: 'identifier',
    pattern: /(?<![0-9A-Za-z_-])(?:[EGDSPK]\d{8}|E[A-HJ-NP-Z]\d{7}|[CHMTW]\d{8}(?:\d{2})?)(?![0-9A-Za-z_-])/g,
    note: 'passports and travel permits',
  },
  {
    id: 'e-mail',
    group: 'identifier',
    pattern: /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?![\w-])/g,
  },
];

/** Replaces every match of one kind in one piece of text. */
export function redactKind(text: string, { id, group, pattern, confirms }: RedactionKind): string {
  return text.replace(pattern, (match: string, ...rest: unknown[]) => {
    const groups = typeof rest.at(-1) === 'object' ? (rest.at(-1) as { keep?: string; after?: string }) : {};
    const offset = rest.find((each) => typeof each === 'number') as number;
    if (confirms && !confirms(match.replace(/[ -]/g, ''), match)) return match;
    if (group === 'identifier' && insideHexadecimal(text, offset, match.length)) return match;
    return `${groups.keep ?? ''}[redacted:${id}]${groups.after ?? ''}`;
  });
}
