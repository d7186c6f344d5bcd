import type { Estate, EstateFinding } from '../../estate.ts';
import { asObject } from '../../reachability/shape.ts';
import { rule } from '../../rule.ts';
import { autoscaler, estates, namespaceOf, web } from './examples.ts';
import { placeOf, standingKinds, standingWorkloads } from './standing.ts';

/** An autoscaler has a target, room to double, and the replicas to itself. Evidence for mlps3:8.1.2.1 a). */
export const autoscalersOwnWhatTheyScale = rule({
  id: 'autoscalers-own-what-they-scale',
  title: {
    en: 'Autoscalers have a target, room for twice the load, and replicas to themselves',
    zh: '自动伸缩有目标、可翻倍，且独占副本数',
  },
  reason: {
    en: 'Where declaration and autoscaler both set replicas, each apply throws the load back.',
    zh: '若声明与自动伸缩都设置副本数，每次下发都会打回扩容。',
  },
  severity: 'medium',
  controls: ['mlps3:8.1.2.1 a)'],
  basis: 'object',
  remedy: {
    en: 'Leave replicas out of the workload, and set maxReplicas to at least twice minReplicas.',
    zh: '负载中不写 replicas，并使 maxReplicas 不小于 minReplicas 的两倍。',
  },
  reads: standingKinds,
  evaluate(whole: Estate) {
    const workloads = new Map(
      standingWorkloads(whole).map(({ source }) => [
        `${placeOf(source)}/${source.object.kind}/${source.object.metadata.name}`,
        source,
      ]),
    );
    const autoscalers = whole.ofKind('HorizontalPodAutoscaler');
    const findings = autoscalers.flatMap((one): EstateFinding[] => {
      const { scaleTargetRef, minReplicas = 1, maxReplicas } = asObject(one.object.spec);
      const { kind, name } = asObject(scaleTargetRef);
      const target = workloads.get(`${placeOf(one)}/${kind}/${name}`);
      if (!target) return [{ object: one, path: 'spec.scaleTargetRef', message: `there is no ${kind} "${name}" here` }];
      if (Number(maxReplicas) < 2 * Number(minReplicas)) {
        return [
          {
            object: one,
            path: 'spec.maxReplicas',
            value: maxReplicas,
            message: `${maxReplicas} is less than twice ${minReplicas}`,
          },
        ];
      }
      // A live workload shows what the autoscaler itself has set.
      const isLive = target.object.metadata.uid !== undefined;
      if (isLive || asObject(target.object.spec).replicas === undefined) return [];
      return [{ object: target, path: 'spec.replicas', message: 'replicas are set beside an autoscaler' }];
    });
    return { judged: Math.max(autoscalers.length, findings.length), findings };
  },
  examples: {
    compliant: estates(
      [namespaceOf(), web({ replicas: undefined }), autoscaler({})],
      [
        namespaceOf(),
        { ...web({ replicas: 5 }), metadata: { name: 'web', namespace: 'app', uid: '1' } },
        autoscaler({}),
      ],
    ),
    violating: estates(
      [namespaceOf(), web({ replicas: 2 }), autoscaler({})],
      [namespaceOf(), autoscaler({})],
      [namespaceOf(), web({ replicas: undefined }), autoscaler({ maxReplicas: 3 })],
    ),
  },
});
