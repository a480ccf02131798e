module.exports = "stowed";
