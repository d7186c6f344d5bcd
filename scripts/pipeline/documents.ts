import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deviceSheet } from '../../stacks/documents/device-sheet.ts';
import { neighbourFiles } from '../../stacks/documents/neighbour.ts';
import type { Site } from '../../stacks/model/site.ts';
import { collectorYaml } from '../../stacks/observability/collector/collector-objects.ts';
import { auditAgent } from '../../stacks/observability/collector/network-collector.ts';
import { replaceFolder } from './workspace.ts';

/**
 * A network's documents by their path: `device-sheets/<channel>.md`, `neighbours/<network>.json`, and what the hosts of
 * its control planes send their audit logs by, `audit-agent.yaml`.
 */
export function documentsOf(site: Site, network: string): Map<string, string> {
  const channels = Object.entries(site.channels).filter(([, { from, to }]) =>
    [from.network, to.network].includes(network),
  );
  const context = { site, networkId: network, network: site.networks[network]! };
  return new Map([
    ['audit-agent.yaml', collectorYaml(auditAgent(context))] as const,
    ...channels.map(([id]) => [`device-sheets/${id}.md`, deviceSheet(site, id)] as const),
    ...neighbourFiles(site, network).map(
      (file) => [`neighbours/${file.neighbour}.json`, `${JSON.stringify(file, null, 2)}\n`] as const,
    ),
  ]);
}

/**
 * Writes each network's documents, a folder a network; every channel's sheet is on both of its sides.
 * @returns how many files were written
 */
export function writeDocuments(site: Site, folder: string): Promise<number> {
  return replaceFolder(folder, async (fresh) => {
    let written = 0;
    for (const network of Object.keys(site.networks)) {
      const files = [...documentsOf(site, network)].map(([path, text]) => [join(fresh, network, path), text] as const);
      const folders = new Set(files.map(([path]) => dirname(path)));
      await Promise.all([...folders].map((one) => mkdir(one, { recursive: true })));
      await Promise.all(files.map(([path, text]) => writeFile(path, text)));
      written += files.length;
    }
    return written;
  });
}
