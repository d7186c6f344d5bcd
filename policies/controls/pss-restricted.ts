import type { Control } from './control.ts';

/** Pod Security Standards, restricted. */
export const pssRestricted: readonly Control[] = [
  {
    clause: 'volume-types',
    title: { zh: '受限级', en: 'volume types' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
  {
    clause: 'privilege-escalation',
    title: { zh: '受限级', en: 'privilege escalation' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
  {
    clause: 'running-as-non-root',
    title: { zh: '受限级', en: 'running as non-root' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
  {
    clause: 'running-as-non-root-user',
    title: { zh: '受限级', en: 'running as non-root user' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
  {
    clause: 'seccomp',
    title: { zh: '受限级', en: 'seccomp' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
  {
    clause: 'capabilities',
    title: { zh: '受限级', en: 'capabilities' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
  {
    clause: 'proc-mount-type',
    title: { zh: '受限级', en: '/proc mount type' },
    shownBy: 'pods',
    how: ['S', 'A'],
    certainty: 'V',
    duties: [],
  },
];
