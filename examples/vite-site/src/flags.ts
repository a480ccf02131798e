const NAMES = [
  "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike",
  "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee",
  "Zulu",
];

/** The names of the flags that spell a message, in order; what has no flag is left out. */
export function spell(message: string): string[] {
  const flags: string[] = [];
  for (const letter of message.toUpperCase()) {
    const name = NAMES[letter.charCodeAt(0) - 65];
    if (name !== undefined) flags.push(name);
  }
  return flags;
}
