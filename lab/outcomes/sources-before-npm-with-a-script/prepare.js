require("node:fs").writeFileSync("built.js", "console.log('high water')\n");
