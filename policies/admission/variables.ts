/** A variable of a ValidatingAdmissionPolicy; later ones may use earlier ones. */
export interface PolicyVariable {
  readonly name: string;
  readonly expression: string;
}

/** Where the template stands, by the request's resource; a subresource of pods carries the Pod. */
const template =
  'request.resource.resource == "cronjobs" ? whole.spec.jobTemplate.spec.template : whole.spec.template'.replaceAll(
    'whole',
    'dyn(object)',
  );

const mapOf = (holder: string, field: string) => `has(${holder}.${field}) ? ${holder}.${field} : {}`;
const listOf = (holder: string, field: string) => `(has(${holder}.${field}) ? ${holder}.${field} : [])`;

/**
 * Definitions of the rule variables for the API server. `dyn` keeps the type checker from checking each expression
 * against each of the kinds that a policy matches.
 */
const definitions: readonly PolicyVariable[] = [
  { name: 'labels', expression: mapOf('dyn(object).metadata', 'labels') },
  { name: 'annotations', expression: mapOf('dyn(object).metadata', 'annotations') },
  { name: 'template', expression: `request.resource.resource == "pods" ? dyn(object) : (${template})` },
  { name: 'podSpec', expression: 'variables.template.spec' },
  { name: 'podMetadata', expression: 'has(variables.template.metadata) ? variables.template.metadata : {}' },
  { name: 'podLabels', expression: mapOf('variables.podMetadata', 'labels') },
  { name: 'podAnnotations', expression: mapOf('variables.podMetadata', 'annotations') },
  {
    name: 'startingContainers',
    expression: `${listOf('variables.podSpec', 'containers')} + ${listOf('variables.podSpec', 'initContainers')}`,
  },
  {
    name: 'allContainers',
    expression: `variables.startingContainers + ${listOf('variables.podSpec', 'ephemeralContainers')}`,
  },
  { name: 'allVolumes', expression: listOf('variables.podSpec', 'volumes') },
  {
    name: 'allSecurityContexts',
    expression:
      '([variables.podSpec] + variables.allContainers).filter(holder, has(holder.securityContext)).map(holder, holder.securityContext)',
  },
  {
    name: 'namespaceLabels',
    expression:
      'dyn(namespaceObject) != null && has(namespaceObject.metadata.labels) ? namespaceObject.metadata.labels : {}',
  },
];

/** The definitions that some expressions need, in order, with those that these need. */
export function variablesFor(expressions: readonly string[]): readonly PolicyVariable[] {
  const wanted = new Set<string>();
  const collect = (text: string) => {
    for (const [, name] of text.matchAll(/\bvariables\.(\w+)/g)) {
      if (wanted.has(name!)) continue;
      wanted.add(name!);
      const definition = definitions.find((one) => one.name === name);
      if (definition) collect(definition.expression);
    }
  };
  for (const expression of expressions) collect(expression);
  return definitions.filter(({ name }) => wanted.has(name));
}
