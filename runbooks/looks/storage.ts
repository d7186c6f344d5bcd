import type { InspectionContext, Observed } from '../kit/inspection.ts';
import { listed, nameOf } from './sources.ts';

/** Storage: every claim bound, no volume failed. */
export async function storageLook(context: InspectionContext<unknown>): Promise<Observed> {
  const claims = await listed(context, '/api/v1/persistentvolumeclaims');
  const volumes = await listed(context, '/api/v1/persistentvolumes');
  const unbound = claims.filter(({ status }) => status?.phase !== 'Bound');
  const failed = volumes.filter(({ status }) => status?.phase === 'Failed');
  return {
    findings: [...unbound, ...failed].map((object) => ({
      subject: nameOf(object),
      fault: { zh: `存储状态 ${String(object.status?.phase)}`, en: `its storage is ${String(object.status?.phase)}` },
      remedy: { zh: '查看存储类与供给组件。', en: 'Look at the storage class and what provides for it.' },
    })),
    tables: [
      {
        title: { zh: '存储', en: 'Storage' },
        columns: [
          { zh: '项', en: 'item' },
          { zh: '总数', en: 'all' },
          { zh: '异常', en: 'at fault' },
        ],
        rows: [
          ['PersistentVolumeClaim', String(claims.length), String(unbound.length)],
          ['PersistentVolume', String(volumes.length), String(failed.length)],
        ],
      },
    ],
    facts: { claims: String(claims.length), 'claims not bound': String(unbound.length) },
  };
}
