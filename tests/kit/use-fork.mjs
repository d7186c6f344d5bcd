// Resolves `cdktf` to its community fork for one process, as an npm override would for an installation.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    return nextResolve(specifier.replace(/^cdktf(?=$|\/)/, 'cdktn'), context);
  },
});
