import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { emptyProject } from '../document/project';
import { readProject } from '../files/readProject';
import { writeProject } from '../files/writeProject';
import { type ExitCode, exitCodes } from './exitCodes';
import { fileProblem } from './openProject';
import { templates } from './templates';
import { printError, printLine } from './terminal';

/** `netloom new`: writes NAME.netloom, empty or from a template; an existing file is never replaced. */
export async function newCommand(
  name: string,
  options: { readonly template?: string },
): Promise<ExitCode> {
  const file = name.endsWith('.netloom') ? name : `${name}.netloom`;
  const title = path.basename(file, '.netloom');
  let project = emptyProject(title);
  if (options.template !== undefined) {
    const read = templates.get(options.template);
    if (!read) {
      const known = [...templates.keys()].join(', ');
      printError(`There is no template "${options.template}"; choose one of ${known}.`);
      return exitCodes.wrongUsage;
    }
    const template = readProject(await read());
    if (!template.ok) throw new Error(`Template ${options.template}: ${template.error}`);
    project = { ...template.value, name: title };
  }
  try {
    await writeFile(file, writeProject(project), { flag: 'wx' });
  } catch (error) {
    printError(`${file}: ${fileProblem(error)}`);
    return exitCodes.wrongUsage;
  }
  printLine(`Wrote ${file}.`);
  return exitCodes.fine;
}
