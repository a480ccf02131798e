console.log("berths");
