/** Everything of a pod that names an image: containers of all sorts and image volumes (KEP-4639), as `items` of a rule. */
export const imageHolders = 'podSpec.allContainers + podSpec.allVolumes.filter(v, has(v.image))';

/** The reference of such an item; only a container has a pull policy beside its image. */
export const imageReference = '(has(item.imagePullPolicy) ? item.image : item.image.reference)';
