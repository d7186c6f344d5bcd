import { bindExchanges } from '../catalogue/bind-routes.ts';
import { clocks } from '../catalogue/clocks/index.ts';
import { crossingFacts } from '../catalogue/crossings.ts';
import { duties } from '../catalogue/duties/index.ts';
import { fictionalDigests, imageRepositories } from '../catalogue/images.ts';
import { defineSite } from '../model/site.ts';
import { assets } from './binhe/assets/index.ts';
import { channels } from './binhe/channels/index.ts';
import { flows } from './binhe/flows.ts';
import { guardPeriods } from './binhe/guard-periods.ts';
import { classifiedNetworks, networks } from './binhe/networks.ts';
import { posts } from './binhe/posts.ts';
import { systems } from './binhe/systems.ts';

/** 滨河市: a fictional prefecture-level city with every system, exchange, clock and duty of the catalogue. */
export default defineSite({
  id: 'binhe',
  name: { zh: '滨河市', en: 'Binhe' },
  region: 'cn-binhe-1',
  networks,
  classifiedNetworks,
  crossings: crossingFacts.map(({ from, to, devices, note }) => ({ from, to, devices, ...(note && { note }) })),
  systems,
  flows,
  channels,
  exchanges: bindExchanges(channels),
  assets,
  clocks,
  duties,
  posts,
  guardPeriods,
  runbookPages: 'https://runbooks.{domain}/fadun',
  images: fictionalDigests(imageRepositories(systems)),
  declaredOn: '2026-11-22',
});
