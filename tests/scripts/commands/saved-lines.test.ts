import { describe, expect, it } from 'vitest';
import { savedLines } from '../../../scripts/commands/change/saved-lines.ts';

describe('a plan that was saved', () => {
  it('says where, and the command that comes next, in words that can be copied', () => {
    const options = { site: 'sites/court.ts', keyring: 'my keys.json', bundle: undefined };
    expect(savedLines('plan.json', { signed: true, options }, 'en')).toEqual([
      '→ plan.json',
      "  next, by another person: fadun approve plan.json --site sites/court.ts --keyring $'my keys.json' --as PERSON --key FILE",
    ]);
    expect(savedLines('plan.json', { signed: true, options: {} }, 'zh')).toEqual([
      '→ plan.json',
      '  下一步,由他人审批:fadun approve plan.json --as PERSON --key FILE',
    ]);
  });

  it('in nobody’s name says that it cannot be approved', () => {
    expect(savedLines('plan.json', { signed: false, options: {} }, 'en').join('\n')).toMatch(/plan again with --as/);
    expect(savedLines('plan.json', { signed: false, options: {} }, 'zh').join('\n')).toContain('不能审批');
  });
});
