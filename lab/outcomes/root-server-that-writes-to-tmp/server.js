const { appendFileSync } = require("node:fs");
const { createServer } = require("node:http");

createServer((question, answer) => {
  appendFileSync("/tmp/log", `${question.url}\n`);
  answer.end("noted");
}).listen(3000);
