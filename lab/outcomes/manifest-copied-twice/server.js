const { createServer } = require("node:http");
const ms = require("ms");

createServer((_, answer) => answer.end(ms(172800000, { long: true }))).listen(3000);
