import { soundPlace } from './register-facts.ts';
import { registerRule } from './register-rule.ts';

/** Wireless terminals reach a network through a VPN with SM algorithms only. Evidence for mlps3:8.1.3.1 d). */
export const wirelessEntersByVpn = registerRule({
  id: 'wireless-enters-by-vpn',
  title: { en: 'Wireless terminals enter through an SM VPN', zh: '无线终端仅经国密 VPN 接入' },
  reason: { en: 'Whoever is near enough hears a radio link.', zh: '无线链路可被就近侦听与接入。' },
  severity: 'high',
  controls: ['mlps3:8.1.3.1 d)'],
  remedy: {
    en: 'Declare entersBy: vpn-sm for the peer, or make it wired.',
    zh: '为该对端声明 entersBy: vpn-sm，或改为有线接入。',
  },
  judge({ networks }) {
    const peers = networks.flatMap(({ path, peers: all }) =>
      all.map((peer) => ({ ...peer, path: `${path}.peers.${peer.id}` })),
    );
    const faults = peers
      .filter(({ medium, entersBy }) => medium === 'wireless' && entersBy !== 'vpn-sm')
      .map(({ path, id }) => ({
        path: `${path}.entersBy`,
        message: `"${id}" is wireless and does not enter through an SM VPN`,
      }));
    return { judged: peers.length, faults };
  },
  examples: {
    compliant: [
      {},
      { networks: [{ ...soundPlace, peers: [{ ...soundPlace.peers[0]!, medium: 'wireless', entersBy: 'vpn-sm' }] }] },
    ],
    violating: [{ networks: [{ ...soundPlace, peers: [{ ...soundPlace.peers[0]!, medium: 'wireless' }] }] }],
  },
});
