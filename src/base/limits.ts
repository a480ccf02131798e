/**
 * Bounds on what we read. Every loop over outside data stops at one of them and says so; each comment
 * says why the number is what it is.
 */
export const limits = {
  /** Bytes of one Dockerfile. The largest of 15,000 real ones has 96 kB; the builder itself takes 2 MiB. */
  dockerfileBytes: 2 * 1024 * 1024,
  /** Bytes of one physical Dockerfile line, newline included: BuildKit's own bound (bufio.MaxScanTokenSize). */
  dockerfileLineBytes: 65_536,
  /** Instructions of one Dockerfile. Of 4,322 real ones the longest has 97; each takes a kilobyte once it is read. */
  instructions: 50_000,
  /** Depth of ONBUILD inside ONBUILD: BuildKit refuses the second. */
  onbuildDepth: 64,
  /** Characters of one shell text that are parsed. Real RUNs stay under 100,000; the rest would take seconds. */
  shellCharacters: 256 * 1024,
  /** Heredocs in one shell text: the shell parser takes quadratic time over them. */
  shellHeredocs: 200,
  /** Depth of nested shell syntax, so that no input exhausts the stack. */
  shellDepth: 200,
  /** Problems told of one shell text: one missing quote makes a message for every word behind it. */
  shellProblems: 20,
  /** Depth of `sh -c` inside `sh -c`: each level is read again, and real ones stop at two. */
  shellTexts: 8,
  /** Characters a variable substitution may produce: chained doubling reaches any size otherwise. */
  substitutionCharacters: 1024 * 1024,
  /** Characters that all substitutions of one file may produce together: a few thousand in real files. */
  substitutionTotal: 16 * 1024 * 1024,
  /** Depth of `${a:-${b:-…}}`. */
  substitutionDepth: 200,
  /**
   * Comparisons that the patterns of one word (`${a#*b}`) may take: a tenth of a second. Real ones stay
   * under a thousand, while a long value against a long pattern takes the product of both.
   */
  substitutionComparisons: 10_000_000,
  /** Paths whose folders are kept cut apart; the paths of a thousand Dockerfiles. */
  knownPaths: 20_000,
  /** Copies of copies of a folder that are followed to where a file comes from. */
  fileSources: 40,
  /** Characters of a file that `echo` writes line by line which are remembered: real ones have some hundred. */
  writtenText: 64 * 1024,
  /** Base images kept decoded in a run: a company's repositories share some hundreds. */
  knownBases: 2_000,
  /** ONBUILD instructions of stages below that are evaluated in one file: stages times triggers multiply. */
  triggers: 10_000,
  /** Stages on stages that are followed down to an image, for each finding: real files stand three deep. */
  stageDepth: 1_000,
  /** Findings of one rule in one file: after as many nobody reads on, and a million of them fill the memory. */
  findings: 1_000,
  /** Comments of one file that ask for silence. Each is asked about every finding, and real files have a few. */
  suppressions: 2_000,
  /** Characters of one message: it may quote a word, and a word may fill the file or be made of variables. */
  messageCharacters: 1_000,
  /** Ports and volumes that an image declares, those of the stages below included: each step keeps the list. */
  declared: 1_000,
  /** Folders that were copied into one folder and are told apart: each step keeps the list, and real ones have a few. */
  folderSources: 100,
  /** Names that a misspelt one is compared with, the last ones first: real stages have a dozen. */
  nearNames: 60,
  /** Bytes of one ignore file. */
  ignoreFileBytes: 2 * 1024 * 1024,
  /** Bytes of one line of an ignore file, line feed included: BuildKit's own bound (bufio.MaxScanTokenSize). */
  ignoreFileLineBytes: 65_536,
  /** Patterns of one ignore file, of a builder's or of Git's: every path is compared with each. Real files have a few hundred. */
  ignorePatterns: 10_000,
  /** Steps of one ignore pattern as a regular expression: more than its line has bytes. The worst text takes steps times length. */
  ignorePatternSteps: 70_000,
  /** Depth of counts around counts in one ignore pattern: Go stops at 1,000, and so must our stack. */
  ignorePatternDepth: 1_000,
  /** Remembered states of one ignore pattern. Real patterns need under 50; each takes a few hundred bytes. */
  ignorePatternStates: 1_000,
  /** Paths listed in one build context. Larger trees are listed up to here, and the rest is said to be missing. */
  contextPaths: 2_000_000,
  /** Depth of folders that are walked: the kernel's own path bound is 4,096 bytes. */
  folderDepth: 200,
  /** Bytes of one compose, bake or workflow file. */
  pipelineFileBytes: 1024 * 1024,
  /** Images that one compose, bake or workflow file builds: the largest real ones have some hundreds. */
  pipelineEntries: 10_000,
  /** Compose, bake or workflow files of one folder: large organisations keep some hundreds of workflows. */
  pipelineFiles: 2_000,
  /** Depth of lists and objects in a bake file, so that no input exhausts the stack. */
  pipelineDepth: 100,
  /** Values looked at in one such file: more than 1 MiB can hold, so that only aliases and inheritance meet it. */
  pipelineVisits: 1_000_000,
  /** Characters of a path that is put together from outside data: the kernel's own bound. */
  pathCharacters: 4096,
  /** Folders walked in search of Dockerfiles; the largest repositories have some hundred thousand. */
  walkedFolders: 2_000_000,
  /** Paths of one Dockerfile that are looked up in its context. A file of 2 MiB could name 200,000. */
  contextLookUps: 5_000,
  /** Values of secrets that are looked for everywhere in one file; whoever has more of them has shown them anyway. */
  secretValues: 200,
  /**
   * How often a file is judged because a look into its context raised new questions: a script in package.json, the
   * file that it starts, and those that this one requires take four.
   */
  contextRounds: 4,
  /** Bytes of a manifest or lock file of a context that is read for one question about it; large ones have half a megabyte. */
  contextTextBytes: 2 * 1024 * 1024,
  /** Manifests and lock files of one context that are read: a rule asks for two or three. */
  contextTexts: 20,
  /** Characters of a started program in which a handler of signals is looked for: written by hand it has far fewer. */
  startedText: 256 * 1024,
  /** Files that a started program requires in which a handler is looked for as well: a third of what may be read. */
  requiredTexts: 7,
  /** Folders of one context in which names are looked for: a folder that is copied, and those in it. */
  contextFolders: 100,
  /** Files and folders that are weighed below one name: enough to tell that it is large, and a few milliseconds. */
  weighedEntries: 1_500,
  /** Dockerfiles judged in one run. */
  files: 1_000_000,
  /** Rounds of fixes and fresh judgements of one file: real ones settle in a dozen, and each costs a whole check. */
  fixRounds: 200,
  /** Lines that a diff tries to keep apart: two texts that differ in more are shown as one exchanged for the other. */
  diffLines: 400,
  /** Bytes of what one call of an engine's command line prints, such as an inspection; they stay under a megabyte. */
  engineOutputBytes: 32 * 1024 * 1024,
  /** Bytes of one line of an engine's progress. A warning of BuildKit's holds the whole Dockerfile, in base64. */
  engineLineBytes: 16 * 1024 * 1024,
  /** Steps of one build that are followed: instructions times platforms, and some of the engine's own. */
  buildSteps: 50_000,
  /** Characters of a build step's log line that are shown as one; longer ones are cut into several. */
  logLineCharacters: 8_192,
  /** Last lines of each step's log that are kept for when it fails. */
  logLinesKept: 40,
  /** Bytes of a build secret: BuildKit's own bound. */
  secretBytes: 500 * 1024,
  /** Secrets of one build; each is looked for in all that the build prints. */
  secrets: 100,
  /** Bytes of the files in which an engine or an image layout describes an image. */
  imageDescriptionBytes: 8 * 1024 * 1024,
} as const;
