import type { Aspect, Aspects } from './aspects.ts';
import { type Fields, fields, list, valued } from './fields.ts';

/** Volumes that show a pod nothing but its own: scratch space, its configuration, facts about itself, a claim of its own. */
const plain = new Set(['emptyDir', 'configMap', 'downwardAPI', 'ephemeral']);

/** What the volumes of a pod let it read and write. */
export function volumeAspects(volumes: readonly Fields[]): Aspects {
  return { powers: volumes.flatMap(powersOf), bearings: volumes.map((one) => valued('configuration', 'volume', one)) };
}

function powersOf(volume: Fields): Aspect[] {
  return Object.entries(volume).flatMap(([type, source]): Aspect[] => {
    if (type === 'name' || plain.has(type)) return [];
    switch (type) {
      case 'secret':
        return [valued('credential', 'reads secret', fields(source).secretName)];
      case 'projected':
        return list(fields(source).sources).flatMap((one) => projected(fields(one)));
      case 'persistentVolumeClaim':
        return [valued('data', 'mounts claim', fields(source).claimName)];
      case 'hostPath':
        return [valued('security-context', 'hostPath', fields(source).path)];
      default:
        return [valued('security-context', `volume of type ${type}`, source)];
    }
  });
}

function projected(source: Fields): Aspect[] {
  return Object.entries(source).flatMap(([type, inner]): Aspect[] => {
    switch (type) {
      case 'configMap':
      case 'downwardAPI':
      case 'clusterTrustBundle':
        return [];
      case 'secret':
        return [valued('credential', 'reads secret', fields(inner).name)];
      case 'serviceAccountToken':
        return [valued('credential', 'mounts a token for', fields(inner).audience ?? 'the API server')];
      default:
        return [valued('credential', `projected ${type}`, inner)];
    }
  });
}
