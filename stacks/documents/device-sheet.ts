import type { DeviceKind, ExchangeChannel } from '../model/exchange.ts';
import { channelNamespace } from '../model/names.ts';
import type { Site } from '../model/site.ts';
import { devicePort } from '../platform.ts';

const deviceNames: Readonly<Record<DeviceKind, string>> = {
  fw: '防火墙 firewall',
  'fw+waf': '防火墙+WAF firewall with WAF',
  'fw+apigw': '防火墙+API 网关 firewall with API gateway',
  gap: '网闸 isolation and exchange device',
  'diode-in': '单向光闸(导入) one-way import diode',
  'diode-out': '单向光闸(导出) one-way export diode',
  'video-gap': '视频网闸 video gap',
  vpn: '国密 VPN 网关 SM VPN gateway',
  media: '受控移动介质 controlled media',
};

/**
 * The change sheet of a boundary device: what a person enters at the vendor's console, since devices have no API, and
 * signs. Markdown, Chinese first; two columns of signatures (operation and review).
 */
export function deviceSheet(site: Site, id: string): string {
  const channel = site.channels[id]!;
  const rows = [
    ['通道 channel', `${channel.name.zh} / ${channel.name.en} (\`${id}\`)`],
    ['设备类型 device', deviceNames[channel.device]],
    ['产品证书编号 product certificate', channel.productCertificate],
    ['方向 direction', directionText(channel)],
    [`${channel.from.network} 侧设备地址 device address`, channel.from.deviceAddress],
    [`${channel.to.network} 侧设备地址 device address`, channel.to.deviceAddress],
    ['服务端口 port', `TCP ${channel.port}`],
    ['发起方 opens the session', sender(site, channel)],
    ['接收方 receives', receiver(channel, id)],
    ['最高数据类别 highest data class', channel.maxDataClass],
    ['内容检查 checks', checks(channel)],
    ['申请岗位 requested by', channel.requestedBy],
    ['批准岗位 approved by', channel.approvedBy],
    ['有效期至 expires', channel.expires],
    ['回执通道 return channel', channel.returnChannel ?? '无 none'],
  ];
  return [
    `# 边界设备变更单 Device change sheet: ${id}`,
    '',
    `城市 site: ${site.name.zh} (${site.id})`,
    '',
    '| 项目 item | 内容 value |',
    '| --- | --- |',
    ...rows.map(([item, value]) => `| ${item} | ${value} |`),
    '',
    '## 允许的载荷 Permitted payloads',
    '',
    '| 交换 exchange | 结构 schemas | 类别 class | 方式 style |',
    '| --- | --- | --- | --- |',
    ...channel.payloads.map(
      ({ exchange, schemas, dataClass, style }) =>
        `| ${exchange} | ${schemas.join('<br>')} | ${dataClass} | ${style} |`,
    ),
    '',
    '未列出的一律拒绝。What is not listed is refused.',
    '',
    '## 签字 Signatures',
    '',
    '| 操作人 operated by | 复核人 reviewed by | 日期 date | 配置导出摘要 (SM3) digest of the exported configuration |',
    '| --- | --- | --- | --- |',
    '| | | | |',
    '',
  ].join('\n');
}

function directionText(channel: ExchangeChannel): string {
  const arrow = channel.direction === 'both' ? '⇄ 双向摆渡 both ways' : '→ 单向 one way';
  return `${channel.from.network} ${arrow} ${channel.to.network}`;
}

/** The source that the device sees: leaving a cluster, a pod's address becomes its node's. */
function sender(site: Site, channel: ExchangeChannel): string {
  const nodes = site.networks[channel.from.network]?.addresses.nodes ?? '';
  return `${channel.from.network}, ${nodes} → ${channel.from.deviceAddress}:${channel.port}`;
}

function receiver(channel: ExchangeChannel, id: string): string {
  return `${channel.to.network}, ${channelNamespace(id)}/device-entrance, ${channel.to.deviceAddress} → ${channel.port} (${devicePort.port})`;
}

function checks({ checks: steps }: ExchangeChannel): string {
  const names = {
    antivirus: '防病毒 antivirus',
    dlp: '防泄漏 DLP',
    signature: '签名 SM2/SM3',
    masking: '脱敏 masking',
  };
  const active = Object.entries(names).filter(([step]) => steps[step as keyof typeof steps]);
  return active.map(([, name]) => name).join(', ') || '无 none';
}
