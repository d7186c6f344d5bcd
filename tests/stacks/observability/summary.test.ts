import { describe, expect, it } from 'vitest';
import { exchangeFlows } from '../../../stacks/model/flows.ts';
import { metricsPort } from '../../../stacks/model/profiles.ts';
import { scrapeJobs } from '../../../stacks/observability/scrape/jobs.ts';
import {
  summaryExchange,
  summaryReceiver,
  summarySender,
  summarySeries,
} from '../../../stacks/observability/summary.ts';
import { networkPermissions } from '../../../stacks/permissions.ts';
import { platformWorkloads } from '../../../stacks/platform.ts';
import { referenceSite as site } from '../../kit/reference-rules.ts';

const ids = Object.keys(site.networks);
const contexts = Object.entries(site.networks).map(([networkId, network]) => ({ site, networkId, network }));
const { senders, component } = summaryReceiver(site, 'zhengfa-net')!;

describe('the summary of a network', () => {
  it('leaves every network but that in which all arrive, and the video network, from which only pictures go out', () => {
    expect([...senders, 'zhengfa-net', 'police-video-net'].sort()).toEqual([...ids].sort());
    for (const id of ids) expect(summarySender(site, id) !== undefined, id).toBe(senders.includes(id));
    expect(ids.filter((id) => summaryReceiver(site, id))).toEqual(['zhengfa-net']);
  });

  it('goes by declared channels in their direction, hop by hop, each of which lists it as a payload', () => {
    for (const { from, via, to } of site.exchanges[summaryExchange]!.routes) {
      let at = from.network;
      expect(via.length, from.network).toBeGreaterThan(0);
      for (const id of via) {
        const channel = site.channels[id]!;
        expect(channel.direction === 'both' || channel.from.network === at, `${id} from ${at}`).toBe(true);
        expect(channel.payloads.find(({ exchange }) => exchange === summaryExchange)).toMatchObject({
          schemas: ['fadun/network-summary@1'],
          style: 'file',
        });
        expect(channel.checks).toMatchObject({ signature: true, dlp: true, antivirus: true });
        at = channel.from.network === at ? channel.to.network : channel.from.network;
      }
      expect(at).toBe(to.network);
    }
  });

  it('is permitted from its maker to the front-end of the channel and, where it arrives, on to the security centre', () => {
    const flows = exchangeFlows(site).filter(({ exchange }) => exchange === summaryExchange);
    for (const { from, via } of site.exchanges[summaryExchange]!.routes) {
      expect(flows).toContainEqual(
        expect.objectContaining({ network: from.network, from: from.component, to: `channel:${via[0]}` }),
      );
    }
    const arriving = flows.filter(({ network, to }) => network === 'zhengfa-net' && to === component);
    expect(new Set(arriving.map(({ from }) => from))).toEqual(
      new Set(site.exchanges[summaryExchange]!.routes.map(({ via }) => `channel:${via.at(-1)}`)),
    );
  });

  it('is all that leaves: nothing of a network’s monitoring is permitted to reach a front-end or a device', () => {
    for (const context of contexts) {
      const out = networkPermissions(context).filter(
        ({ from, to, port }) =>
          from.kind === 'workload' &&
          from.workload.end.startsWith('platform:') &&
          // Front-ends are scraped as all others are; what they serve there goes into no channel.
          port !== metricsPort.port &&
          ((to.kind === 'workload' && to.workload.end.startsWith('channel:')) ||
            (to.kind === 'addresses' && to.name.startsWith('device of '))),
      );
      expect(out, context.networkId).toEqual([]);
      const asking = networkPermissions(context).filter(
        ({ from, to }) =>
          from.kind === 'workload' &&
          !from.workload.end.startsWith('platform:') &&
          to.kind === 'workload' &&
          to.workload.end === 'platform:prometheus',
      );
      const sender = summarySender(site, context.networkId);
      expect(
        asking.map(({ from, port }) => `${from.kind === 'workload' && from.workload.end} ${port}`),
        context.networkId,
      ).toEqual(sender ? [`${sender} ${platformWorkloads.prometheus.ports[0].port}`] : []);
    }
  });

  it('is read where it arrives, as the numbers of the network that it names, and of those that send one', () => {
    const jobs = contexts.map((context) => [context.networkId, scrapeJobs(context)] as const);
    const reading = jobs.filter(([, all]) => all.some(({ job_name }) => job_name === 'estate-summary'));
    expect(reading.map(([id]) => id)).toEqual(['zhengfa-net']);
    const job = reading[0]![1].find(({ job_name }) => job_name === 'estate-summary')!;
    expect(job.honor_labels).toBe(true);
    const [names, networks] = job.metric_relabel_configs;
    for (const { record } of summarySeries) expect(record).toMatch(new RegExp(`^(?:${names!.regex})$`));
    expect('fadun_objects').not.toMatch(new RegExp(`^(?:${names!.regex})$`));
    expect(networks!.regex!.split('|').sort()).toEqual([...senders].sort());
  });
});
