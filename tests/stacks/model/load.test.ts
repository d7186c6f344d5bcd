import { describe, expect, it } from 'vitest';
import { loadSite, siteProblems } from '../../../stacks/model/load.ts';
import { SiteInvalid } from '../../../stacks/model/problem.ts';
import { problemKinds } from '../../../stacks/model/validate/kinds.ts';
import { absent, changed } from '../../kit/changed.ts';
import { smallSite } from '../../kit/small-site.ts';
import { wellDeclaredControlPlane, wrongDeclarations } from './wrong-declarations.ts';

describe('a site without fault', () => {
  it('loads as it was declared', () => {
    expect(siteProblems(smallSite)).toEqual([]);
    expect(loadSite(smallSite, 'sites/small.ts')).toBe(smallSite);
  });
});

describe('what is just within its bounds', () => {
  it.each([
    [
      'a range that holds its nodes exactly',
      {
        'networks.court-net.clusters.main.workerNodes': 5,
        'networks.court-net.addresses.nodes': '10.20.0.0/29',
        'networks.court-net.addresses.pods': '10.20.64.0/21',
      },
    ],
    ['the first address of the devices', { 'channels.filing.from.deviceAddress': '10.10.17.0' }],
    ['backups kept as long as the asset', { 'assets.case-files.backup.retentionDays': 3650 }],
    ['a channel approved for two years', { 'channels.filing.expires': '2028-05-01' }],
    ['a filing of the same day', { 'systems.smart-court.filing.date': '2026-05-01' }],
    ['a protection period of one day', { 'guardPeriods[0].to': '2026-09-25' }],
    ['an asset kept for ever', { 'assets.case-files.retentionDays': null }],
    ['the machines of a control plane', wellDeclaredControlPlane],
    ['the highest port', { 'channels.filing.port': 65_535 }],
  ])('loads: %s', (_, changes) => {
    expect(siteProblems(changed(smallSite, changes))).toEqual([]);
  });
});

describe('expiries', () => {
  it('are judged on the day that is asked for, else on the day of the declaration', () => {
    const kinds = siteProblems(smallSite, '2027-06-30').map(({ kind, path }) => `${kind} ${path}`);
    expect(kinds).toEqual(['filing', 'service', 'sharing'].map((id) => `channel-expired channels.${id}.expires`));
    expect(siteProblems(smallSite, '2027-06-29')).toEqual([]);
    expect(() => loadSite(smallSite, 'sites/small.ts', '2027-06-30')).toThrow(SiteInvalid);
  });
});

describe('a wrong declaration', () => {
  it.each(wrongDeclarations.map((wrong) => ({ ...wrong, what: Object.keys(wrong.changes).join(', ') })))(
    'is reported as $kind at $at when $what is wrong',
    ({ kind, at, changes, also }) => {
      const problems = siteProblems(changed(smallSite, changes));
      const located = problems.find((one) => one.kind === kind && one.path === at);
      expect(located, JSON.stringify(problems, null, 2)).toBeDefined();
      expect(new Set(problems.map((one) => one.kind))).toEqual(new Set([kind, ...also]));
      for (const { fault, remedy } of problems) {
        expect(fault).toMatch(sentence);
        expect(remedy).toMatch(sentence);
      }
    },
  );

  it('has a test for every kind that loading can report', () => {
    const tested = new Set(wrongDeclarations.map(({ kind }) => kind));
    expect(problemKinds.filter((kind) => !tested.has(kind))).toEqual([]);
    expect(problemKinds.length).toBeGreaterThanOrEqual(60);
  });
});

/** One sentence or more: it ends as one, says more than a word, and shows no hole of the program. */
const sentence = /^(?!.*(?:undefined|\[object|NaN)).+ .+[.?]$/;

describe('many faults at once', () => {
  const many = changed(smallSite, {
    'networks.court-net.addresses.pods': 'all of them',
    'systems.smart-court.filing': absent,
    'systems.litigation-front.owner': 'nobody',
    'flows[3].port': 3306,
    'channels.filing.direction': 'both',
    'posts.system.roles': ['system-admin', 'security-admin'],
    'guardPeriods[0].to': '2026-09-01',
    'clocks.cr-detain.warningHours': [1, 2, 3],
    colour: 'blue',
  });

  it('are all reported, broken structure beside broken meaning', () => {
    const found = siteProblems(many).map(({ kind, path }) => `${kind} ${path}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'unknown-field colour',
        'unknown-value systems.litigation-front.owner',
        'bad-cidr networks.court-net.addresses.pods',
        'filing-missing systems.smart-court.filing',
        'port-not-served flows[3].port',
        'R4 channels.filing.direction',
        'administrators-not-separated posts.system.roles',
        'period-reversed guardPeriods[0].to',
        'warnings-not-descending clocks.cr-detain.warningHours',
      ]),
    );
  });

  it('do not raise further errors about what refers to a broken entry', () => {
    const broken = changed(smallSite, { 'systems.smart-court.owner': 'nobody', 'networks.court-net.owner': 7 });
    expect(siteProblems(broken).map(({ path }) => path)).toEqual([
      'networks.court-net.owner',
      'systems.smart-court.owner',
    ]);
  });

  it('are thrown together, each with subject, path, fault and remedy', () => {
    const load = () => loadSite(many, 'sites/small.ts');
    expect(load).toThrow(SiteInvalid);
    try {
      load();
    } catch (error) {
      const { problems, subject, message } = error as SiteInvalid;
      expect(subject).toBe('sites/small.ts');
      expect(problems.length).toBeGreaterThanOrEqual(9);
      for (const { path, fault, remedy } of problems) {
        expect(message).toContain(`sites/small.ts: ${path}: ${fault}\n  ${remedy}`);
      }
    }
  });
});

describe('a declaration that is no site at all', () => {
  it.each([undefined, null, 'site', 7, [], () => smallSite])('%s is refused with the place of the fault', (value) => {
    const problems = siteProblems(value);
    expect(problems.map(({ kind, path }) => [kind, path])).toEqual([
      [value === undefined ? 'missing-field' : 'wrong-type', '(site)'],
    ]);
  });

  it('an empty object lacks every field', () => {
    const missing = siteProblems({}).map(({ kind, path }) => `${kind} ${path}`);
    expect(missing).toEqual(Object.keys(smallSite).map(() => expect.stringMatching(/^missing-field /)));
    expect(missing).toContain('missing-field networks');
  });
});

describe('remedies', () => {
  const remedyOf = (changes: Parameters<typeof changed>[1]) => siteProblems(changed(smallSite, changes))[0]?.remedy;

  it.each([
    [{ 'networks.court-net.adresses': {} }, 'addresses'],
    [{ 'flows[5].to': 'peer:banc' }, 'bank'],
    [{ 'channels.filing.returnChannel': 'servise' }, 'service'],
    [{ 'networks.court-net.exposure': 'restrictd' }, 'restricted'],
    [{ 'systems.smart-court.placements.court-net.components.api.kind': 'apis' }, 'api'],
  ])('suggest the name that was meant: %o', (changes, meant) => {
    expect(remedyOf(changes)).toContain(`Did you mean "${meant}"?`);
  });

  it('never repeat what may be a secret', () => {
    const problems = siteProblems(
      changed(smallSite, { 'networks.court-net.kubeconfigVariable': 'token=hunter2 in the clear' }),
    );
    expect(problems.map(({ kind }) => kind)).toEqual(['bad-variable-name']);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});
