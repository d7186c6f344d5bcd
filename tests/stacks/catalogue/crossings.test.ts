import { describe, expect, it } from 'vitest';
import { crossingFacts, devicesBetween } from '../../../stacks/catalogue/crossings.ts';
import { referenceNetworkIds } from '../../../stacks/catalogue/networks.ts';

describe('the crossing matrix', () => {
  it('has one cell for a pair at most, between two different networks', () => {
    const pairs = crossingFacts.map(({ from, to }) => `${from} ${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(crossingFacts.filter(({ from, to }) => from === to)).toEqual([]);
  });

  it.each([
    ['internet-zone', 'zhengfa-net'],
    ['internet-zone', 'prison-net'],
    ['zhengfa-net', 'internet-zone'],
    ['police-net', 'court-net'],
    ['court-net', 'police-net'],
    ['procuratorate-net', 'court-net'],
    ['justice-net', 'court-net'],
    ['police-video-net', 'internet-zone'],
    ['gov-extranet-private', 'zhengfa-net'],
    ['court-external-net', 'internet-zone'],
  ])('lets nothing cross from %s to %s', (from, to) => {
    expect(devicesBetween(from, to)).toEqual([]);
  });

  it('lets nothing but one-way devices into or out of the court', () => {
    const ofCourt = crossingFacts.filter(({ from, to }) => from === 'court-net' || to === 'court-net');
    expect(ofCourt).toHaveLength(8);
    for (const { from, devices } of ofCourt) {
      expect(devices).toEqual([from === 'court-net' ? 'diode-out' : 'diode-in']);
    }
  });

  it('joins the two areas of the extranet by a firewall', () => {
    expect(devicesBetween('gov-extranet-public', 'gov-extranet-private')).toEqual(['fw']);
    expect(devicesBetween('gov-extranet-private', 'gov-extranet-public')).toEqual(['fw']);
  });

  it('allows media only where nothing else reaches', () => {
    const media = crossingFacts.filter(({ devices }) => devices.includes('media'));
    expect(media.map(({ to, devices }) => [to, devices])).toEqual([['police-video-net', ['media']]]);
    expect(media.every(({ note }) => note !== undefined)).toBe(true);
  });

  it('leads to every network from somewhere', () => {
    const reached = new Set(crossingFacts.map(({ to }) => to));
    expect(referenceNetworkIds.filter((id) => !reached.has(id))).toEqual([]);
  });
});
