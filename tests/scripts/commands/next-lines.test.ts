import { describe, expect, it } from 'vitest';
import { applyLine } from '../../../scripts/commands/change/apply-line.ts';
import { putRightLines } from '../../../scripts/commands/change/put-right-lines.ts';
import { consentReason } from '../../../scripts/commands/consent-reason.ts';

describe('after an approval', () => {
  it('the command that applies stands there to be copied, with as many approvals as it takes', () => {
    const approved = { plan: 'my plan.json', approval: 'a.json', approvers: 2 };
    expect(applyLine({ ...approved, options: { site: 'sites/court.ts', keyring: 'keys.json' } }, 'en')).toBe(
      "  2 approvals are needed in all; next: fadun apply sites/court.ts --plan $'my plan.json' --approval a.json --approval FILE --keyring keys.json --as PERSON --key FILE",
    );
    const alone = { plan: 'p.json', approval: 'a.json', approvers: 1 };
    expect(applyLine({ ...alone, options: { bundle: 'release', keyring: 'k' } }, 'zh')).toBe(
      '  共需 1 人审批;下一步:fadun bundle apply release --plan p.json --approval a.json --keyring k --as PERSON --key FILE',
    );
    expect(applyLine({ ...alone, options: {} }, 'en')).toContain(
      'no other approval is needed; next: fadun apply --plan',
    );
  });

  it('the reason was one that evidence may hold', () => {
    expect(consentReason('INC-2026-031: filing is down')).toBe('INC-2026-031: filing is down');
    expect(consentReason(undefined)).toBeUndefined();
    for (const telling of ['the account of 11010519491231002X is locked', 'password: hunter2hunter2'])
      expect(() => consentReason(telling)).toThrow(/evidence may show neither/);
  });
});

describe('drift', () => {
  const site = { networks: { 'court-net': { engine: 'direct' }, 'police-net': { engine: 'terraform' } } } as never;
  const found = (network: string, kind: 'changed' | 'removed-object' | 'undeclared-object', manager: string) => ({
    ...{ network, kind, manager },
  });

  it('is put right by a plan of its network, which takes fields only from people’s managers and where the engine can', () => {
    const drifted = [
      found('court-net', 'changed', 'kubectl-edit'),
      found('court-net', 'changed', 'kube-controller-manager'),
      found('court-net', 'removed-object', 'a-hand'),
      found('police-net', 'changed', 'kubectl-edit'),
    ];
    expect(putRightLines(drifted, { site, named: 'binhe' }, 'en')).toEqual([
      '  find out why; then a plan brings back what is declared:',
      '    fadun plan binhe --network court-net --take-from kubectl-edit --save FILE --as PERSON --key FILE',
      '    fadun plan binhe --network police-net --save FILE --as PERSON --key FILE',
    ]);
  });

  it('of what nobody declared is no matter of a plan', () => {
    const drifted = [found('court-net', 'undeclared-object', 'kubectl-create')];
    expect(putRightLines(drifted, { site, named: 'binhe' }, 'en').join()).toMatch(/^ {2}no plan removes/);
    expect(putRightLines([], { site, named: 'binhe' }, 'zh')).toEqual([]);
  });
});
