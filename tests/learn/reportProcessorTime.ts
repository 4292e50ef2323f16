/** Loaded before a command (`--import`): at its end says on standard error how long a core was busy. */
import { processorTime } from './processorTime';

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(`${processorTime}${(user + system) / 1e6}\n`);
});
