import { describe, expect, it } from 'vitest';
import { bindExchanges, hopsOf } from '../../../stacks/catalogue/bind-routes.ts';
import { devicesBetween } from '../../../stacks/catalogue/crossings.ts';
import { exchangeFacts } from '../../../stacks/catalogue/exchanges/index.ts';
import { channels } from '../../../stacks/sites/binhe/channels/index.ts';

const hops = Object.entries(exchangeFacts).flatMap(([exchange, { routes }]) =>
  routes.flatMap((route) => hopsOf(route).map(([from, to]) => ({ exchange, from, to, route }))),
);

describe('the exchanges catalogue', () => {
  it('holds the forty of the field, and the summary of a network', () => {
    const numbers = Array.from({ length: 41 }, (_, index) => `X${String(index + 1).padStart(2, '0')}`);
    expect(Object.keys(exchangeFacts)).toEqual(numbers);
  });

  it('crosses only where the matrix has a cell, hop by hop', () => {
    expect(hops.length).toBeGreaterThan(150);
    expect(hops.filter(({ from, to }) => devicesBetween(from, to).length === 0)).toEqual([]);
  });

  it('refuses classified peers and routes everything else', () => {
    for (const [id, { status, routes }] of Object.entries(exchangeFacts)) {
      expect(status === 'refused', id).toBe(id === 'X30');
      expect(routes.length === 0, id).toBe(id === 'X30');
    }
  });

  it('keeps intra-network exchanges inside one network and sends declared ones across', () => {
    const crossing = new Set(hops.map(({ exchange }) => exchange));
    for (const [id, { status }] of Object.entries(exchangeFacts)) {
      expect(crossing.has(id), id).toBe(status === 'declared');
    }
  });

  it('relays what the matrix sends through zhengfa-net', () => {
    const legalAid = exchangeFacts.X12.routes.filter(({ through }) => through.length > 0);
    expect(legalAid.map(({ through }) => through)).toEqual([['zhengfa-net'], ['zhengfa-net'], ['zhengfa-net']]);
    expect(devicesBetween('court-net', 'justice-net')).toEqual([]);
  });

  it('carries public status out masked, and nothing else is general to the police’s diode', () => {
    expect(channels['police-to-internet'].payloads.map(({ exchange }) => exchange)).toEqual(['X16']);
    for (const channel of Object.values(channels)) {
      const carriesStatus = channel.payloads.some(({ exchange }) => exchange === 'X16');
      expect(channel.checks.masking).toBe(carriesStatus);
    }
  });

  it('reaches all eleven networks with releases and with feeds', () => {
    for (const id of ['X27', 'X28'] as const) {
      const reached = new Set(exchangeFacts[id].routes.map(({ to }) => to.split(' ')[0]));
      expect(reached.size, id).toBe(11);
    }
  });
});

describe('binding routes to channels', () => {
  it('names the exchange and the hop that no channel carries', () => {
    const { 'police-to-prison': _removed, ...rest } = channels;
    expect(() => bindExchanges(rest)).toThrow('exchanges.X07: no channel carries it from police-net to prison-net.');
  });

  it('takes the channel that carries the exchange where two join the same networks', () => {
    const bound = bindExchanges(channels);
    const toInternet = (id: string) =>
      bound[id]!.routes.filter(
        ({ from, to }) => from.network === 'gov-extranet-public' && to.network === 'internet-zone',
      );
    expect(new Set(toInternet('X34').flatMap(({ via }) => via))).toEqual(new Set(['extranet-to-internet']));
    expect(new Set(toInternet('X16').flatMap(({ via }) => via))).toEqual(new Set(['internet-to-extranet']));
  });

  it('never runs a route against a one-way channel', () => {
    for (const { routes } of Object.values(bindExchanges(channels))) {
      for (const route of routes) {
        let network: string = route.from.network;
        for (const id of route.via) {
          const { from, to, direction } = channels[id];
          const isForward = from.network === network;
          expect(isForward || (direction === 'both' && to.network === network)).toBe(true);
          network = isForward ? to.network : from.network;
        }
        expect(network).toBe(route.to.network);
      }
    }
  });
});
