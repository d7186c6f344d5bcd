import { describe, expect, it } from 'vitest';
import { approveCommand, calledWith, resumeCommand, runCommand } from '../../../scripts/terminal/next-command.ts';
import { wrapLines } from '../../../scripts/terminal/width.ts';

const plan = { target: { site: 'minimal', network: 'justice-net' } };

describe('a command that is printed to be copied', () => {
  it('asks for a key, and repeats what was said at the call', () => {
    const called = calledWith({
      out: '/srv/out',
      keyring: 'ring.json',
      kubeconfig: 'k.yaml',
      yes: true,
      key: 'mine.key',
    });
    expect(resumeCommand('r-1', plan, 'resume', called)).toBe(
      'fadun runbook resume r-1 --site minimal --network justice-net --key FILE --out /srv/out --keyring ring.json --kubeconfig k.yaml --yes',
    );
    expect(approveCommand('p.json', plan, called)).toBe(
      'fadun runbook approve p.json --site minimal --key FILE --out /srv/out --keyring ring.json',
    );
  });

  it('repeats no default, and quotes what a shell would split', () => {
    const called = calledWith({ out: 'fadun.out', yes: false });
    expect(called).toEqual({});
    expect(resumeCommand('r-1', plan, 'undo', called)).toBe(
      'fadun runbook undo r-1 --site minimal --network justice-net --key FILE',
    );
    expect(approveCommand('my plan.json', plan)).toContain("approve $'my plan.json' --site");
  });

  it('asks for the reason that emergency access is approved with', () => {
    expect(approveCommand('p.json', { ...plan, breakGlass: true })).toMatch(/ --key FILE --reason TEXT$/);
  });

  it('names the approvals that are still to be given', () => {
    expect(runCommand('p.json', plan, 'a.json', 1)).toBe(
      'fadun runbook run p.json --site minimal --network justice-net --approval a.json --approval FILE --key FILE',
    );
    expect(runCommand('p.json', plan, 'a.json', 0)).not.toContain('--approval FILE');
  });

  it('is one line on any screen', () => {
    const line = `  ${resumeCommand('20261125-0312-isolate-namespace-3f2a', plan)}`;
    expect(wrapLines([line, 'what is no command is broken into lines'], 20)).toEqual([
      line,
      'what is no command',
      'is broken into lines',
    ]);
  });
});
