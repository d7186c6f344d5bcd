import { holdsSensitive } from '../../runbooks/kit/approvals/recorded-consent.ts';
import { createRedactor } from '../../runbooks/kit/redaction/redactor.ts';
import { FadunError } from '../errors.ts';

/**
 * The reason that an approver signs. It is kept with the evidence as it was signed.
 * @throws FadunError where evidence would have to redact it: the signature could not be checked any more
 */
export function consentReason(given: unknown): string | undefined {
  if (typeof given !== 'string' || given.trim() === '') return undefined;
  if (!holdsSensitive(given, createRedactor())) return given;
  throw new FadunError(
    '--reason',
    {
      zh: '其中含个人标识或口令密钥等敏感信息，证据中均不得出现',
      en: 'it holds an identifier of a person, or a secret, and evidence may show neither',
    },
    { zh: '请改写工单号。未作任何签名。', en: 'Name the ticket instead. Nothing was signed.' },
  );
}
