import { failure, success } from '../../base/result';
import type { Phase, Project } from '../project';
import type { Edit } from './edit';

/** Renames the project. */
export function renameProject(name: string): Edit {
  return {
    label: 'Rename the project',
    apply: (project) =>
      name.trim() === ''
        ? failure('A project needs a name.')
        : success(project.name === name ? project : { ...project, name }),
    mergeKey: 'project:name',
  };
}

/** Replaces the notes of the project. */
export function setProjectNotes(notes: string): Edit {
  return {
    label: 'Edit the notes',
    apply: (project) => success(project.notes === notes ? project : { ...project, notes }),
    mergeKey: 'project:notes',
  };
}

/** Puts a phase at a place in the order, replacing the one there; one past the end appends. */
export function setPhase(index: number, phase: Phase): Edit {
  return {
    label: `Change the phase ${phase.name}`,
    apply(project: Project) {
      if (index < 0 || index > project.phases.length) return noPhase(index);
      const phases = [...project.phases];
      phases[index] = phase;
      return success({ ...project, phases });
    },
    mergeKey: `phase:${index}`,
  };
}

/** Takes a phase out; its training step stays. */
export function removePhase(index: number): Edit {
  return {
    label: 'Delete a phase',
    apply(project) {
      if (!project.phases[index]) return noPhase(index);
      return success({ ...project, phases: project.phases.filter((_, at) => at !== index) });
    },
  };
}

/** Moves a phase to another place in the order. */
export function movePhase(from: number, to: number): Edit {
  return {
    label: 'Change the order of the phases',
    apply(project) {
      const phase = project.phases[from];
      if (!phase) return noPhase(from);
      const phases = project.phases.filter((_, at) => at !== from);
      phases.splice(to, 0, phase);
      return success({ ...project, phases });
    },
  };
}

function noPhase(index: number) {
  return failure(`There is no phase number ${index + 1}.`);
}
