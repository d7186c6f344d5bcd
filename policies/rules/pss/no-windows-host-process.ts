import { pod } from '../../examples.ts';
import { rule } from '../../rule.ts';
import { podTemplates } from '../../targets.ts';

const windows = { os: { name: 'windows' }, automountServiceAccountToken: false };
const hostProcess = { windowsOptions: { hostProcess: true } };

/** Pod Security Standards, baseline, "HostProcess". */
export const noWindowsHostProcess = rule({
  id: 'no-windows-host-process',
  title: { en: 'No Windows HostProcess containers', zh: '不使用 Windows HostProcess 容器' },
  reason: {
    en: 'A HostProcess container runs on the Windows node itself, with privileged access to it.',
    zh: 'HostProcess 容器直接运行在 Windows 节点上，拥有节点的特权访问。',
  },
  severity: 'critical',
  controls: ['pss-baseline:host-process', 'cis:5.2.11'],
  basis: 'object',
  targets: podTemplates,
  systemNamespaces: 'exempt',
  items: 'podSpec.allSecurityContexts',
  holds: '!has(item.windowsOptions) || !has(item.windowsOptions.hostProcess) || !item.windowsOptions.hostProcess',
  path: 'windowsOptions.hostProcess',
  message: 'a security context asks for a Windows HostProcess container',
  remedy: { en: 'Remove windowsOptions.hostProcess.', zh: '删除 windowsOptions.hostProcess。' },
  examples: {
    compliant: [pod(), pod({ securityContext: undefined }, { ...windows, securityContext: { windowsOptions: {} } })],
    violating: [
      pod({ securityContext: hostProcess }, { ...windows, hostNetwork: true }),
      pod({ securityContext: undefined }, { ...windows, hostNetwork: true, securityContext: hostProcess }),
    ],
  },
});
