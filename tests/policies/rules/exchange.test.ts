import { describe, expect, it } from 'vitest';
import { estate } from '../../../policies/estate.ts';
import { estateOf } from '../../../policies/rules/exchange/crossing-rule.ts';
import type { ExchangeFacts } from '../../../policies/rules/exchange/estate-facts.ts';
import { facts, inward, link, network, withChannel } from '../../../policies/rules/exchange/examples.ts';
import { exchangeRules } from '../../../policies/rules/exchange/index.ts';

const ruleOf = (id: string) => exchangeRules.find((rule) => rule.id === id)!;
const faultsOf = (id: string, of: ExchangeFacts) =>
  ruleOf(id)
    .evaluate(estateOf(of))
    .findings.map(({ path, message }) => `${path}: ${message}`);

describe('crossing rules', () => {
  it('are R1 to R9, in order', () => {
    expect(exchangeRules.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9']);
    for (const { controls, id } of exchangeRules) expect(controls).toContain(`exchange:${id.toUpperCase()}`);
  });

  it.each(exchangeRules)('$id passes its compliant examples and finds a fault in each violating one', (rule) => {
    const compliant = rule.examples.compliant.map((example) => rule.evaluate(example));
    expect(compliant.flatMap(({ findings }) => findings)).toEqual([]);
    expect(compliant.some(({ judged }) => judged > 0)).toBe(true);
    for (const example of rule.examples.violating) expect(rule.evaluate(example).findings).not.toEqual([]);
  });

  it.each(exchangeRules)('$id does not apply where no site is declared', (rule) => {
    expect(rule.evaluate(estate([]))).toEqual({ judged: 0, findings: [] });
  });

  it('say nothing about two networks joined as they may be', () => {
    for (const { id } of exchangeRules) expect(faultsOf(id, facts()), id).toEqual([]);
  });
});

describe('R1', () => {
  it('leaves the public out of address overlaps: it is everyone', () => {
    const peers = [{ id: 'public', path: 'networks.outer.peers.public', kind: 'public', cidr: '0.0.0.0/0' }];
    expect(faultsOf('r1', facts({ networks: [network('outer', 10, { peers }), network('inner', 20)] }))).toEqual([]);
  });
});

describe('R3', () => {
  it('names the side that is too weak', () => {
    const networks = [network('outer', 10, { exchangeClass: 'general' }), network('inner', 20)];
    expect(faultsOf('r3', facts({ networks }))).toEqual([
      'channels.filing.maxDataClass: channel "filing" takes important data; the exchange segment of "outer" takes general.',
    ]);
  });
});

describe('R4', () => {
  it('says what the house style shows: direction "both" is not possible on a diode', () => {
    expect(faultsOf('r4', withChannel({ direction: 'both' }))).toEqual([
      'channels.filing.direction: direction "both" is not possible on a diode.',
    ]);
  });
});

describe('R5', () => {
  it('lets the more trusted side ask outwards', () => {
    const payloads = [{ ...inward.payloads[0]!, style: 'request-response' }];
    expect(faultsOf('r5', withChannel({ device: 'gap', from: 'inner', to: 'outer', payloads }))).toEqual([]);
    expect(faultsOf('r5', withChannel({ device: 'gap', payloads }))).toHaveLength(1);
  });
});

describe('R6', () => {
  it('tells what may cross instead', () => {
    expect(faultsOf('r6', withChannel({ device: 'vpn' }))).toEqual([
      'channels.filing.device: from "outer" to "inner" only diode-in, gap may cross, not vpn.',
    ]);
    expect(faultsOf('r6', facts({ crossings: [] }))).toEqual([
      'channels.filing.device: from "outer" to "inner" nothing crosses, not diode-in.',
    ]);
  });
});

describe('R8', () => {
  it('lets the bastion component be reached from operations, and nothing else', () => {
    const from = { text: 'peer:desk', kind: 'peer', networks: ['inner'], peer: 'desk' } as const;
    const bastion = { text: 'ops/bastion', kind: 'component', networks: ['inner'], componentKind: 'bastion' } as const;
    expect(faultsOf('r8', facts({ links: [link({ from, to: bastion })] }))).toEqual([]);
    expect(faultsOf('r8', facts({ links: [link({ from })] }))).toHaveLength(1);
  });
});
