/** Where and with what images are made. */
export interface Workshop {
  /** What is kept between runs and after the engine's images are deleted. */
  readonly cache: string;
  /** The Docker command and the environment that leads it to the lab's engine. */
  readonly docker: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
  /** Waits for a part of the lab that is being made meanwhile. */
  readonly whenUp: (part: string) => Promise<void>;
}
