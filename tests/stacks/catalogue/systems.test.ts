import { describe, expect, it } from 'vitest';
import { exchangeFacts } from '../../../stacks/catalogue/exchanges/index.ts';
import { componentOf, networkOf } from '../../../stacks/catalogue/exchanges/route.ts';
import type { SystemFacts } from '../../../stacks/catalogue/facts.ts';
import { referenceNetworkIds } from '../../../stacks/catalogue/networks.ts';
import { systemFacts } from '../../../stacks/catalogue/systems/index.ts';

const rows = Object.entries<SystemFacts>(systemFacts).sort(([, a], [, b]) => a.number - b.number);

/** The catalogue's ids in the order of their numbers. */
const idsByNumber = [
  'smart-police',
  'smart-procuratorate',
  'smart-court',
  'internet-court',
  'court-enforcement',
  'smart-justice',
  'penalty-execution',
  'legal-affairs-informatization',
  'admin-enforcement',
  'internet-plus-supervision',
  'enforcement-supervision',
  'joint-enforcement',
  'special-rectification',
  'crime-clue-transfer',
  'social-governance',
  'dispute-resolution',
  'zhengfa-public-service',
  'unified-gov-service',
  'pls-network',
  'pls-hotline',
  'pls-physical',
  'epidemic-response',
  'zhengfa-collaboration',
  'cross-dept-case-platform',
  'case-digital-transfer',
  'case-lifecycle-monitor',
  'zhengfa-data-catalog',
  'data-sharing-mgmt',
  'secure-data-exchange',
  'gov-db-federation',
  'national-gov-data-catalog',
  'national-gov-bigdata',
  'data-accountability',
  'bigdata-analytics',
  'spatiotemporal-analytics',
  'similar-case-supervision',
  'legal-prediction',
  'decision-support',
  'legislation-support',
  'ai-platform',
  'zhengfa-indicators',
  'performance-assessment',
  'gov-cloud',
  'gov-network',
  'common-app-support',
  'security-assurance',
  'xinchuang-assurance',
  'secops-platform',
  'ext-digital-gov-duties',
  'national-rol-digital-project',
];

describe('the systems catalogue', () => {
  it('holds fifty rows, each number once, under its id', () => {
    expect(rows.map(([, { number }]) => number)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(rows.map(([id]) => id)).toEqual(idsByNumber);
  });

  it('names every system in both languages and by a phrase of the source text', () => {
    for (const [id, { name, seedPhrases }] of rows) {
      expect(name.zh, id).toMatch(/\p{Script=Han}/u);
      expect(name.en, id).toMatch(/^[A-Z0-9][ -~’]*$/);
      expect(seedPhrases, id).not.toHaveLength(0);
    }
  });

  it('binds each capability to deployed systems and places nothing of it', () => {
    const kinds = new Map(rows.map(([id, { kind }]) => [id, kind]));
    for (const [id, { kind, hosts = [], placements }] of rows) {
      if (kind === 'capability') {
        expect(hosts, id).not.toHaveLength(0);
        expect(hosts.map((host) => kinds.get(host))).toEqual(hosts.map(() => 'deployed'));
      }
      const isPlaced = kind === 'deployed' || kind === 'external';
      expect(Object.keys(placements).length > 0, id).toBe(isPlaced);
    }
  });

  it('reaches external systems by connectors alone', () => {
    const external = rows.filter(([, { kind }]) => kind === 'external');
    expect(external).toHaveLength(5);
    for (const [id, { placements }] of external) {
      const kinds = Object.values(placements).flatMap(({ components }) =>
        Object.values(components).map(({ kind }) => kind),
      );
      expect(new Set(kinds), id).toEqual(new Set(['connector']));
    }
  });

  it('runs the common systems in every network and shares none of them', () => {
    const common = [
      'secure-data-exchange',
      'common-app-support',
      'security-assurance',
      'secops-platform',
      'gov-cloud',
      'gov-network',
    ];
    for (const id of common) {
      expect(Object.keys(systemFacts[id as keyof typeof systemFacts].placements).sort(), id).toEqual(
        [...referenceNetworkIds].sort(),
      );
    }
  });

  it('lists exchanges that exist, and only systems without a workload list none', () => {
    for (const [id, { exchanges, kind }] of rows) {
      expect(
        exchanges.filter((exchange) => !(exchange in exchangeFacts)),
        id,
      ).toEqual([]);
      expect(exchanges.length === 0, id).toBe(kind === 'programme');
    }
  });

  it('places every end that a route names', () => {
    const missing = Object.entries(exchangeFacts).flatMap(([exchange, { routes }]) =>
      routes
        .flatMap(({ from, to }) => [from, to])
        .filter((end) => {
          const [system = '', component = ''] = componentOf(end).split('/');
          const placements: SystemFacts['placements'] = systemFacts[system as keyof typeof systemFacts].placements;
          return placements[networkOf(end)]?.components[component] === undefined;
        })
        .map((end) => `${exchange}: ${end}`),
    );
    expect(missing).toEqual([]);
  });
});
