/** Codes of what engines cannot do, or did not. They never change meaning. */
export const codes = {
  "engine/none": "No container engine was found that answers.",
  "engine/not-there": "The engine that was asked for is not installed, or it does not answer.",
  "engine/builder-unknown": "No builder of buildx has the name that was asked for, or it is not running.",
  "engine/lacks-feature": "The Dockerfile or the call needs something that the engine cannot do.",
  "engine/cannot-run": "The engine builds images and runs no containers.",
  "engine/died": "The engine, or the connection to it, ended in the middle of its work.",
  "engine/no-space": "The disk of the engine, or of the place that the image is written to, is full.",
  "engine/unreachable": "A registry or another host that the build needs could not be reached.",
  "engine/refused": "The engine refused a call for the reason that the message quotes.",
  "engine/timeout": "The engine did not answer within the time it was given.",
  "engine/secret-unreadable": "A build secret is not there, is too large, or could not be read.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type EngineCode = keyof typeof codes;
