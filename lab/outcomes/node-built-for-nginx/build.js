const { cpSync, mkdirSync } = require("node:fs");

mkdirSync("out");
cpSync("pages/index.html", "out/index.html");
