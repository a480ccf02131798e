const { createServer } = require("node:http");
const ms = require("ms");

createServer((_, answer) => answer.end(`${process.env.GIT_COMMIT} for ${ms(172800000)}`)).listen(3000);
