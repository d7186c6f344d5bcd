import { duties } from '../../stacks/catalogue/duties/index.ts';
import minimal from '../../stacks/sites/minimal.ts';

/** The smallest site with one daily duty that acts, never done since it was declared. */
export default { ...minimal, id: 'duty-site', duties: { 'RB-D09': duties['RB-D09'] } };
