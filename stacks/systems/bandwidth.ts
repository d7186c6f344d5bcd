/**
 * Bounds of one pod at a border, for the network plugin's bandwidth extension (GB/T 22239 8.1.2.1 b): several together stay
 * below a gigabit link.
 */
export const bandwidthAnnotations: Readonly<Record<string, string>> = {
  'kubernetes.io/ingress-bandwidth': '200M',
  'kubernetes.io/egress-bandwidth': '200M',
};
