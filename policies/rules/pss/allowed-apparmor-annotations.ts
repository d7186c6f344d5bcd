import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const annotation = 'container.apparmor.security.beta.kubernetes.io/app';

/** Pod Security Standards, baseline, "AppArmor", the annotations that preceded the fields. */
export const allowedAppArmorAnnotations = rule({
  id: 'allowed-apparmor-annotations',
  title: { en: 'No annotation turns AppArmor off', zh: '不以注解关闭 AppArmor' },
  reason: {
    en: 'Older runtimes still read the annotations that preceded the fields.',
    zh: '较旧的运行时仍会读取早期注解。',
  },
  severity: 'high',
  controls: ['pss-baseline:apparmor'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podAnnotations.filter(k, k.startsWith("container.apparmor.security.beta.kubernetes.io/"))',
  holds: 'podAnnotations[item] in ["", "runtime/default"] || podAnnotations[item].startsWith("localhost/")',
  path: 'metadata.annotations',
  value: 'item + "=" + podAnnotations[item]',
  message: 'AppArmor annotation "{value}" is not allowed',
  remedy: {
    en: 'Remove the annotation; set securityContext.appArmorProfile.',
    zh: '删除该注解，改用 securityContext.appArmorProfile。',
  },
  examples: {
    compliant: [
      pod({}, {}, { annotations: { [annotation]: '' } }),
      pod(),
      pod({}, {}, { annotations: { [annotation]: 'runtime/default' } }),
      pod({}, {}, { annotations: { [annotation]: 'localhost/app', note: 'unconfined' } }),
    ],
    violating: [pod({}, {}, { annotations: { [annotation]: 'unconfined' } })],
  },
});
