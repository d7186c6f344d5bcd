import { soundApproval } from './register-facts.ts';
import { type RegisterFault, registerRule } from './register-rule.ts';

/** Whoever asks for a channel does not approve it, and the approval ends. Evidence for mlps3:8.1.7.3 b), mlps3:8.1.10.6 j). */
export const channelsAreApprovedByAnother = registerRule({
  id: 'channels-are-approved-by-another',
  title: { en: 'Channels are approved by another post, for a time', zh: '通道由申请方之外的岗位审批，且有期限' },
  reason: { en: 'Who approves the own request has asked nobody.', zh: '自己审批自己的申请，等于未经审批。' },
  severity: 'high',
  controls: ['mlps3:8.1.7.3 b)', 'mlps3:8.1.10.6 j)'],
  remedy: { en: 'Have another post approve it, with an end.', zh: '由另一岗位审批并载明有效期。' },
  judge({ channels, declaredOn }) {
    const faults = channels.flatMap(({ path, requestedBy, approvedBy, expires }): RegisterFault[] => [
      ...(requestedBy !== '' && approvedBy !== '' && requestedBy !== approvedBy
        ? []
        : [{ path: `${path}.approvedBy`, message: 'nobody else has approved it' }]),
      ...(/^\d{4}-\d{2}-\d{2}$/.test(expires) && expires >= declaredOn
        ? []
        : [{ path: `${path}.expires`, message: 'its approval has no end, or has ended' }]),
    ]);
    return { judged: channels.length, faults };
  },
  examples: {
    compliant: [{}],
    violating: [
      { approvedBy: 'court-requester' },
      { approvedBy: '' },
      { requestedBy: '' },
      { expires: '2026-10-31' },
      { expires: 'never' },
    ].map((change) => ({
      channels: [{ ...soundApproval, ...change }],
    })),
  },
});
