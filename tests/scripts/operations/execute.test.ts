import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../runbooks/kit/redaction/redactor.ts';
import { runCommand } from '../../../scripts/operations/execute.ts';

describe('a command that fails', () => {
  const failing = (script: string) =>
    runCommand(
      {
        access: { kubeconfig: '/k', programs: { sh: '/bin/sh' }, sandbox: true, out: '/out' },
        redactor: createRedactor(),
      },
      {
        id: 'command',
        does: { zh: '执行', en: 'run it' },
        kind: 'command',
        command: { program: 'sh', arguments: ['-c', script] },
        deadlineSeconds: 10,
      },
      'test-mark',
    );

  it('says its fault, not the remedy behind it alone', async () => {
    const script =
      'echo doing >&1; echo "plan: it is not as planned:" >&2; echo "  Pod a" >&2; echo "  Look." >&2; exit 4';
    await expect(failing(script)).rejects.toThrow('sh: ended with 4: plan: it is not as planned:\n  Pod a\n  Look.');
  });

  it('keeps the end of much, in whole lines', async () => {
    const message = await failing('seq 1 5000 >&2; exit 1').then(String, String);
    expect(message.length).toBeLessThan(2100);
    expect(message).toMatch(/^Error: sh: ended with 1: \d{4}\n/);
    expect(message.endsWith('\n4999\n5000')).toBe(true);
  });
});
