import { describe, expect, it } from 'vitest';
import { compareNeighbours } from '../../../scripts/neighbours/compare.ts';
import { pairOf } from '../../../scripts/neighbours/pairs.ts';
import { parseNeighbourFile } from '../../../scripts/neighbours/read.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';
import { type NeighbourFile, neighbourFiles } from '../../../stacks/documents/neighbour.ts';

const site = await selectSite('binhe');
const [court, zhengfa] = ['court-net', 'zhengfa-net'].map((network) => neighbourFiles(site, network)) as [
  NeighbourFile[],
  NeighbourFile[],
];
const [left, right] = pairOf(court, zhengfa);

/** The right side with one channel changed. */
function changed(change: (channel: NeighbourFile['channels'][number]) => object): NeighbourFile {
  const [first, ...rest] = right.channels;
  return { ...right, channels: [{ ...first!, ...change(first!) }, ...rest] };
}

describe('neighbouring networks', () => {
  it('agree wherever one declaration made both files', () => {
    let pairs = 0;
    for (const network of Object.keys(site.networks)) {
      for (const file of neighbourFiles(site, network)) {
        const other = neighbourFiles(site, file.neighbour).find(({ neighbour }) => neighbour === network)!;
        expect(compareNeighbours(file, other)).toEqual([]);
        pairs += 1;
      }
    }
    expect(pairs).toBeGreaterThan(20);
  });

  const cases: Readonly<Record<string, [(channel: NeighbourFile['channels'][number]) => object, string]>> = {
    device: [() => ({ device: 'media' }), 'device'],
    direction: [({ direction }) => ({ direction: direction === 'both' ? 'forward' : 'both' }), 'direction'],
    port: [({ port }) => ({ port: port + 1 }), 'port'],
    expiry: [() => ({ expires: '2031-01-01' }), 'expires'],
    'data class': [() => ({ maxDataClass: 'other' }), 'maxDataClass'],
    'return channel': [() => ({ returnChannel: 'another' }), 'returnChannel'],
    check: [({ checks }) => ({ checks: { ...checks, antivirus: !checks.antivirus } }), 'checks.antivirus'],
    'own device address': [
      ({ deviceAddresses }) => ({ deviceAddresses: { ...deviceAddresses, 'zhengfa-net': '10.9.9.9' } }),
      'deviceAddresses.zhengfa-net',
    ],
    'the other’s device address': [
      ({ deviceAddresses }) => ({ deviceAddresses: { ...deviceAddresses, 'court-net': '10.9.9.9' } }),
      'deviceAddresses.court-net',
    ],
    contract: [() => ({ contractDigest: 'sha256:0' }), 'contractDigest'],
  };

  it.each(Object.entries(cases))('disagree on a %s, and only that is named', (_, [change, field]) => {
    const found = compareNeighbours(left, changed(change));
    expect(found.map((one) => one.field)).toEqual([field]);
    expect(Object.keys(found[0]!.values)).toEqual(['court-net', 'zhengfa-net']);
  });

  it('disagree on a payload that one lacks, on its schemas, class and style', () => {
    const [first] = right.channels[0]!.payloads;
    const of = (payload: object) => ({
      payloads: [{ ...first!, ...payload }, ...right.channels[0]!.payloads.slice(1)],
    });
    const fields = (payloads: object) =>
      compareNeighbours(
        left,
        changed(() => payloads),
      ).map(({ field }) => field);
    expect(fields({ payloads: right.channels[0]!.payloads.slice(1) })).toEqual([`payloads.${first!.exchange}`]);
    expect(fields(of({ schemas: [] }))).toEqual([`payloads.${first!.exchange}.schemas`]);
    expect(fields(of({ dataClass: 'x' }))).toEqual([`payloads.${first!.exchange}.dataClass`]);
    expect(fields(of({ style: 'x' }))).toEqual([`payloads.${first!.exchange}.style`]);
  });

  it('disagree on a channel that only one of them knows, whichever it is', () => {
    const fewer = { ...right, channels: right.channels.slice(1) };
    const id = right.channels[0]!.id;
    expect(compareNeighbours(left, fewer)).toMatchObject([
      { channel: id, field: 'id', fault: expect.stringContaining('zhengfa-net does not') },
    ]);
    expect(compareNeighbours(fewer, left)).toMatchObject([
      { channel: id, fault: expect.stringContaining('zhengfa-net does not') },
    ]);
  });

  it('name every mismatch, not the first', () => {
    const found = compareNeighbours(
      left,
      changed(({ port }) => ({ port: port + 1, device: 'media', expires: '2031-01-01' })),
    );
    expect(found).toHaveLength(3);
  });

  it('are no pair where they are of two sites or speak of others', () => {
    expect(compareNeighbours(left, { ...right, site: 'elsewhere' })).toMatchObject([{ field: 'site' }]);
    expect(compareNeighbours(left, { ...right, neighbour: 'police-net' })).toMatchObject([{ field: 'neighbour' }]);
    expect(() => pairOf(court, neighbourFiles(site, 'prison-net'))).toThrow(/no neighbours/);
  });
});

describe('a neighbour file', () => {
  it('is read back as it was written', () => {
    expect(parseNeighbourFile('a.json', JSON.stringify(left))).toEqual(left);
  });

  it('is refused with the field at fault', () => {
    const broken = { ...left, channels: [{ ...left.channels[0], port: '8443' }] };
    expect(() => parseNeighbourFile('a.json', JSON.stringify(broken))).toThrow(/channels\.0\.port/);
    expect(() => parseNeighbourFile('a.json', '{')).toThrow(/no JSON/);
    expect(() => parseNeighbourFile('a.json', JSON.stringify({ ...left, comment: 'x' }))).toThrow(/comment/);
  });
});
