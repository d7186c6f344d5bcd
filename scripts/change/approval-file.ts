import type { SignedApproval } from '../../runbooks/kit/approvals/approval.ts';
import { approvalShapeFault } from '../../runbooks/kit/approvals/shape.ts';
import { FadunError } from '../errors.ts';
import { readPrivately } from './private-file.ts';

/** What `fadun approve` writes: one person's approvals of the plans in one file. */
export interface ApprovalFile {
  readonly type: 'fadun/approval-file/v1';
  readonly approvals: readonly SignedApproval[];
}

const remedy = { zh: '请给出 `fadun approve` 写出的文件。', en: 'Give the file that `fadun approve` wrote.' };

/**
 * Reads an approval file. Shape only: whether an approval is good is decided with the plan.
 * @throws FadunError where it cannot be read or is no approval file
 */
export async function readApprovalFile(path: string): Promise<ApprovalFile> {
  const value = (await readPrivately(path, remedy)) as Partial<ApprovalFile> | null;
  const members = Object.keys(value ?? {});
  if (value?.type !== 'fadun/approval-file/v1' || !Array.isArray(value.approvals) || members.length !== 2) {
    throw new FadunError(path, { zh: '不是审批文件', en: 'it is no approval file' }, remedy);
  }
  const fault = value.approvals.map(approvalShapeFault).find((one) => one !== undefined);
  if (fault)
    throw new FadunError(
      path,
      { zh: `其中一份审批格式有误：应为 ${fault}`, en: `an approval in it is malformed: expected ${fault}` },
      remedy,
    );
  return value as ApprovalFile;
}
