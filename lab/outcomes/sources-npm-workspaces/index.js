console.log(require("hold"));
