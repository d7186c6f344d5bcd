import { describe, expect, it } from 'vitest';
import { namingUnlock } from '../../../../scripts/commands/change/unlock-words.ts';
import { terraformFault } from '../../../../scripts/engines/terraform/faults.ts';

const stack = 'court-cloud';
const result = { ended: 'exited', code: 1, seconds: 1, stdout: '', stderr: '', omitted: 0 } as const;
const locked = terraformFault(stack, 'apply', {
  ...result,
  stderr: 'Error: Error acquiring the state lock\n\nLock Info:\n  ID:        0a1b2c3d-0000-0000-0000-000000000000\n',
});

describe('what terraform did not do', () => {
  it('for want of terraform names the release that the documents name', () => {
    expect(terraformFault(stack, 'init', { ...result, ended: 'not-started' })).toMatchObject({
      kind: 'absent',
      exitCode: 3,
      remedy: 'Install Terraform 1.7 or later.',
    });
  });

  it('for a lock comes with the command that takes it away, which reaches the same stack when it is copied', async () => {
    expect(locked.remedy).toContain(
      '`fadun unlock court-cloud --id 0a1b2c3d-0000-0000-0000-000000000000 --as PERSON --key FILE --reason TEXT`',
    );
    const options = { out: 'my out', kubeconfig: '/k/court.yaml', keyring: undefined };
    const named = namingUnlock({ site: 'sites/court.ts', options }, () => Promise.reject(locked));
    await expect(named).rejects.toMatchObject({
      kind: 'locked',
      exitCode: 1,
      subject: locked.subject,
      remedy: expect.stringContaining(
        "--id 0a1b2c3d-0000-0000-0000-000000000000 --site sites/court.ts --kubeconfig /k/court.yaml --out $'my out' --as",
      ),
    });
  });

  it('for another reason stays as it was said', async () => {
    const other = terraformFault(stack, 'apply', { ...result, stderr: 'Error: no' });
    await expect(namingUnlock({ site: 'binhe', options: {} }, () => Promise.reject(other))).rejects.toBe(other);
  });
});
