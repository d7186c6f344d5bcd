import { describe, expect, it } from 'vitest';
import { checkFlows } from '../../../../stacks/sites/flows/checks.ts';
import { commonFlows } from '../../../../stacks/sites/flows/common.ts';
import { entranceFlows } from '../../../../stacks/sites/flows/entrances.ts';
import { tierFlows } from '../../../../stacks/sites/flows/tiers.ts';

const shown = (flows: readonly { network: string; from: string; to: string; port: number; protocol?: string }[]) =>
  flows
    .map(({ network, from, to, port, protocol }) => `${network}: ${from} → ${to} ${protocol ?? 'TCP'}/${port}`)
    .sort();

describe('flows between the tiers of a system', () => {
  it('go from the entrance inwards and never back', () => {
    const flows = tierFlows({
      court: {
        placements: {
          a: {
            components: {
              gateway: { kind: 'gateway' },
              web: { kind: 'web' },
              api: { kind: 'api' },
              database: { kind: 'database' },
            },
          },
        },
      },
    });
    expect(shown(flows)).toEqual([
      'a: court/api → court/database TCP/5432',
      'a: court/gateway → court/api TCP/8443',
      'a: court/gateway → court/web TCP/8443',
      'a: court/web → court/api TCP/8443',
    ]);
  });

  it('stay inside one network', () => {
    const flows = tierFlows({
      court: {
        placements: {
          a: { components: { api: { kind: 'api' } } },
          b: { components: { database: { kind: 'database' } } },
        },
      },
    });
    expect(flows).toEqual([]);
  });

  it('let a web tier without an interface read its analysis store', () => {
    const flows = tierFlows({
      models: { placements: { a: { components: { web: { kind: 'web' }, olap: { kind: 'olap' } } } } },
    });
    expect(shown(flows)).toEqual(['a: models/web → models/olap TCP/9440']);
  });
});

describe('flows from outside', () => {
  it('open declared entrances on every port they serve, and nothing behind them', () => {
    const components = { gateway: { kind: 'gateway' }, media: { kind: 'media' }, api: { kind: 'api' } } as const;
    const flows = entranceFlows({
      court: { placements: { a: { components, entrance: 'public' }, b: { components } } },
    });
    expect(shown(flows)).toEqual([
      'a: peer:public → court/gateway TCP/8443',
      'a: peer:public → court/media TCP/8443',
      'a: peer:public → court/media UDP/3478',
    ]);
  });
});

describe('flows to common services', () => {
  const systems = {
    'gov-network': { placements: { a: { components: { 'time-server': { kind: 'time-server' } } } } },
    'security-assurance': {
      placements: { a: { components: { 'log-store': { kind: 'log-store' } } }, b: { components: {} } },
    },
    court: { placements: { a: { components: { api: { kind: 'api' } } }, b: { components: { api: { kind: 'api' } } } } },
  } as const;

  it('end in the network they start in', () => {
    expect(shown(commonFlows(systems))).toEqual([
      'a: court/api → security-assurance/log-store TCP/6514',
      'a: gov-network/time-server → peer:time-source UDP/123',
      'a: gov-network/time-server → security-assurance/log-store TCP/6514',
      'a: security-assurance/log-store → gov-network/time-server UDP/11123',
    ]);
  });

  it('name their exchange only where the site declares it', () => {
    expect(commonFlows(systems).filter(({ exchange }) => exchange)).toEqual([]);
    expect(commonFlows(systems, ['X26']).filter(({ exchange }) => exchange)).toHaveLength(2);
  });
});

describe('flows of content checks', () => {
  const channel = (antivirus: boolean, signature: boolean) => ({
    from: { network: 'a' },
    to: { network: 'b' },
    checks: { antivirus, dlp: false, signature, masking: false },
  });

  it('reach the checks that the channel declares, on both sides', () => {
    expect(shown(checkFlows({ first: channel(true, false), second: channel(false, true) }))).toEqual([
      'a: channel:first → secure-data-exchange/scanner TCP/8443',
      'a: channel:second → secure-data-exchange/signer TCP/8443',
      'b: channel:first → secure-data-exchange/scanner TCP/8443',
      'b: channel:second → secure-data-exchange/signer TCP/8443',
    ]);
  });
});
