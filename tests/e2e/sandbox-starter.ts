// Starts one network in the given directory; the tests kill it on the way.
import { startSandbox } from '../../scripts/sandbox/start.ts';

const [directory = '', network = ''] = process.argv.slice(2);
await startSandbox({
  site: 'test',
  networks: [network],
  directory,
  onProgress: (progress) => {
    if (progress.stage === 'network') console.log(progress.step);
  },
});
