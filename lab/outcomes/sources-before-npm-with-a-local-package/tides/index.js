module.exports = "high water";
