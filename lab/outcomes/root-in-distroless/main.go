package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(answer http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(answer, "moored")
	})
	http.ListenAndServe(":8080", nil)
}
