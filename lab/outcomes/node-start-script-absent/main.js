console.log("high water");
