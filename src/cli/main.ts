import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageManifest from '../../package.json';
import { type ExitCode, exitCodes } from './exitCodes';
import { exportTargets } from './exportTargets';
import { endOnClosedPipe, printError } from './terminal';

/** Runs the command line and gives the exit code; each command's code is loaded when it runs. */
async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const run =
    <Given extends readonly unknown[]>(command: (...given: Given) => Promise<ExitCode>) =>
    async (...given: Given): Promise<void> => {
      exitCode = await command(...given);
    };
  const program = new Command('netloom')
    .description('Check, sum up, train and export neural networks drawn in Netloom.')
    .version(packageManifest.version)
    .exitOverride();

  program
    .command('check')
    .description('list every problem of a project')
    .argument('<file>', 'a .netloom file')
    .option('--json', 'print one JSON document')
    .action(
      run(async (file, options) => (await import('./checkCommand')).checkCommand(file, options)),
    );

  program
    .command('summary')
    .description('shapes, parameters, MACs and memory of a network or a training step')
    .argument('<file>', 'a .netloom file')
    .option('--graph <name>', 'which network or step; by default the network trained first')
    .option('--batch <n>', 'examples in a training batch', wholeNumber(1, 1_000_000))
    .option('--optimizer <name>', 'whose memory is counted; by default the project’s')
    .option(
      '--argument <name=value>',
      'set an argument of the network; can be given again',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--depth <n>', 'open blocks so deep; by default all', wholeNumber(0, 100))
    .option('--json', 'print one JSON document')
    .action(
      run(async (file, options) =>
        (await import('./summaryCommand')).summaryCommand(file, options),
      ),
    );

  program
    .command('train')
    .description('train a project and print how it goes')
    .argument('<file>', 'a .netloom file')
    .option('--epochs <n>', 'passes over the training examples', wholeNumber(1, 1_000_000))
    .option('--limit <n>', 'use only the first examples', wholeNumber(1, 2 ** 31))
    .option('--seed <n>', 'decides every random number', wholeNumber(0, 2 ** 32 - 1))
    .option('--backend <name>', 'where it runs: webgpu, wasm or cpu; by default the best there is')
    .option('--threads <n>', 'processor threads of wasm; by default all', wholeNumber(1, 64))
    .option('--save <file>', 'write the weights as safetensors')
    .option('--checkpoint <file>', 'keep where the run stands in this file, again and again')
    .option('--checkpoint-seconds <n>', 'seconds between two checkpoints', wholeNumber(0, 1e6))
    .option('--resume <file>', 'go on from a checkpoint')
    .option('--metrics <file>', 'write what every epoch measured as CSV')
    .option('--tensorboard <folder>', 'write the same as a TensorBoard event file')
    .option('--json', 'print one JSON document a line')
    .action(
      run(async (file, options) => (await import('./trainCommand')).trainCommand(file, options)),
    );

  program
    .command('export')
    .description('write a network as a project of its own')
    .argument('<file>', 'a .netloom file')
    .addOption(
      new Option('--target <name>', 'what to write').choices(exportTargets).makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'where to; made if it is not there')
    .option('--graph <name>', 'which network; by default the one that is trained')
    .option('--force', 'replace files in a folder that is not empty')
    .action(
      run(async (file, options) => (await import('./exportCommand')).exportCommand(file, options)),
    );

  program
    .command('new')
    .description('write a new project')
    .argument('<name>', 'the file, with or without .netloom')
    .option('--template <name>', 'start from a template')
    .action(run(async (name, options) => (await import('./newCommand')).newCommand(name, options)));

  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.wrongUsage;
  }
}

/** Reads an option that is a whole number; commander reports what it throws. */
function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

endOnClosedPipe();
try {
  process.exitCode = await runCommandLine(process.argv.slice(2));
} catch (error) {
  // A bug; even then no stack trace reaches people who can do nothing with it.
  const reason = error instanceof Error ? error.message : String(error);
  printError(`netloom: this should not have happened, please report it: ${reason}`);
  process.exitCode = exitCodes.projectErrors;
}
