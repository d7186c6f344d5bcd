import { z } from 'zod';
import type { SignedEnrolmentRequest } from '../../runbooks/kit/enrolment.ts';
import { FadunError } from '../errors.ts';
import { readPrivately } from './private-file.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const signature = z.strictObject({ algorithm: z.enum(['sm2-sm3', 'ed25519']), key: hex64, value: z.string() });

/** How people are called in requests and keyrings. */
export const staffCode = /^[a-z0-9][a-z0-9-]{0,62}$/;

const shape = z.strictObject({
  request: z.strictObject({
    type: z.literal('fadun/enrolment/v1'),
    site: z.string().min(1),
    owner: z.string().regex(staffCode, 'a staff code of letters, digits and hyphens, never a name'),
    roles: z.array(z.string()).min(1),
    networks: z.array(z.string()).optional(),
    pem: z.string(),
    validFrom: z.string(),
    validUntil: z.string(),
    follows: hex64.optional(),
  }),
  possession: signature,
  vouching: signature.optional(),
});

const remedy = {
  zh: '请给出 `fadun keys generate` 或 `fadun keys rotate` 写出的文件。',
  en: 'Give the file that `fadun keys generate` or `fadun keys rotate` wrote.',
};

/**
 * Reads an enrolment request.
 * @throws FadunError where it cannot be read or is none
 */
export async function readRequest(path: string): Promise<SignedEnrolmentRequest> {
  const result = shape.safeParse(await readPrivately(path, remedy));
  if (result.success) return result.data as SignedEnrolmentRequest;
  const [issue] = result.error.issues;
  const where = `${issue!.path.join('.')}: ${issue!.message}`;
  throw new FadunError(path, { zh: `不是登记申请：${where}`, en: `it is no enrolment request: ${where}` }, remedy);
}
