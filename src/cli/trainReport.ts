import { Presets, SingleBar } from 'cli-progress';
import type { Project } from '../document/project';
import { describeFallback } from '../training/describeFallback';
import type { Metrics, RunEvent, RunOutcome } from '../training/runEvents';
import { printJsonLine, printLine } from './terminal';

/** How `netloom train` says how it goes. */
export interface TrainingReport {
  /** Prints what an event means. */
  tell(event: RunEvent): void;
  /** Says that Ctrl+C was heard. */
  stopping(): void;
  /** Prints the result of everything. */
  end(outcome: Extract<RunOutcome, { readonly type: 'end' }>): void;
}

/** A report as JSON lines for programs, or as text and a progress bar for people. */
export function trainingReport(project: Project, isJson: boolean): TrainingReport {
  return isJson ? jsonReport(project) : textReport(project);
}

function jsonReport(project: Project): TrainingReport {
  const isSeveral = project.phases.length > 1;
  return {
    tell(event) {
      if (event.type === 'fallback') {
        const { from, to, reason, place } = event;
        printJsonLine({ event: 'fallback', from, to, reason, place });
      }
      if (event.type !== 'epoch') return;
      const { epoch, metrics, phase: index } = event;
      const phase = isSeveral ? { phase: project.phases[index]?.name } : {};
      printJsonLine({ event: 'epoch', ...phase, epoch, metrics });
    },
    stopping: () => {},
    end({ metrics, seconds, backend }) {
      printJsonLine({ event: 'end', metrics, seconds, backend });
    },
  };
}

function textReport(project: Project): TrainingReport {
  const bar = process.stdout.isTTY ? progressBar() : null;
  let isBarShown = false;
  const hideBar = (): void => {
    if (isBarShown) bar?.stop();
    isBarShown = false;
  };
  return {
    tell(event) {
      switch (event.type) {
        case 'started': {
          const { name } = project.phases[event.phase] ?? {};
          const counts =
            event.trainCount === 0
              ? []
              : [
                  `${count(event.trainCount)} examples to learn from`,
                  `${count(event.validationCount)} to validate`,
                  `${count(event.testCount)} to test`,
                ];
          const told = [`${count(event.parameters)} parameters`, ...counts];
          const threads = event.threads > 1 ? ` on ${event.threads} threads` : '';
          printLine(`${name}: ${told.join(', ')}, backend ${event.backend}${threads}`);
          break;
        }
        case 'step': {
          const { epoch, epochs, step, stepsPerEpoch, secondsLeft } = event.progress;
          const shown = {
            epoch,
            epochs,
            measured: metricsText(event.metrics),
            left: secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`,
          };
          if (isBarShown) bar?.update(step, shown);
          else bar?.start(stepsPerEpoch, step, shown);
          isBarShown = true;
          break;
        }
        case 'epoch': {
          hideBar();
          const { epochs } = event.progress;
          printLine(`Epoch ${event.epoch}/${epochs}  ${metricsText(event.metrics)}`);
          break;
        }
        case 'fallback':
          hideBar();
          printLine(describeFallback(event));
          break;
        case 'failed':
          hideBar();
          break;
        default:
          break;
      }
    },
    stopping() {
      hideBar();
      printLine('Stopping after this step…');
    },
    end({ metrics, seconds, backend, stopped }) {
      hideBar();
      const tests = Object.fromEntries(
        Object.entries(metrics).filter(([name]) => name.startsWith('test')),
      );
      if (Object.keys(tests).length > 0) printLine(metricsText(tests));
      printLine(`${stopped ? 'Stopped' : 'Done'} after ${duration(seconds)} on ${backend}.`);
    },
  };
}

function progressBar(): SingleBar {
  return new SingleBar(
    {
      format: 'Epoch {epoch}/{epochs} {bar} {value}/{total}  {measured}{left}',
      stream: process.stdout,
      clearOnComplete: true,
      hideCursor: true,
      barsize: 30,
    },
    Presets.shades_classic,
  );
}

/** `testAccuracy` becomes `test accuracy 98.5 %`. */
function metricsText(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => {
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      const isShare = /accuracy$/i.test(name);
      return `${words} ${isShare ? `${(100 * value).toFixed(2)} %` : number(value)}`;
    })
    .join('  ');
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds < 10 ? seconds.toFixed(1) : whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
