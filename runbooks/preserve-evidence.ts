import { getObject } from './kit/cluster/read.ts';
import { parameter } from './kit/parameters.ts';
import { defineRunbook } from './kit/runbook.ts';
import { digestOf } from './kit/signing/digest.ts';
import { collect, preservedArchive, sealedManifest } from './steps/evidence/archive.ts';
import { collectionsOf } from './steps/evidence/collections.ts';

/** The archive is read once and kept whole; a longer window is a matter for the log store. */
const longestWindowDays = 31;

export const preserveEvidence = defineRunbook({
  id: 'preserve-evidence',
  title: { zh: '固定证据', en: 'Preserve evidence' },
  purpose: {
    zh: '处置之前先固定证据：读取命名空间（或其中一个工作负载）的全部对象、事件、容器日志与审计记录，逐份计算 SM3 与 SHA-256，封存于本次执行的文件夹。',
    en: 'Before anything is changed: objects, events, container logs and audit records of a namespace, or of one workload there, are read, digested with SM3 and SHA-256 and sealed in the folder of the run.',
  },
  alerts: [],
  duties: ['RB-I02'],
  roles: ['security-admin', 'audit-admin', 'on-call'],
  blastRadius: {
    zh: '只读：集群中没有任何改动。封存件含业务数据，权限 0600，不得外传；证据包内仅有脱敏视图。',
    en: 'Reads only: nothing of the cluster changes. The sealed archive holds data of the case systems, mode 0600, and stays where it is; evidence that is handed on holds the redacted view.',
  },
  escalation: {
    zh: '报安全管理员与审计管理员；涉嫌犯罪的，封存件由审计管理员移交公安机关，双人办理。',
    en: 'Tell the security and the audit administrator; where a crime is suspected, the audit administrator hands the sealed archive to the police, two persons present.',
  },
  class: 'additive',
  reversible: true,
  parameters: {
    namespace: parameter.label({ zh: '命名空间', en: 'namespace' }),
    workload: parameter.optional(
      parameter.name({
        zh: '工作负载名；缺省为整个命名空间',
        en: 'name of a workload; the whole namespace by default',
      }),
    ),
    since: parameter.moment({
      zh: '日志与审计记录的起始时间',
      en: 'moment from which logs and audit records are taken',
    }),
    reason: parameter.reason({ zh: '事由，含事件编号', en: 'reason, with the incident number' }),
  },
  steps: [
    {
      id: 'collect',
      title: { zh: '读取并封存', en: 'Read and seal' },
      precheck: async ({ parameters: { namespace, since }, read, now }) => {
        const hours = (now().getTime() - since.getTime()) / 3_600_000;
        return [
          {
            holds: (await getObject(read, { kind: 'Namespace', name: namespace })) !== undefined,
            statement: { zh: `命名空间 ${namespace} 存在`, en: `the namespace ${namespace} is there` },
          },
          {
            holds: hours >= 0 && hours <= 24 * longestWindowDays,
            statement: {
              zh: `起始时间在过去 ${longestWindowDays} 日之内`,
              en: `the window begins within the past ${longestWindowDays} days`,
            },
            seen: since.toISOString(),
          },
        ];
      },
      plan: async ({ parameters: { namespace }, read }) => {
        const collections = await collectionsOf(read, namespace);
        const core = `/api/v1/namespaces/${namespace}`;
        return [
          {
            id: 'collect',
            kind: 'collect',
            does: {
              zh: `读取 ${namespace} 的对象、事件、容器日志与审计记录并封存；Secret 仅取元数据摘要，不读内容`,
              en: `read the objects, events, container logs and audit records of ${namespace} and seal them; of Secrets only metadata, digested, never the content`,
            },
            reads: [
              `/api/v1/namespaces/${namespace}`,
              ...collections.map(({ path }) => path),
              `${core}/secrets (metadata)`,
              `${core}/pods/*/log`,
            ],
          },
        ];
      },
      act: async (context) => {
        const { archive, view, manifest } = await collect(context, context.parameters);
        context.seal(preservedArchive, archive, view);
        const { sm3, sha256 } = digestOf(archive);
        const { files, objects, absent } = manifest;
        return `${preservedArchive}: ${objects} objects in ${Object.keys(files).length} files, ${absent.length} absent; SM3 ${sm3}; SHA-256 ${sha256}`;
      },
      observe: async (context) => (sealedManifest(context) ? 'done' : 'not-done'),
      verify: async (context) => {
        const manifest = sealedManifest(context);
        const { objects = 0, files = {}, absent = [] } = manifest ?? {};
        // Here too: a run that was killed right after sealing has no account of its own, and the journal must bind the archive.
        const { sm3, sha256 } = digestOf(context.sealed?.(preservedArchive) ?? '');
        return [
          {
            holds: manifest !== undefined,
            statement: {
              zh: '封存件完整，逐份与 SM3、SHA-256 摘要一致',
              en: 'the sealed archive is whole: every file has its SM3 and SHA-256',
            },
            seen: `${objects} objects, ${Object.keys(files).length} files; SM3 ${sm3}; SHA-256 ${sha256}`,
          },
          {
            holds: true,
            statement: {
              zh: `未能取得 ${absent.length} 项，均已注明`,
              en: `${absent.length} could not be had, each with its reason`,
            },
            seen: absent
              .slice(0, 20)
              .map(({ subject, why }) => `${subject}: ${why}`)
              .join('; '),
          },
        ];
      },
      undo: 'nothing',
    },
  ],
});
